"""Which draft a schema is of that does not say so: by its keywords, then by its other version."""

from __future__ import annotations

from typing import Any

import pytest

from c360_governance import api
from c360_governance.diff.json_schema.dialect import URIS, Draft, draft_of

UNNAMED: list[tuple[Any, Draft]] = [
    ({}, 2020),
    (True, 2020),
    ({"type": "integer", "minimum": 5, "exclusiveMinimum": True}, 4),
    ({"properties": {"a": {"maximum": 5, "exclusiveMaximum": False}}}, 4),
    ({"exclusiveMinimum": 5}, 2020),
    ({"items": [{"type": "string"}]}, 7),
    ({"additionalItems": False}, 7),
    ({"dependencies": {"a": ["b"]}}, 7),
    ({"$ref": "#/definitions/a", "definitions": {"a": {"type": "string"}}}, 7),
    ({"definitions": {"a": {}}, "$defs": {"b": {}}}, 2020),
    ({"definitions": {"a": {}}, "unevaluatedProperties": False}, 2020),
    ({"items": [{"type": "string"}], "unevaluatedItems": False}, 2019),
    ({"properties": {"dependencies": {"type": "string"}, "definitions": {}, "additionalItems": {}}}, 2020),
    ({"enum": [{"definitions": {}}], "default": {"exclusiveMinimum": True}}, 2020),
    ({"$schema": "https://example.com/own"}, 2020),
]


@pytest.mark.parametrize(("schema", "draft"), UNNAMED)
def test_a_schema_that_names_none(schema: Any, draft: Draft) -> None:
    assert draft_of(schema) == draft


@pytest.mark.parametrize(
    ("schema", "other", "draft"),
    [
        ({}, {"$schema": URIS[7]}, 7),
        ({}, {"definitions": {"a": {}}}, 7),
        ({"definitions": {"a": {}}}, {}, 7),
        ({"minimum": 1, "exclusiveMinimum": True}, {"$schema": URIS[2020]}, 4),
        ({"$schema": URIS[6]}, {"$schema": URIS[2019]}, 6),
        ({}, {"$schema": "http://json-schema.org/draft-03/schema#"}, 2020),
        ({"$schema": "http://json-schema.org/draft-03/schema#"}, {"$schema": URIS[7]}, None),
    ],
)
def test_the_other_version_may_tell(schema: Any, other: Any, draft: Draft | None) -> None:
    assert draft_of(schema, other) == draft


def test_definitions_change_nothing_else() -> None:
    """A format that only the later drafts assert means in both versions what it means in one."""
    old = {"type": "string", "format": "uuid"}
    assert api.diff_json_schemas(old, {**old, "definitions": {"a": {}}}, compatibility="FULL").compatible


def test_a_schema_that_holds_itself_has_a_draft() -> None:
    schema: dict[str, Any] = {}
    schema["not"] = schema
    assert draft_of(schema) == 2020
