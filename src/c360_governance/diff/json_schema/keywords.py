"""Which keywords hold subschemas, and how; which say nothing about values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"})
"""A subschema under each name that somebody chose."""

LISTED = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})

SINGLE = frozenset({
    "additionalProperties", "unevaluatedProperties", "propertyNames", "additionalItems", "unevaluatedItems", "contains",
    "not", "if", "then", "else",
})  # fmt: skip

DATA = frozenset({"const", "enum"})
"""Keywords whose value is a value, however much it may look like a schema."""

PROSE = frozenset({"title", "description", "$comment", "examples"})

ANNOTATIONS = PROSE | {"default", "deprecated", "readOnly", "writeOnly"}

Pointer = tuple[str | int, ...]


def subschemas(schema: dict[str, Any]) -> Iterator[tuple[Pointer, Any]]:
    """The subschemas right below a schema, each with the way to it."""
    for key, value in schema.items():
        if key in SINGLE:
            yield (key,), value
        elif key in NAMED and isinstance(value, dict):
            for name, item in value.items():
                if not (key == "dependencies" and isinstance(item, list)):
                    yield (key, name), item
        elif key in LISTED or key == "items":
            if isinstance(value, list):
                for index, item in enumerate(value):
                    yield (key, index), item
            elif key == "items":
                yield (key,), value
