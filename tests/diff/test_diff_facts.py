"""Pairs beyond the rules' own examples: what exactly is said of them, and of what."""

from __future__ import annotations

from typing import Any

import pytest
from diff_documents import column, contract, kinds

from c360_governance import api
from c360_governance.diff.event_schema import event_schema_facts
from c360_governance.diff.facts import facts
from c360_governance.diff.metric import metric_facts
from c360_governance.model.diff import Sides

ID = column("account_id", logicalType="integer", primaryKey=True)
LOG = {"name": "x", "logicalType": "object"}


def options(type_: str, **keys: Any) -> dict[str, Any]:
    return contract(column(logicalType=type_, logicalTypeOptions=keys))


def sla(**keys: Any) -> dict[str, Any]:
    return contract(column(), slaProperties=[keys])


def rule(**keys: Any) -> dict[str, Any]:
    return contract(column(quality=[{"name": "n", "metric": "nullValues", **keys}]))


PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "rename by physical name": (
        contract(column("mail")), contract(column("email", physicalName="mail")), ["property-renamed"]),
    "rename by shape": (
        contract(ID, column("mail", description="The address.")),
        contract(ID, column("email", description="The address.")), ["property-renamed"]),
    "another case": (contract(column("Email")), contract(column("email")), ["property-renamed"]),
    "rename in place": (contract(ID, column("mail")), contract(ID, column("email")), ["property-renamed"]),
    "no rename of all there is": (
        contract(column("mail")), contract(column("email")), ["property-removed", "property-added-optional"]),
    "no rename out of place": (
        contract(ID, column("mail")), contract(column("email"), ID), ["property-removed", "property-added-optional"]),
    "no rename without likeness": (
        contract(ID, column("mail")), contract(ID, column("size", logicalType="integer")),
        ["property-removed", "property-added-optional"]),
    "no rename among several": (
        contract(ID, column("mail"), column("phone")), contract(ID, column("email"), column("mobile")),
        ["property-removed", "property-removed", "property-added-optional", "property-added-optional"]),
    "rename and more": (
        contract(column("mail", id="p", required=True)), contract(column("email", id="p")),
        ["property-renamed", "required-dropped"]),
    "key column renamed": (
        contract(column("a", id="p", primaryKey=True)), contract(column("b", id="p", primaryKey=True)),
        ["property-renamed"]),
    "key column removed": (contract(ID, column()), contract(column()), ["property-removed"]),
    "key column added": (
        contract(ID), contract(ID, column("week", primaryKey=True, primaryKeyPosition=2)),
        ["property-added-optional", "primary-key-changed"]),
    "nested": (
        contract({**LOG, "properties": [column("a", required=True)]}), contract({**LOG, "properties": [column("a")]}),
        ["required-dropped"]),
    "nested object removed": (contract(ID, {**LOG, "properties": [column("a")]}), contract(ID), ["property-removed"]),
    "items": (
        contract({"name": "x", "logicalType": "array", "items": {"logicalType": "integer"}}),
        contract({"name": "x", "logicalType": "array", "items": {"logicalType": "string"}}), ["logical-type-changed"]),
    "moved into an object": (
        contract(ID, column("city"), {**LOG, "properties": [column("a")]}),
        contract(ID, {**LOG, "properties": [column("a"), column("city", required=True)]}),
        ["property-moved", "required-added"]),
    "moved and renamed, by id": (
        contract(ID, column("city", id="p"), {**LOG, "properties": [column("a")]}),
        contract(ID, {**LOG, "properties": [column("a"), column("town", id="p")]}), ["property-moved"]),
    "an object moved with all that it holds": (
        contract(ID, {**LOG, "properties": [column("a"), {**LOG, "name": "geo", "properties": [column("lat")]}]}),
        contract(ID, {**LOG, "properties": [column("a")]}, {**LOG, "name": "geo", "properties": [column("lon")]}),
        ["property-removed", "property-added-optional", "property-moved"]),
    "renamed object with all that it holds": (
        contract(ID, {**LOG, "properties": [column("a"), column("b")]}),
        contract(ID, {**LOG, "name": "y", "properties": [column("a"), column("b", required=True)]}),
        ["property-renamed", "required-added"]),
    "renamed column in a list's object": (
        contract(ID, {"name": "l", "logicalType": "array", "items": {**LOG, "properties": [column("a", id="p")]}}),
        contract(ID, {"name": "l", "logicalType": "array", "items": {**LOG, "properties": [column("b", id="p")]}}),
        ["property-renamed"]),
    "renamed column and what refers to it": (
        {**contract(column("a", id="p")), "schema": [
            {"name": "accounts", "properties": [column("a", id="p")]},
            {"name": "orders", "properties": [column("x", relationships=[{"to": "accounts.a"}])]}]},
        {**contract(column("a", id="p")), "schema": [
            {"name": "accounts", "properties": [column("b", id="p")]},
            {"name": "orders", "properties": [column("x", relationships=[{"to": "accounts.b"}])]}]},
        ["property-renamed"]),
    "a reference by name or by id": (
        {**contract(), "schema": [
            {"id": "s", "name": "accounts", "properties": [column("a", id="p")]},
            {"name": "orders", "properties": [column("x", relationships=[{"to": "accounts.a"}])]}]},
        {**contract(), "schema": [
            {"id": "s", "name": "accounts", "properties": [column("a", id="p")]},
            {"name": "orders", "properties": [column("x", relationships=[{"to": "schema/s/properties/p"}])]}]},
        []),
    "dataset renamed by its columns": (
        contract(ID, column()), {**contract(), "schema": [{"name": "clients", "properties": [ID, column()]}]},
        ["schema-renamed"]),
    "one end of a range": (
        options("integer", minimum=0, maximum=9), options("integer", minimum=0, maximum=8), ["maximum-tightened"]),
    "both ends": (
        options("integer", minimum=0, maximum=9), options("integer", minimum=1, maximum=10),
        ["minimum-tightened", "maximum-loosened"]),
    "exclusive instead of inclusive": (
        options("number", minimum=0), options("number", exclusiveMinimum=0), ["minimum-tightened"]),
    "large integers": (
        options("integer", maximum=2**63 - 1), options("integer", maximum=2**63 - 2), ["maximum-tightened"]),
    "times across zones": (
        options("timestamp", minimum="2024-01-01T00:00:00+01:00"), options("timestamp", minimum="2024-01-01T00:00:00Z"),
        ["minimum-tightened"]),
    "options of another type": (
        options("string", minLength=3), options("integer", minimum=3), ["logical-type-changed"]),
    "number widened with its limit": (
        options("integer", minimum=1), options("number", minimum=0), ["logical-type-widened", "minimum-loosened"]),
    "values come and go": (
        contract(column(enum=[{"value": "a"}, {"value": "b"}])),
        contract(column(enum=[{"value": "b"}, {"value": "c"}])),
        ["enum-value-removed", "enum-value-added"]),
    "one is not true": (
        contract(column(enum=[{"value": 1}])), contract(column(enum=[{"value": True}])),
        ["enum-value-removed", "enum-value-added"]),
    "threshold from one operator to another": (
        rule(mustBeLessThan=5), rule(mustBeBetween=[0, 3]), ["quality-threshold-tightened"]),
    "threshold dropped": (rule(mustBe=0), rule(), ["quality-threshold-loosened"]),
    "warning to information": (rule(severity="warning"), rule(severity="info"), []),
    "level of availability": (
        sla(property="availability", value=99.9, unit="percent"),
        sla(property="availability", value=99, unit="percent"),
        ["sla-loosened"]),
    "minutes are no months": (
        sla(property="latency", value=1, unit="min"), sla(property="latency", value=1, unit="m"), ["sla-loosened"]),
    "a level in another kind of unit": (
        sla(property="throughput", value=5, unit="rows"), sla(property="throughput", value=5, unit="mb"),
        ["sla-changed"]),
    "unknown level": (sla(property="mood", value=1), sla(property="mood", value=2), ["sla-changed"]),
    "physical type and its family": (
        contract(column(physicalType="TIMESTAMP")), contract(column(physicalType="TIMESTAMPTZ")),
        ["physical-type-changed"]),
    "dataset and all its columns": (contract(ID), {**contract(), "schema": []}, ["schema-removed"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), PAIRS.values(), ids=PAIRS)
def test_the_facts(old: dict[str, Any], new: dict[str, Any], expected: list[str]) -> None:
    assert kinds(old, new) == expected


def test_a_fact_names_its_subject_and_where_it_stood() -> None:
    old = contract(ID, {**LOG, "physicalName": "payload", "properties": [column("city")]})
    new = contract(ID, {**LOG, "physicalName": "payload", "properties": []})
    (change,) = facts(old, new)
    assert change.subject == "accounts.x.city"
    assert change.pointer_old == ("schema", 0, "properties", 1, "properties", 0)
    assert change.pointer_new == ("schema", 0, "properties", 1)
    assert change.gone
    assert change.datasets == ("accounts",)
    assert change.columns == ("x.city", "payload.city")


@pytest.mark.parametrize(
    ("perspective", "severity", "side", "compatible"),
    [
        ("consumer", "info", "consumer", True),
        ("producer", "error", "producer", False),
        ("both", "error", "producer", False),
    ],
)
def test_each_side_judges_for_itself(perspective: Sides, severity: str, side: str, compatible: bool) -> None:
    result = api.diff_contracts(contract(column()), contract(column(required=True)), perspective=perspective)
    (finding,) = result.findings
    assert (finding.severity, finding.perspective, result.compatible) == (severity, side, compatible)
    assert (result.required_bump, finding.bump) == ("minor", "minor")


def test_the_consumer_is_named_where_both_are_hit_alike() -> None:
    (finding,) = api.diff_contracts(contract(column("a", id="x")), contract(column("b", id="x"))).findings
    assert (finding.severity, finding.perspective) == ("error", "consumer")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"expr": "a +  b"}, {"expr": "a + b"}, []),
        ({"filter": "x = 'a  b'"}, {"filter": "x = 'a b'"}, ["metric-filter-changed"]),
        ({"expr": "a -- note\n+ b"}, {"expr": "a -- note + b"}, ["metric-expr-changed"]),
        ({"expr": "a", "description": "x", "tags": ["t"]}, {"expr": "a", "description": "y", "drivers": ["z"]}, []),
        ({"window": "7 days"}, {}, ["metric-window-changed"]),
        ({"timezone": "UTC"}, {"timezone": "Europe/Berlin"}, ["metric-timezone-changed"]),
        ({"dimensions": ["a", "b"]}, {"dimensions": ["b", "a"]}, []),
        ({"unit": "EUR"}, {"unit": "USD"}, ["metric-unit-changed"]),
    ],
)
def test_what_redefines_a_metric(old: dict[str, Any], new: dict[str, Any], expected: list[str]) -> None:
    assert [change.kind for change in metric_facts({"name": "m", **old}, {"name": "m", **new})] == expected


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ({"title": "a", "type": "object"}, {"description": "b", "type": "object"}, False),
        ({"properties": {"title": {}}}, {"properties": {}}, True),
        ({"properties": {"a": {"description": "x"}}}, {"properties": {"a": {"examples": [1]}}}, False),
        ({"const": {"title": 1}}, {"const": {"title": 2}}, True),
        (True, False, True),
        ({"required": ["a"]}, {"required": []}, True),
    ],
)
def test_what_changes_an_event(old: Any, new: Any, changed: bool) -> None:
    assert bool(event_schema_facts(old, new)) is changed
