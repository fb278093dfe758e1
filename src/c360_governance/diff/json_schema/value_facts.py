"""What changed of the values of one part: types, allowed values, bounds, patterns, formats, notes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.json_schema.pairs import Pair
from c360_governance.diff.json_schema.values import exact, key

_COVERED = {"number": {"integer"}}
_LOW = ("minimum", "minLength", "minItems", "minProperties", "minContains")
_HIGH = ("maximum", "maxLength", "maxItems", "maxProperties", "maxContains")
_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
_STORED = (2**31 - 1, 2**63 - 1)
"""The largest values of the integer columns that databases have."""

_WIDER = ("int32", "int64")
"""Formats of OpenAPI, which assert nothing and say how wide the column is."""

_CONTENT = ("contentEncoding", "contentMediaType")
_NOTES = ("deprecated", "readOnly", "writeOnly")


def facts(pair: Pair) -> Iterator[Change]:
    """The facts, type first."""
    yield from _types(pair)
    yield from _listed(pair)
    yield from _bounds(pair)
    yield from _multiples(pair)
    yield from _flags(pair)
    for name in ("pattern", "format"):
        old, new = (view.raw.get(name) for view in (pair.old, pair.new))
        if old != new:
            kind = "event-storage-widened" if (old, new) == _WIDER else f"event-{name}-changed"
            yield pair.change(kind, name, old, new)
    old, new = ({name: view.raw[name] for name in _CONTENT if name in view.raw} for view in (pair.old, pair.new))
    if old != new:
        yield pair.change("event-content-changed", next(iter(new or old)), old or None, new or None)
    if "default" in pair.old.raw and key(pair.old.raw["default"]) != key(pair.new.raw.get("default")):
        yield pair.change("event-default-changed", "default", pair.old.raw["default"], pair.new.raw.get("default"))
    for name in _NOTES:
        old, new = (view.raw.get(name, False) for view in (pair.old, pair.new))
        if old is not new and key(old) != key(new):
            yield pair.change("event-annotation-changed", name, {name: old}, {name: new})


def _types(pair: Pair) -> Iterator[Change]:
    old, new = (_named(view.raw.get("type")) for view in (pair.old, pair.new))
    if old == new:
        return
    shown = pair.old.raw.get("type"), pair.new.raw.get("type")
    if old is None or new is None:
        yield pair.change(f"event-type-{'dropped' if new is None else 'introduced'}", "type", *shown)
        return
    if old ^ new == {"null"}:
        yield pair.change(f"event-nullable-{'added' if 'null' in new else 'removed'}", "type", *shown)
        return
    wider, narrower = old <= _closed(new), new <= _closed(old)
    if not (wider and narrower):
        yield pair.change(f"event-type-{'widened' if wider else 'narrowed' if narrower else 'changed'}", "type", *shown)


def _named(value: Any) -> set[str] | None:
    if isinstance(value, str):
        return {value}
    return {str(each) for each in value} if isinstance(value, list) else None


def _closed(types: set[str]) -> set[str]:
    return types | {each for name in types for each in _COVERED.get(name, ())}


def _listed(pair: Pair) -> Iterator[Change]:
    old, new = (_values(view.raw) for view in (pair.old, pair.new))
    keyword = "enum" if "enum" in pair.new.raw else "const"
    if old is None or new is None:
        if old is not new:
            shown = (list(each.values()) if each is not None else None for each in (old, new))
            yield pair.change(f"event-enum-{'introduced' if old is None else 'dropped'}", keyword, *shown)
        return
    added = [value for text, value in new.items() if text not in old]
    removed = [value for text, value in old.items() if text not in new]
    if removed:
        yield pair.change("event-enum-value-removed", keyword, removed, None)
    if added:
        yield pair.change("event-enum-value-added", keyword, None, added)


def _values(raw: dict[str, Any]) -> dict[str, Any] | None:
    if isinstance(raw.get("enum"), list):
        return {key(each): each for each in raw["enum"]}
    return {key(raw["const"]): raw["const"]} if "const" in raw else None


def _bounds(pair: Pair) -> Iterator[Change]:
    """A number's bound is one, whether it is said with `minimum`, `exclusiveMinimum` or draft-04's flag."""
    for names, sign in ((_LOW, 1), (_HIGH, -1)):
        for name in names:
            before, after = (_effective(view.raw, name, sign) for view in (pair.old, pair.new))
            if before == after:
                continue
            tighter = after is not None and (before is None or _strictness(after, sign) > _strictness(before, sign))
            kind = f"event-constraint-{'tightened' if tighter else 'loosened'}"
            if not tighter and name in _EXCLUSIVE and _overflows(pair, before, after):
                kind = "event-storage-widened"
            said = [_said(view.raw, name) for view in (pair.old, pair.new)]
            yield pair.change(kind, next(iter(said[1] or said[0] or {name: None})), *said)


def _number(raw: dict[str, Any], name: str) -> Fraction | None:
    value = raw.get(name)
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _effective(raw: dict[str, Any], name: str, sign: int) -> tuple[Fraction, bool] | None:
    """A bound, and whether it is excluded."""
    plain, exclusive = _number(raw, name), _number(raw, _EXCLUSIVE.get(name, ""))
    bounds = [] if plain is None else [(plain, raw.get(_EXCLUSIVE.get(name, "")) is True)]
    bounds += [] if exclusive is None else [(exclusive, True)]
    return max(bounds, key=lambda each: _strictness(each, sign), default=None)


def _strictness(bound: tuple[Fraction, bool], sign: int) -> tuple[Fraction, bool]:
    return sign * bound[0], bound[1]


def _said(raw: dict[str, Any], name: str) -> dict[str, Any] | None:
    """The keywords of a bound as they are written; None where there are none."""
    return {each: raw[each] for each in (name, _EXCLUSIVE.get(name, "")) if each in raw} or None


def _overflows(pair: Pair, before: tuple[Fraction, bool] | None, after: tuple[Fraction, bool] | None) -> bool:
    if before is None or "integer" not in (_named(pair.new.raw.get("type")) or ()):
        return False
    return any(abs(before[0]) <= most and (after is None or abs(after[0]) > most + 1) for most in _STORED)


def _shown(name: str, old: Any, new: Any) -> tuple[Any, Any]:
    return (None if old is None else {name: old}), (None if new is None else {name: new})


def _multiples(pair: Pair) -> Iterator[Change]:
    before, after = (_number(view.raw, "multipleOf") for view in (pair.old, pair.new))
    if before == after:
        return
    tighter = after and (not before or (before > 0 and after % before == 0))
    looser = before and (not after or (after > 0 and before % after == 0))
    kind = "tightened" if tighter else "loosened" if looser else "changed"
    shown = _shown("multipleOf", pair.old.raw.get("multipleOf"), pair.new.raw.get("multipleOf"))
    yield pair.change(f"event-constraint-{kind}", "multipleOf", *shown)


def _flags(pair: Pair) -> Iterator[Change]:
    old, new = (view.raw.get("uniqueItems") is True for view in (pair.old, pair.new))
    if old != new:
        kind = f"event-constraint-{'tightened' if new else 'loosened'}"
        yield pair.change(kind, "uniqueItems", {"uniqueItems": old}, {"uniqueItems": new})
