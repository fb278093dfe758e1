"""Whether one schema accepts whatever another does: by set inclusion, whatever the keywords; a no shows an event."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from c360_governance.diff.json_schema.dialect import URIS, Draft
from c360_governance.diff.json_schema.inclusion import Comparison

TREE = {"type": "object", "properties": {"left": {"$ref": "#"}, "value": {"type": "integer"}}}
Pair = tuple[Any, Any, str, str]


def kinds(*names: str, **more: Any) -> Any:
    """One of so many kinds of objects, which say of which kind they are."""
    each = [
        {"type": "object", "properties": {"kind": {"enum": [name]}, **more}, "required": ["kind"]} for name in names
    ]
    return {"oneOf": each}


EVERY_DRAFT: list[Pair] = [
    ({"type": "integer"}, {"type": "number"}, "yes", "no"),
    ({"anyOf": [{"type": "string"}, {"maxLength": 10}]}, {}, "yes", "yes"),
    ({"oneOf": [{"minimum": 1}, {"maximum": 5}], "type": "number"}, {"type": "number"}, "yes", "no"),
    ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"type": ["integer", "string"]}, "yes", "yes"),
    (kinds("a", "b"), {"anyOf": kinds("a", "b")["oneOf"]}, "yes", "yes"),
    (kinds("a", "b"), kinds("c", "b", "a"), "yes", "no"),
    (kinds("a", "a"), kinds("a"), "yes", "no"),
    (kinds("a", "b", n={"minimum": 1}), kinds("a", "b", n={"minimum": 0}), "yes", "no"),
    (kinds(*map(str, range(20)), n={"minimum": 1}), kinds(*map(str, range(20)), n={"minimum": 0}), "yes", "no"),
    ({"not": {"not": {"type": "string"}}}, {"type": "string"}, "yes", "yes"),
    ({"not": {"type": "string"}}, {"type": ["null", "boolean", "number", "array", "object"]}, "yes", "yes"),
    ({"allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "type": "number"}, {"multipleOf": 12}, "yes", "no"),
    ({"type": "number", "multipleOf": 0.3}, {"multipleOf": 0.1}, "yes", "no"),
    ({"enum": [1, 2.0, "a"]}, {"enum": ["a", 1, 2]}, "yes", "yes"),
    ({"type": "integer", "minimum": 1, "maximum": 3}, {"enum": [1, 2, 3]}, "yes", "yes"),
    ({"enum": [[1], {"a": 1}]}, {"type": ["array", "object"], "minItems": 1, "minProperties": 1}, "yes", "no"),
    ({"type": "string", "pattern": "^a{3}$"}, {"minLength": 3, "maxLength": 3}, "yes", "no"),
    ({"type": "string", "pattern": "^(?!x)[a-z]+$"}, {"pattern": "^[a-wyz]"}, "yes", "no"),
    ({"type": "string", "minLength": 2, "maxLength": 1}, {"type": "null"}, "yes", "no"),
    ({"type": "string", "format": "email"}, {"pattern": "@"}, "yes", "no"),
    ({"type": "array", "items": {"type": "string"}, "minItems": 2}, {"items": {"minLength": 0}}, "yes", "no"),
    ({"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True}, {"maxItems": 2}, "yes", "no"),
    ({"patternProperties": {"^a": {"type": "string"}}}, {"properties": {"ab": {"type": "string"}}}, "yes", "no"),
    ({"properties": {"a": {}}, "additionalProperties": False}, {"maxProperties": 1}, "yes", "no"),
    ({"required": ["a", "b"]}, {"minProperties": 2}, "yes", "no"),
    (TREE, {"type": "object", "properties": {"left": TREE, "value": {"type": "integer"}}}, "yes", "yes"),
    (
        TREE,
        {
            "$ref": "#/definitions/tree",
            "definitions": {
                "tree": {
                    "type": "object",
                    "properties": {"left": {"$ref": "#/definitions/tree"}, "value": {"type": "number"}},
                }
            },
        },
        "yes",
        "no",
    ),
    ({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}}, {"type": "null"}, "yes", "no"),
]  # fmt: skip

BY_DRAFT: list[tuple[Draft, Any, Any, str, str]] = [
    (4, {"minimum": 1, "exclusiveMinimum": True, "type": "integer"}, {"minimum": 2}, "yes", "no"),
    (4, {"type": "array", "items": [{"type": "string"}], "additionalItems": False}, {"maxItems": 1}, "yes", "no"),
    (4, {"const": 1}, {}, "yes", "yes"),
    (4, {"type": "integer"}, {"type": "number", "multipleOf": 1}, "yes", "no"),
    (6, {"contains": {"type": "string"}, "type": "array"}, {"minItems": 1}, "yes", "no"),
    (6, {"propertyNames": {"maxLength": 1}}, {"propertyNames": {"pattern": "^.?$"}}, "no", "yes"),
    (6, {"if": {"type": "string"}, "then": False}, {}, "yes", "yes"),
    (7, {"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"type": "null"}}, {"minLength": 1}, "yes", "no"),
    (7, {"dependencies": {"a": ["b"]}, "required": ["a"]}, {"required": ["b"]}, "yes", "no"),
    (7, {"type": "object", "dependencies": {"a": ["b"]}, "required": ["a"]}, {"required": ["b"]}, "yes", "no"),
    (7, {"items": [True, {"type": "null"}], "type": "array"}, {"items": [True]}, "yes", "no"),
    (7, {"type": "string", "contentEncoding": "base64"}, {"type": "string"}, "yes", "no"),
    (7, {"$ref": "#/definitions/a", "maxLength": 1, "definitions": {"a": {"type": "string"}}}, {"type": "string"},
     "yes", "yes"),
    (7, {"type": "string", "contentMediaType": "image/png"}, {"contentMediaType": "image/jpeg"}, "yes", "no"),
    (7, {"contentEncoding": "base1"}, {"contentEncoding": "quoted-printable"}, "yes", "yes"),
    (7, {"contentEncoding": "base16", "contentMediaType": "a/b"}, {"contentEncoding": "base16"}, "yes", "yes"),
    (2019, {"type": "string", "contentEncoding": "base64"}, {"type": "string"}, "yes", "yes"),
    (2019, {"$ref": "#/$defs/a", "maxLength": 1, "$defs": {"a": {"type": "string"}}}, {"type": "string"}, "yes", "no"),
    (2019, {"items": [{"type": "string"}], "unevaluatedItems": False}, {"maxItems": 1}, "yes", "no"),
    (2019, {"type": "array", "contains": {"type": "string"}, "minContains": 2, "maxContains": 3}, {"minItems": 2},
     "yes", "no"),
    (2019, {"contains": {"type": "string"}, "minContains": 0}, {}, "yes", "yes"),
    (2019, {"dependentSchemas": {"a": {"required": ["b"]}}}, {"dependentRequired": {"a": ["b"]}}, "yes", "yes"),
    (2020, {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False, "type": "object"},
     {"additionalProperties": False, "properties": {"a": {}}}, "yes", "no"),
    (2020, {"anyOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, {"properties": {"b": {}}}],
            "unevaluatedProperties": False, "type": "object"},
     {"properties": {"a": {}, "b": {}}, "additionalProperties": False}, "yes", "no"),
    (2020, {"type": "array", "prefixItems": [{"type": "string"}]}, {"prefixItems": [True, {"type": "null"}]},
     "no", "no"),
    (2020, {"type": "array", "items": {"type": "integer"}}, {"prefixItems": [True, True, True], "items": False},
     "no", "no"),
    (2020, {"prefixItems": [{"type": "string"}], "unevaluatedItems": False, "type": "array"}, {"maxItems": 1},
     "yes", "no"),
    (2020, {"unevaluatedItems": {"type": "boolean"}, "anyOf": [{"items": {"type": "string"}}, True]},
     {"items": {"type": ["string", "boolean"]}}, "yes", "no"),
    (2020, {"type": "string", "format": "uuid"}, {"minLength": 36, "maxLength": 36}, "yes", "no"),
    (2020, {"type": "string", "format": "shoe-size"}, {"type": "string"}, "yes", "yes"),
    (2020, {"$id": "https://a.example/r", "$dynamicAnchor": "n", "$ref": "base",
            "properties": {"v": {"type": "integer"}},
            "$defs": {"b": {"$id": "base", "$dynamicAnchor": "n", "properties": {"next": {"$dynamicRef": "#n"}}}}},
     {"properties": {"next": {"properties": {"v": {"type": "number"}}}}}, "yes", "no"),
]  # fmt: skip


def decided(draft: Draft, old: Any, new: Any) -> tuple[str, str]:
    """Both answers; what a no shows is held against the validator here, whatever was done before."""
    schemas = [{"$schema": URIS[draft], **each} for each in (old, new)]
    comparison = Comparison(*schemas)
    accepts = [jsonschema_rs.validator_for(each, validate_formats=True).is_valid for each in schemas]
    for found, (inner, outer) in ((comparison.backward, accepts), (comparison.forward, accepts[::-1])):
        if found.answer == "no":
            assert inner(found.witness)
            assert not outer(found.witness)
    return comparison.backward.answer, comparison.forward.answer


@pytest.mark.parametrize("draft", [4, 6, 7, 2019, 2020])
@pytest.mark.parametrize(("old", "new", "backward", "forward"), EVERY_DRAFT)
def test_under_every_draft(draft: Draft, old: Any, new: Any, backward: str, forward: str) -> None:
    assert decided(draft, old, new) == (backward, forward)


@pytest.mark.parametrize(("draft", "old", "new", "backward", "forward"), BY_DRAFT)
def test_under_one_draft(draft: Draft, old: Any, new: Any, backward: str, forward: str) -> None:
    assert decided(draft, old, new) == (backward, forward)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ({"$ref": "https://example.com/a"}, {"$ref": "https://example.com/b"}, "another document"),
        ({"$ref": "#/$defs/a"}, {}, "#/$defs/a leads nowhere"),
        ({"type": "text"}, {}, "the old schema is not valid"),
        ({}, {"$schema": "http://json-schema.org/draft-03/schema#"}, "a draft that is not supported"),
        ({}, [], "a JSON Schema is a mapping"),
        ({"type": "string", "pattern": r"^(a*)\1$"}, {"pattern": "^(aa)*$"}, "neither a proof nor"),
    ],
)
def test_what_is_not_decided_says_why(old: Any, new: Any, reason: str) -> None:
    found = Comparison(old, new).backward
    assert found.answer == "undecided"
    assert reason in found.reason
