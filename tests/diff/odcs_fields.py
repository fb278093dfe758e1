"""The fields of the standard: by the key that holds them, in its JSON Schema and in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Fields = dict[str, set[str]]

_FREE = {"arguments", "implementation"}
"""What the standard leaves to others."""

_ENTRIES = {"team": "members"}
"""Before 3.1 the team was the list of its members."""

_LIKE_A_PROPERTY = {"items": "properties", "key": "properties", "value": "properties"}
"""Keys that hold what a property says."""


def in_schema(schema: Mapping[str, Any]) -> Fields:
    """The fields that a JSON Schema names, by the key under which an object with them stands."""
    found: Fields = {}
    seen: set[tuple[str, int]] = set()
    waiting: list[tuple[str, Any]] = [("", schema)]
    while waiting:
        holder, node = waiting.pop()
        if not isinstance(node, Mapping) or (holder, id(node)) in seen:
            continue
        seen.add((holder, id(node)))
        if "$ref" in node:
            waiting.append((holder, _target(schema, node["$ref"])))
        for field, inner in node.get("properties", {}).items():
            if not _is_test(node):
                found.setdefault(_named(holder), set()).add(field)
                waiting.append((field, inner))
        waiting += [(holder, part) for part in _parts(node)]
        if "items" in node:
            waiting.append((_ENTRIES.get(holder, holder), node["items"]))
    return found


def _parts(node: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that speak of the same value. A condition names a field and adds none."""
    for key in ("allOf", "anyOf", "oneOf"):
        yield from node.get(key, ())
    yield from (node[key] for key in ("then", "else") if key in node)


def _is_test(node: Mapping[str, Any]) -> bool:
    return all("const" in inner for inner in node["properties"].values() if isinstance(inner, Mapping))


def _target(schema: Mapping[str, Any], reference: str) -> Any:
    node: Any = schema
    for step in reference.removeprefix("#/").split("/"):
        node = node[step]
    return node


def in_document(document: Any) -> Fields:
    """The same of a document."""
    found: Fields = {}
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        holder, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(holder, entry) for entry in value]
        elif isinstance(value, dict) and holder not in _FREE:
            found.setdefault(_named(holder), set()).update(value)
            waiting += value.items()
    return found


def _named(holder: str) -> str:
    return _LIKE_A_PROPERTY.get(holder, holder)
