"""Keywords that belong together, read into assertions. What a draft does not know says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Protocol

from c360_governance.diff.json_schema.assertions import (
    AllOf,
    AnyOf,
    Assertion,
    Contains,
    Dependent,
    Enum,
    Evaluates,
    EvaluatesItems,
    If,
    ItemCount,
    Items,
    Length,
    Members,
    Multiple,
    Names,
    Node,
    Not,
    OneOf,
    Pattern,
    Predicate,
    PropertyCount,
    Range,
    Required,
    Types,
    UnevaluatedItems,
    UnevaluatedProperties,
    Unique,
)  # fmt: skip
from c360_governance.diff.json_schema.dialect import CONTENTS, FORMATS, Draft
from c360_governance.diff.json_schema.values import exact, key

Raw = dict[str, Any]


class Reader(Protocol):
    """What the keywords ask of who reads the document; `reading.Reader` is one."""

    draft: Draft
    tracks: bool

    def node(self, schema: Any) -> Node:
        """The node of a subschema."""
        ...

    def of(self, says: set[Assertion]) -> Node:
        """A new node that says this."""
        ...


def _general(raw: Raw, reader: Reader) -> Iterable[Assertion]:
    if "type" in raw:
        named = raw["type"] if isinstance(raw["type"], list) else [raw["type"]]
        names = {str(name) for name in named}
        if reader.draft == 4 and "integer" in names:
            names = names - {"integer"} | {"strict integer"}
        if "number" in names:
            names -= {"integer", "strict integer"}
        yield Types(frozenset(names))
    if isinstance(raw.get("enum"), list):
        yield Enum(frozenset(map(key, raw["enum"])))
    if "const" in raw and reader.draft >= 6:
        yield Enum(frozenset({key(raw["const"])}))


def _numbers(raw: Raw, reader: Reader) -> Iterable[Assertion]:
    bounds = {name: _number(raw.get(name)) for name in ("minimum", "maximum")}
    strict = {name: raw.get(name) for name in ("exclusiveMinimum", "exclusiveMaximum")}
    if reader.draft == 4:
        low, high = bounds.values()
        yield Range(low=low, low_open=low is not None and strict["exclusiveMinimum"] is True)
        yield Range(high=high, high_open=high is not None and strict["exclusiveMaximum"] is True)
    else:
        yield Range(low=bounds["minimum"])
        yield Range(high=bounds["maximum"])
        low, high = _number(strict["exclusiveMinimum"]), _number(strict["exclusiveMaximum"])
        yield Range(low=low, low_open=low is not None)
        yield Range(high=high, high_open=high is not None)
    of = _number(raw.get("multipleOf"))
    if of is not None and of > 0:
        yield Multiple(of)


def _strings(raw: Raw, reader: Reader) -> Iterable[Assertion]:
    yield Length(_count(raw.get("minLength")) or 0, _count(raw.get("maxLength")))
    if isinstance(raw.get("pattern"), str):
        yield Pattern(raw["pattern"])
    if isinstance(raw.get("format"), str) and raw["format"] in FORMATS[reader.draft]:
        yield Predicate(json.dumps({"format": raw["format"]}))
    if reader.draft in (6, 7):
        content = {name: raw[name] for name, known in CONTENTS.items() if raw.get(name) in known}
        if content:
            yield Predicate(json.dumps(content, sort_keys=True))


def _arrays(raw: Raw, reader: Reader) -> Iterable[Assertion]:
    yield ItemCount(_count(raw.get("minItems")) or 0, _count(raw.get("maxItems")))
    if raw.get("uniqueItems") is True:
        yield Unique()
    prefix, rest = raw.get("prefixItems", []) if reader.draft == 2020 else [], raw.get("items", True)
    if isinstance(rest, list):
        prefix, rest = rest, raw.get("additionalItems", True)
    if isinstance(prefix, list):
        yield Items(tuple(map(reader.node, prefix)), reader.node(rest))
        if reader.tracks:
            found = {reader.node(raw["contains"])} if "contains" in raw else set()
            all_of_them = "items" in raw and (not isinstance(raw["items"], list) or "additionalItems" in raw)
            yield EvaluatesItems(len(prefix), all_of_them, frozenset(found))
    if "contains" in raw and reader.draft >= 6:
        low, high = (_count(raw.get(name)) for name in ("minContains", "maxContains"))
        if reader.draft < 2019:
            low, high = None, None
        yield Contains(reader.node(raw["contains"]), 1 if low is None else low, high)
    if "unevaluatedItems" in raw and reader.draft >= 2019:
        yield UnevaluatedItems(reader.node(raw["unevaluatedItems"]))


def _objects(raw: Raw, reader: Reader) -> Iterable[Assertion]:
    yield PropertyCount(_count(raw.get("minProperties")) or 0, _count(raw.get("maxProperties")))
    yield Required(frozenset(_names(raw.get("required"))))
    named, matched = _mapping(raw.get("properties")), _mapping(raw.get("patternProperties"))
    if named or matched or "additionalProperties" in raw:
        yield Members(
            frozenset((name, reader.node(item)) for name, item in named.items()),
            frozenset((text, reader.node(item)) for text, item in matched.items()),
            reader.node(raw.get("additionalProperties", True)),
        )
        if reader.tracks:
            yield Evaluates(frozenset(named), frozenset(matched), "additionalProperties" in raw)
    if "propertyNames" in raw and reader.draft >= 6:
        yield Names(reader.node(raw["propertyNames"]))
    if "unevaluatedProperties" in raw and reader.draft >= 2019:
        yield UnevaluatedProperties(reader.node(raw["unevaluatedProperties"]))


def _dependent(raw: Raw, reader: Reader) -> Iterable[Assertion]:
    later = reader.draft >= 2019
    both = [_mapping(raw.get("dependencies"))]
    both += [_mapping(raw.get(name)) for name in ("dependentRequired", "dependentSchemas") if later]
    for each in both:
        for name, item in each.items():
            names = frozenset(_names([item] if isinstance(item, str) else item))
            node = reader.of({Required(names)}) if isinstance(item, list | str) else reader.node(item)
            yield Dependent(name, node)


def _applicators(raw: Raw, reader: Reader) -> Iterable[Assertion]:
    kinds: tuple[tuple[str, Callable[[list[Node]], Assertion]], ...] = (
        ("allOf", lambda nodes: AllOf(frozenset(nodes))),
        ("anyOf", lambda nodes: AnyOf(frozenset(nodes), reader.tracks)),
        ("oneOf", lambda nodes: OneOf(tuple(nodes))),
    )
    for name, of in kinds:
        if isinstance(raw.get(name), list):
            yield of([reader.node(item) for item in raw[name]])
    if "not" in raw:
        yield Not(reader.node(raw["not"]))
    if "if" in raw and reader.draft >= 7:
        yield If(reader.node(raw["if"]), reader.node(raw.get("then", True)), reader.node(raw.get("else", True)))


GROUPS: tuple[Callable[[Raw, Reader], Iterable[Assertion]], ...] = (
    _general, _numbers, _strings, _arrays, _objects, _dependent, _applicators,
)  # fmt: skip


def _number(value: Any) -> Fraction | None:
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.denominator == 1 and number >= 0 else None


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
