"""What holds for every pair of JSON Schemas, and of what only claims to be one."""

from __future__ import annotations

import json
import math
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema
from json_schema_pairs import pairs

from c360_governance import api
from c360_governance.diff.json_schema.dialect import Draft
from c360_governance.diff.json_schema.inclusion import Comparison

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
Pair = tuple[Draft, Any, Any]


def accepts(schema: Any) -> Any:
    """The validator of a schema; pairs that the library refuses are no cases."""
    try:
        return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True).is_valid
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        assume(False)


@given(pairs())
@settings(deadline=None, max_examples=120, suppress_health_check=SLOW)
def test_what_is_shown_is_accepted_by_the_one_and_rejected_by_the_other(pair: Pair) -> None:
    _, old, new = pair
    before, after = accepts(old), accepts(new)
    compared = Comparison(old, new)
    for answer, inner, outer in ((compared.backward, before, after), (compared.forward, after, before)):
        if answer.answer == "no":
            assert inner(answer.witness)
            assert not outer(answer.witness)


@given(pairs(), st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=SLOW)
def test_no_generated_event_contradicts_compatible(pair: Pair, data: st.DataObject) -> None:
    """The events come from a library that knows nothing of how the answer was found."""
    draft, old, new = pair
    before, after = accepts(old), accepts(new)
    assume(draft <= 7)  # the drafts that the library generates for
    for inner, outer, schema, answer in (
        (before, after, old, Comparison(old, new).backward.answer),
        (after, before, new, Comparison(old, new).forward.answer),
    ):
        if answer == "yes":
            try:
                events = from_schema(schema)
                event = data.draw(events)
            except Exception:  # noqa: BLE001  (schemas that the library cannot generate for, in its own ways)
                assume(False)
            assert not inner(event) or outer(event)


@given(pairs())
@settings(deadline=None, max_examples=50, suppress_health_check=SLOW)
def test_the_same_schema_is_identical_whatever_its_order(pair: Pair) -> None:
    _, old, new = pair
    turned = json.loads(json.dumps(old, sort_keys=True))
    assert api.diff_json_schemas(old, turned, compatibility="FULL").verdict == "identical"
    answers = [Comparison(one, new).backward.answer for one in (old, turned)]
    assert answers[0] == answers[1]


@given(pairs(), st.sampled_from(["BACKWARD", "FORWARD", "FULL", "NONE"]), st.sampled_from(["strict", "lenient"]))
@settings(deadline=None, max_examples=50, suppress_health_check=SLOW)
def test_verdict_and_findings_agree(pair: Pair, compatibility: Any, open_content: Any) -> None:
    result = api.diff_json_schemas(pair[1], pair[2], compatibility=compatibility, open_content=open_content)
    severities = {finding.severity for finding in result.findings}
    assert result.compatible is (result.verdict in ("identical", "compatible"))
    assert (result.verdict == "breaking") is ("error" in severities)
    if result.verdict == "breaking":
        assert result.required_bump == "major"


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just("\ud800"),
    st.none().map(lambda _: 10**5_000),  # Python does not print it
    st.sampled_from(["#", "#/definitions/a", "#/a", "a", "http://[", "object", "^(", "^(a+)+$"]),
    st.dates(), st.binary(max_size=2), st.just({1, 2}),
)  # fmt: skip
KEYS = st.one_of(
    st.sampled_from(
        ["$ref", "$id", "id", "$schema", "$anchor", "$dynamicRef", "type", "enum", "const", "properties", "required",
         "items", "prefixItems", "additionalItems", "additionalProperties", "patternProperties", "allOf", "anyOf",
         "oneOf", "not", "if", "then", "minimum", "exclusiveMinimum", "multipleOf", "minLength", "maxItems", "pattern",
         "format", "contains", "minContains", "dependencies", "dependentSchemas", "dependentRequired",
         "unevaluatedProperties", "unevaluatedItems", "propertyNames", "definitions", "$defs", "a", "self", "default",
         "contentEncoding"]
    ),
    st.text(max_size=3),
    st.integers(),
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=15,
)


@given(ANYTHING, ANYTHING)
@settings(deadline=None, max_examples=150, suppress_health_check=SLOW)
def test_nothing_in_a_document_raises(old: Any, new: Any) -> None:
    first = api.diff_json_schemas(old, new, compatibility="FULL")
    assert first.verdict in ("breaking", "undecided", "compatible", "identical")
    assert first == api.diff_json_schemas(old, new, compatibility="FULL")


def nested(depth: int, keyword: str) -> Any:
    schema: Any = {}
    for _ in range(depth):
        schema = {keyword: [schema] if keyword == "allOf" else schema}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        True, False, {}, {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, {"not": {"$ref": "#"}}, {"$ref": "https://example.com/else"},
        {"minimum": 10**400}, {"maximum": 1e308, "multipleOf": 1e-308}, {"minLength": 10**30},
        {"maximum": math.inf}, {"minimum": math.nan}, {"const": "\ud800"}, {"pattern": "\ud800"},
        {"properties": {"\udfff": {}}},
        {"type": 3}, {"enum": {}}, {"properties": []}, {"required": "a"}, {"items": 3}, {"$schema": 7},
        {"$id": "http://["},
        {"contentEncoding": [], "dependencies": {}}, {"contentMediaType": {}, "$schema": "draft-06"},
        {"$ref": 4}, {"$ref": "#/%zz"}, {"$ref": "#/a/0/b"}, {"multipleOf": 0}, {"multipleOf": -2}, {"oneOf": 1},
        nested(300, "not"), nested(2_000, "not"), nested(300, "allOf"), nested(900, "items"),
    ],
)  # fmt: skip
def test_odd_schemas_are_compared(schema: Any) -> None:
    assert api.diff_json_schemas(schema, schema, compatibility="FULL").verdict == "identical"
    for other in (True, {"type": "string"}, {"$ref": "#"}):
        assert api.diff_json_schemas(schema, other, compatibility="FULL").findings is not None
        assert api.diff_json_schemas(other, schema, compatibility="FULL").findings is not None
