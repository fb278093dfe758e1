"""Pairs of JSON Schemas for hypothesis: a schema of any draft, and what somebody may have made of it."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from c360_governance.diff.json_schema.dialect import URIS, Draft

DRAFTS: tuple[Draft, ...] = (4, 6, 7, 2019, 2020)
NAMES = st.sampled_from(["a", "b", "c", "x-1"])
PATTERNS = st.sampled_from(["^a", "^[a-z]+$", r"^\d{3}$", "^(foo|bar)$", "b", "^(?!b)a", "^.{2,4}$"])
FORMATS = st.sampled_from(["date", "date-time", "email", "ipv4", "uri", "uri-reference", "uuid", "shoe-size"])
SMALL = st.integers(0, 4)
NUMBERS = st.one_of(st.integers(-3, 10), st.sampled_from([0.5, 1.5, 2.0, 10**12]))
TYPES = st.sampled_from(["object", "array", "string", "number", "integer", "boolean", "null"])
VALUES = st.sampled_from([None, True, 0, 1, 2.0, 1.5, "", "a", "foo", "123", [], [1], {}, {"a": 1}])


def _keywords(draft: Draft, inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Every keyword of a draft, with values that the draft allows."""
    many, named = st.lists(inner, min_size=1, max_size=3), st.dictionaries(NAMES, inner, max_size=3)
    names = st.lists(NAMES, min_size=1, max_size=2, unique=True)
    found = {
        "type": TYPES, "enum": st.lists(VALUES, min_size=1, max_size=3, unique_by=repr),
        "minimum": NUMBERS, "maximum": NUMBERS, "multipleOf": st.sampled_from([1, 2, 3, 0.5, 0.1]),
        "minLength": SMALL, "maxLength": SMALL, "pattern": PATTERNS, "format": FORMATS,
        "minItems": SMALL, "maxItems": SMALL, "uniqueItems": st.booleans(), "items": inner,
        "minProperties": SMALL, "maxProperties": SMALL, "required": names, "properties": named,
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2), "additionalProperties": inner,
        "allOf": many, "anyOf": many, "oneOf": many, "not": inner,
    }  # fmt: skip
    if draft == 4:
        found |= {"additionalItems": st.booleans()}
    else:
        found |= {"const": VALUES, "exclusiveMinimum": NUMBERS, "contains": inner, "propertyNames": inner}
    if draft < 2020:
        found |= {"items": st.one_of(inner, many)}
    if draft in (7, 2019, 2020):
        found |= {"if": inner, "then": inner, "else": inner}
    if draft < 2019:
        found |= {"dependencies": st.dictionaries(NAMES, st.one_of(names, inner), max_size=1)}
    else:
        found |= {
            "minContains": SMALL, "maxContains": SMALL, "dependentRequired": st.dictionaries(NAMES, names, max_size=1),
            "dependentSchemas": st.dictionaries(NAMES, inner, max_size=1),
            "unevaluatedProperties": inner, "unevaluatedItems": inner,
        }  # fmt: skip
    return found | ({"prefixItems": many} if draft == 2020 else {})


def _some(keywords: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    chosen = st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: keywords[name] for name in names}))


def _schemas(draft: Draft) -> st.SearchStrategy[Any]:
    simple: st.SearchStrategy[Any] = st.one_of(
        st.builds(lambda name: {"type": name}, TYPES), st.just({}), st.just({"$ref": "#/definitions/d"}),
        *([] if draft == 4 else [st.booleans()]),
    )  # fmt: skip
    return st.recursive(simple, lambda inner: _some(_keywords(draft, inner)), max_leaves=8)


def _edited(schema: Any, other: Any, at: int, keep: bool) -> Any:
    """The schema with one of its parts replaced, or with the keywords of another one added there."""
    changed = copy.deepcopy(schema)
    parts = [changed]
    for part in parts:
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        parts += [each for each in inner if isinstance(each, dict | list)]
    objects = [part for part in parts if isinstance(part, dict)]
    if not objects or not isinstance(other, dict):
        return other
    place = objects[at % len(objects)]
    if not keep:
        place.clear()
    place.update(copy.deepcopy(other))
    return changed


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Draft, Any, Any]:
    """(draft, old, new)"""
    draft = draw(st.sampled_from(DRAFTS))
    old, part, definition = (draw(_schemas(draft)) for _ in range(3))
    new = _edited(old, part, draw(st.integers(0, 20)), draw(st.booleans()))
    return draft, *(_rooted(each, draft, definition) for each in (old, new))


def _rooted(schema: Any, draft: Draft, definition: Any) -> Any:
    body = schema if isinstance(schema, dict) else {} if schema else {"not": {}}
    return {**body, "$schema": URIS[draft], "definitions": {"d": definition}}
