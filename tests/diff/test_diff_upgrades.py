"""One contract in the words of each version of the standard: an upgrade, or a way back, changes nothing.

And what does change on the way is found as if both were written in one version.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from diff_documents import column, contract, kinds

from c360_governance.sources.document import parse_document
from c360_governance.sources.schemas import ODCS, validator

HERE = Path(__file__).with_name("upgrades")
VERSIONS = ("v2.2", "v3.0", "v3.1", "v3.2")
WRITTEN: dict[str, Any] = {
    version: parse_document((HERE / f"{version}.yaml").read_bytes(), version).value for version in VERSIONS
}
EVERY_UPGRADE = pytest.mark.parametrize(("old", "new"), list(permutations(VERSIONS, 2)))


@pytest.mark.parametrize("version", ODCS)
def test_the_contract_is_valid(version: str) -> None:
    assert list(validator(ODCS[version]).iter_errors(WRITTEN[version])) == []


@EVERY_UPGRADE
def test_an_upgrade_is_no_change(old: str, new: str) -> None:
    assert kinds(WRITTEN[old], WRITTEN[new]) == []


def columns(document: Any) -> list[dict[str, Any]]:
    table = (document.get("dataset") or document.get("schema"))[0]
    found: list[dict[str, Any]] = table.get("columns") or table.get("properties")
    return found


def drop_column(document: Any) -> None:
    del columns(document)[2]


def shorten(document: Any) -> None:
    columns(document)[2]["physicalType"] = "decimal(10,2)"


def allow_nulls(document: Any) -> None:
    columns(document)[1].update({"isNullable": True} if "dataset" in document else {"required": False})


def keep_less(document: Any) -> None:
    document["slaProperties"][1].update(value=2, unit="y")


def retire(document: Any) -> None:
    document["status"] = "retired"


def drop_rule(document: Any) -> None:
    del columns(document)[3]["quality"]


CHANGES: list[tuple[Callable[[Any], None], str]] = [
    (drop_column, "property-removed"),
    (shorten, "physical-type-narrowed"),
    (allow_nulls, "required-dropped"),
    (keep_less, "sla-retention-shortened"),
    (retire, "status-retired"),
    (drop_rule, "quality-rule-removed"),
]


@EVERY_UPGRADE
@pytest.mark.parametrize(("edit", "expected"), CHANGES, ids=[expected for _, expected in CHANGES])
def test_a_change_on_the_way_is_found(old: str, new: str, edit: Callable[[Any], None], expected: str) -> None:
    changed = copy.deepcopy(WRITTEN[new])
    edit(changed)
    assert kinds(WRITTEN[old], changed) == [expected]


def test_another_version_of_the_standard_alone_is_no_change() -> None:
    for version in VERSIONS[1:]:
        document = WRITTEN[version]
        for other in ("v3.0.2", "v3.1.0", "v3.2.0"):
            assert kinds(document, {**document, "apiVersion": other}) == []


def options(version: str, type_: str, **keys: Any) -> dict[str, Any]:
    return contract(column(logicalType=type_, logicalTypeOptions=keys), apiVersion=version)


@pytest.mark.parametrize(
    ("type_", "old", "new", "expected"),
    [
        ("integer", {"minimum": 0, "exclusiveMinimum": True}, {"exclusiveMinimum": 0}, []),
        ("integer", {"minimum": 0, "exclusiveMinimum": True}, {"minimum": 1}, []),
        ("integer", {"minimum": 0, "exclusiveMinimum": False}, {"minimum": 0}, []),
        ("number", {"maximum": 9, "exclusiveMaximum": True}, {"exclusiveMaximum": 9}, []),
        ("number", {"maximum": 9, "exclusiveMaximum": True}, {"maximum": 9}, ["maximum-loosened"]),
        ("number", {"maximum": 9}, {"exclusiveMaximum": 9}, ["maximum-tightened"]),
        ("date", {"minimum": "2024-01-01", "exclusiveMinimum": True}, {"minimum": "2024-01-02"}, []),
        ("integer", {"exclusiveMinimum": True}, {}, []),
    ],
)
def test_a_limit_that_excludes_itself_was_once_a_flag(
    type_: str, old: dict[str, Any], new: dict[str, Any], expected: list[str]
) -> None:
    assert kinds(options("v3.0.2", type_, **old), options("v3.1.0", type_, **new)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"rule": "nullCheck"}, {"metric": "nullValues", "mustBe": 0}),
        ({"rule": "uniqueCheck", "mustBe": 0}, {"metric": "duplicateValues", "mustBe": 0}),
        ({"rule": "duplicateCount", "mustBeLessThan": 10, "unit": "rows"},
         {"metric": "duplicateValues", "mustBeLessThan": 10}),
        ({"rule": "rowCount", "mustBeBetween": [100, 120]}, {"metric": "rowCount", "mustBeBetween": [100, 120]}),
        ({"rule": "validValues", "validValues": ["a", "b"], "mustBeLessThan": 3},
         {"metric": "invalidValues", "arguments": {"validValues": ["b", "a"]}, "mustBeLessThan": 3}),
    ],
)  # fmt: skip
def test_a_rule_became_a_metric(old: dict[str, Any], new: dict[str, Any]) -> None:
    before = contract(column(quality=[{"type": "library", **old}]), apiVersion="v3.0.2")
    after = contract(column(quality=[{"type": "library", **new}]), apiVersion="v3.1.0")
    assert kinds(before, after) == []
    assert kinds(after, before) == []


@pytest.mark.parametrize(
    "old",
    [
        {"quality": [{"rule": "validValues", "validValues": ["a", "b"]}]},
        {"quality": [{"metric": "invalidValues", "arguments": {"validValues": ["a", "b"]}, "mustBe": 0}]},
        {"logicalTypeOptions": {"enum": ["a", "b"]}},
    ],
)
def test_allowed_values_became_an_enum(old: dict[str, Any]) -> None:
    before = contract(column(**old), apiVersion="v3.1.0")
    after = contract(column(enum=[{"value": "b"}, {"value": "a"}]))
    assert kinds(before, after) == []
    assert kinds(after, before) == []
