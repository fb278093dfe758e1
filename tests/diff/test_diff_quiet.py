"""What is no change: formatting, order, prose, aliases, and what a newer standard merely renamed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from diff_documents import column, contract, judged, kinds

from c360_governance import api


def with_quality(**rule: Any) -> dict[str, Any]:
    return contract(column(quality=[{"type": "library", **rule}]))


SAME = {
    "description": (column(description="The address."), column(description="Where to write.")),
    "business name": (column(businessName="Mail"), column(businessName="E-mail")),
    "tags": (column(tags=["a"]), column(tags=["b"])),
    "examples": (column(examples=["a@b.c"]), column(examples=["d@e.f"])),
    "custom properties": (column(), column(customProperties=[{"property": "x", "value": 1}])),
    "physical alias": (column(physicalType="INT"), column(physicalType="integer")),
    "physical alias with length": (column(physicalType="VARCHAR(9)"), column(physicalType="character varying (9)")),
    "nested physical alias": (column(physicalType="ARRAY<INT>"), column(physicalType="INTEGER[]")),
    "explicit default": (column(), column(required=False, unique=False, deprecated=False)),
    "physical name said": (column(), column(physicalName="email")),
    "enum moved out of the options": (
        column(logicalTypeOptions={"enum": ["a", "b"]}),
        column(enum=[{"value": "b"}, {"value": "a", "label": "A"}]),
    ),
    "enum moved out of a quality rule": (
        column(quality=[{"rule": "validValues", "validValues": ["a"], "mustBe": 0}]),
        column(enum=[{"value": "a"}]),
    ),
    "rule became metric": (
        column(quality=[{"type": "library", "rule": "duplicateCount", "mustBe": 0}]),
        column(quality=[{"type": "library", "metric": "duplicateValues", "mustBe": 0}]),
    ),
    "quality prose": (
        column(quality=[{"name": "n", "metric": "nullValues", "mustBe": 0, "description": "a"}]),
        column(quality=[{"name": "n", "metric": "nullValues", "mustBe": 0, "description": "b", "dimension": "x"}]),
    ),
    "quality rule of text": (column(quality=[{"type": "text", "description": "be good"}]), column()),
    "same threshold otherwise": (
        column(quality=[{"name": "n", "metric": "nullValues", "mustBe": 0}]),
        column(quality=[{"name": "n", "metric": "nullValues", "mustBeBetween": [0, 0]}]),
    ),
    "least length of nothing": (column(logicalTypeOptions={"minLength": 0}), column()),
    "exclusive limit of an integer": (
        column(logicalType="integer", logicalTypeOptions={"exclusiveMinimum": 0}),
        column(logicalType="integer", logicalTypeOptions={"minimum": 1}),
    ),
    "exclusive limit of a date": (
        column(logicalType="date", logicalTypeOptions={"exclusiveMaximum": "2024-01-01"}),
        column(logicalType="date", logicalTypeOptions={"maximum": date(2023, 12, 31)}),
    ),
    "utc by another name": (
        column(logicalType="timestamp", logicalTypeOptions={"defaultTimezone": "UTC"}),
        column(logicalType="timestamp"),
    ),
    "composite reference reordered": (
        column(relationships=[{"from": ["a", "b"], "to": ["x.a", "x.b"]}]),
        column(relationships=[{"from": ["b", "a"], "to": ["x.b", "x.a"]}]),
    ),
    "logic reflowed": (column(transformLogic="a  +\n b"), column(transformLogic="a + b")),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_the_same_in_other_words(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert kinds(contract(old), contract(new)) == []
    assert kinds(contract(new), contract(old)) == []


TERMS = {
    "team as a list or an object": (
        {"team": [{"username": "a", "role": "owner"}]},
        {"team": {"name": "crm", "members": [{"username": "a", "role": "owner"}]}},
    ),
    "one day in hours": (
        {"slaProperties": [{"property": "latency", "value": 24, "unit": "h"}]},
        {"slaProperties": [{"property": "latency", "value": 1, "unit": "d"}]},
    ),
    "service level by its short name": (
        {"slaProperties": [{"property": "timeToRepair", "value": "PT2H"}]},
        {"slaProperties": [{"property": "time to repair", "value": "120", "unit": "minutes"}]},
    ),
    "default element": (
        {"slaDefaultElement": "accounts.id", "slaProperties": [{"property": "latency", "value": 1, "unit": "d"}]},
        {"slaProperties": [{"property": "latency", "value": 1, "unit": "d", "element": "accounts.id"}]},
    ),
    "dates and their texts": (
        {"slaProperties": [{"property": "endOfLife", "value": date(2030, 1, 1)}]},
        {"slaProperties": [{"property": "endOfLife", "value": "2030-01-01"}]},
    ),
    "port as a text": (
        {"servers": [{"server": "s", "type": "postgres", "port": 5432}]},
        {"servers": [{"server": "s", "type": "postgres", "port": "5432", "description": "x"}]},
    ),
    "purpose": ({"description": {"purpose": "a"}}, {"description": {"purpose": "b"}}),
    "newer standard": ({"apiVersion": "v3.0.2"}, {"apiVersion": "v3.2.0"}),
}


@pytest.mark.parametrize(("old", "new"), TERMS.values(), ids=TERMS)
def test_the_same_terms_in_other_words(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert kinds(contract(column(), **old), contract(column(), **new)) == []
    assert kinds(contract(column(), **new), contract(column(), **old)) == []


@pytest.mark.parametrize("source", ["email", "accounts.email", ["email"], ["accounts.email"]])
def test_a_reference_restated_at_the_dataset(source: Any) -> None:
    old = contract(column(relationships=[{"to": "mails.address"}]))
    new = contract(column())
    new["schema"][0]["relationships"] = [{"from": source, "to": "mails.address"}]
    assert kinds(old, new) == []
    assert kinds(new, old) == []
    new["schema"][0]["relationships"][0]["to"] = "mails.other"
    assert kinds(old, new) == ["relationship-removed", "relationship-added"]


def test_the_same_grain_in_the_same_words() -> None:
    old, new = (contract(column()) for _ in range(2))
    old["schema"][0]["dataGranularityDescription"] = "One row per account."
    new["schema"][0]["dataGranularityDescription"] = "one row  per account"
    assert kinds(old, new) == []


def test_a_migration_from_2_2_is_no_change() -> None:
    old = {
        "apiVersion": "v2.2.2", "kind": "DataContract", "uuid": "c", "quantumName": "c", "version": "1.0.0",
        "status": "current", "datasetDomain": "sales", "stakeholders": [{"username": "a", "role": "Data Owner"}],
        "dataset": [{"table": "accounts", "dataGranularity": "one row per account", "columns": [
            {"column": "id", "logicalType": "int", "isPrimaryKey": True, "primaryKeyPosition": 1, "isNullable": False},
            {"column": "email", "logicalType": "string", "isUnique": True, "criticalDataElementStatus": True},
        ]}],
        "slaProperties": [{"property": "latency", "value": 4, "unit": "d", "column": "accounts.id"}],
    }  # fmt: skip
    new = contract(
        {"name": "id", "logicalType": "integer", "primaryKey": True, "primaryKeyPosition": 1, "required": True},
        {"name": "email", "logicalType": "string", "unique": True, "criticalDataElement": True},
        domain="sales", team={"members": [{"username": "a", "role": "owner"}]},
        slaProperties=[{"property": "latency", "value": 96, "unit": "h", "element": "accounts.id"}],
    )  # fmt: skip
    new["schema"][0]["dataGranularityDescription"] = "One row per account"
    assert kinds(old, new) == []
    del old["dataset"][0]["columns"][1]
    assert kinds(new, old) == ["property-removed"]
    assert kinds(old, new) == ["property-added-optional"]


YAML = """\
apiVersion: v3.2.0
id: c
name: c
version: 1.0.0
schema:
  - name: accounts
    properties:
      - name: email
        logicalType: string
        required: true
"""
REORDERED = """\
# the same, by another hand
schema:
- properties:
  - {required: true, name: email, logicalType: 'string'}
  name: "accounts"
version: 1.0.0
name: c
id: c
apiVersion: v3.2.0
"""


def test_key_order_and_formatting_are_no_change() -> None:
    found = judged(YAML, REORDERED)
    assert found.documents == ()
    assert (found.verdict, found.required_bump) == ("identical", "none")


def test_prose_is_compatible_and_worth_a_patch() -> None:
    result = api.diff_contracts(contract(column()), contract(column(description="The address.")))
    assert (result.verdict, result.required_bump, result.findings) == ("compatible", "patch", ())


def test_another_version_alone_asks_for_nothing() -> None:
    result = api.diff_contracts(contract(column()), contract(column(), version="1.0.1"))
    assert (result.verdict, result.required_bump, result.findings) == ("identical", "none", ())
