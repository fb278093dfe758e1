"""The differ raises nothing, whatever the documents are, and says nothing of a document and itself."""

from __future__ import annotations

import copy
import random
from datetime import date, datetime
from typing import Any

import pytest
from diff_documents import HERE, column, contract, whole_contract
from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance import api
from c360_governance.diff.event_schema import event_schema_facts
from c360_governance.diff.facts import facts
from c360_governance.diff.metric import metric_facts
from c360_governance.diff.physical import compare
from c360_governance.report.result import Result, render
from c360_governance.sources.document import parse_document

KEYS = st.sampled_from([
    "id", "name", "version", "status", "domain", "apiVersion", "schema", "properties", "items", "map", "key",
    "value", "logicalType", "physicalType", "physicalName", "logicalTypeOptions", "minimum", "exclusiveMinimum",
    "maxLength", "multipleOf", "pattern", "format", "required", "unique", "primaryKey", "primaryKeyPosition",
    "enum", "classification", "quality", "metric", "rule", "arguments", "validValues", "mustBe", "mustBeBetween",
    "severity", "relationships", "from", "to", "slaProperties", "property", "unit", "element", "servers",
    "server", "roles", "role", "access", "team", "members", "support", "price", "priceAmount", "description",
    "usage", "dataset", "columns", "column", "table", "isNullable", "deprecated", "dimensions", "expr",
    "partitioned", "timezone", "type",
])  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.datetimes(),
    st.sampled_from(["string", "integer", "number", "array", "VARCHAR(3)", "ARRAY<INT>", "1.0.0", "v2.2.0", "24", "h"]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(KEYS | st.text(max_size=3) | st.integers() | st.none(), inner, max_size=5)
    ),
    max_leaves=25,
)
DOCUMENTS = st.dictionaries(KEYS | st.integers(), VALUES, max_size=8)
ANY_TWO = given(DOCUMENTS, DOCUMENTS)


@ANY_TWO
@settings(deadline=None, max_examples=300)
def test_any_two_mappings_can_be_judged(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    result = api.diff_contracts(old, new)
    assert result.compatible == (result.verdict not in ("breaking", "undecided"))
    assert all(len(finding.fingerprint) == 12 for finding in result.findings)


@pytest.mark.parametrize("pointer", ["version", "minimum", "enum", "port", "price", "key", "name"])
def test_a_number_that_python_does_not_print(pointer: str) -> None:
    def document(number: Any) -> dict[Any, Any]:
        values = dict.fromkeys(("version", "minimum", "enum", "port", "price", "key", "name"), 1) | {pointer: number}
        prop = {"name": values["name"], "logicalType": "integer", "enum": [values["enum"]],
                "logicalTypeOptions": {"minimum": values["minimum"]}}  # fmt: skip
        return {"version": values["version"], "schema": [{"name": "t", "properties": [prop]}],
                "servers": [{"server": "s", "port": values["port"]}], "price": {"priceAmount": values["price"]},
                values["key"]: 0}  # fmt: skip

    for old, new in ((10**5000, 10**5000 + 1), (1, -(10**5000)), (10**5000, "x")):
        result = api.diff_contracts(document(old), document(new))
        assert render(Result("diff", result.findings), "json")
        assert api.diff_contracts(document(old), document(old)).verdict == "identical"


@ANY_TWO
@settings(deadline=None)
def test_any_two_metrics_and_events_can_be_compared(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    metric_facts(old, new)
    event_schema_facts(old, new)


@given(DOCUMENTS)
@settings(deadline=None)
def test_a_document_and_itself_differ_in_nothing(document: dict[Any, Any]) -> None:
    result = api.diff_contracts(document, copy.deepcopy(document))
    assert result.findings == ()
    assert metric_facts(document, copy.deepcopy(document)) == []
    assert event_schema_facts(document, copy.deepcopy(document)) == []


@given(DOCUMENTS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_keys_is_nothing(document: dict[Any, Any], order: random.Random) -> None:
    assert facts(document, _shuffled(document, order)) == []


def _shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffled(item, order) for item in value]
    if not isinstance(value, dict):
        return value
    items = [(key, _shuffled(item, order)) for key, item in value.items()]
    order.shuffle(items)
    return dict(items)


WHOLE: dict[str, Any] = whole_contract()
LEGACY: dict[str, Any] = parse_document((HERE / "upgrades/v2.2.yaml").read_bytes(), "v2.2.yaml").value


@given(st.data(), VALUES)
@settings(deadline=None, max_examples=200)
def test_any_values_may_stand_anywhere_in_a_contract(data: st.DataObject, value: Any) -> None:
    whole = data.draw(st.sampled_from([WHOLE, LEGACY]))
    broken = copy.deepcopy(whole)
    for other in (value, data.draw(VALUES)):
        places = list(_places(broken))
        parent, key = places[data.draw(st.integers(0, len(places) - 1))]
        parent[key] = other
    api.diff_contracts(whole, broken)
    api.diff_contracts(broken, whole)
    assert api.diff_contracts(broken, copy.deepcopy(broken)).verdict == "identical"


ORDERED = ("from", "to", "mustBeBetween", "mustNotBeBetween")


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_the_order_of_what_is_no_sequence_is_nothing(order: random.Random) -> None:
    for whole in (WHOLE, LEGACY):
        shuffled = _with_shuffled_lists(whole, order)
        assert facts(whole, shuffled) == []


def _with_shuffled_lists(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        return {key: item if key in ORDERED else _with_shuffled_lists(item, order) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [_with_shuffled_lists(item, order) for item in value]
    order.shuffle(items)
    return items


def _places(value: Any) -> Any:
    for key in range(len(value)) if isinstance(value, list) else value:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


@given(st.text(max_size=40), st.text(alphabet="abcINT<>()[], _019", max_size=40))
@settings(deadline=None)
def test_any_text_may_be_a_physical_type(old: str, new: str) -> None:
    assert compare(old, old) == "same"
    compare(old, new)


@pytest.mark.parametrize("text", ["a" * 1_500 + "!", "varchar (" + " " * 1_500, "int" + " not null" * 200 + "?"])
def test_a_long_physical_type_takes_no_time_to_refuse(text: str) -> None:
    assert compare(text, "integer") == "changed"


def test_deep_nesting_is_no_error() -> None:
    def nested(leaf: str) -> dict[str, Any]:
        inner: dict[str, Any] = {"name": leaf}
        for _ in range(3_000):
            inner = {"name": "n", "logicalType": "object", "properties": [inner]}
        return contract(inner)

    assert api.diff_contracts(nested("a"), nested("b")).verdict == "compatible"


def test_dates_are_compared_as_what_they_say() -> None:
    old = contract(column(), slaProperties=[{"property": "endOfSupport", "value": datetime(2030, 1, 1, 12)}])
    new = contract(column(), slaProperties=[{"property": "endOfSupport", "value": date(2029, 1, 1)}])
    assert [change.kind for change in facts(old, new)] == ["sla-end-earlier"]
