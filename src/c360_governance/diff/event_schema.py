"""What changed between two versions of an event's JSON Schema, as far as can be told without proving containment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.values import same, text

_ANNOTATIONS = frozenset({
    "title", "description", "$comment", "examples", "default", "deprecated", "readOnly", "writeOnly", "$id", "id",
})  # fmt: skip
_NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"})
"""Keywords whose keys are names that somebody chose, not keywords."""

_DATA = frozenset({"const", "enum"})


def event_schema_facts(old: Any, new: Any, name: str = "event") -> list[Change]:
    """One fact where the two schemas differ in more than annotations. Pure; never raises."""
    if same(_bare(old), _bare(new)):
        return []
    title = (text(new, "title") if isinstance(new, Mapping) else None) or name
    return [change("event-schema-changed", title, ((), ()))]


def _bare(schema: Any, depth: int = 0) -> Any:
    """A schema without the keywords that no event is judged by."""
    if depth > 64:
        return schema
    if isinstance(schema, list):
        return [_bare(item, depth + 1) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    bare: dict[Any, Any] = {}
    for key, value in schema.items():
        if key in _ANNOTATIONS and not (key == "id" and not isinstance(value, str)):
            continue
        if key in _DATA:
            bare[key] = value
        elif key in _NAMED and isinstance(value, Mapping):
            bare[key] = {name: _bare(item, depth + 1) for name, item in value.items()}
        else:
            bare[key] = _bare(value, depth + 1)
    return bare
