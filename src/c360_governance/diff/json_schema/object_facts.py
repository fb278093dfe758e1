"""What changed of an object's properties and an array's items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.json_schema.pairs import Pair
from c360_governance.diff.json_schema.values import key

_MODEL = ("additionalProperties", "unevaluatedProperties", "propertyNames", "unevaluatedItems")


def facts(pair: Pair) -> Iterator[Change | Pair]:
    """Properties that came and went, which of them are required, what else may be there, and the items."""
    yield from _properties(pair)
    yield from _required(pair)
    yield from _patterns(pair)
    for name in _MODEL:
        yield from _model(pair, name, name)
    yield from _items(pair)
    yield from _contains(pair)


def _properties(pair: Pair) -> Iterator[Change | Pair]:
    old, new = (view.mapping("properties") for view in (pair.old, pair.new))
    for name in old:
        if name in new:
            yield pair.below(("properties", name), ("properties", name), name)
        else:
            yield _gone(pair, name)
    for name in new:
        if name not in old:
            yield _added(pair, name)


def _gone(pair: Pair, name: str) -> Change:
    if name in pair.old.required:
        kind = "event-property-removed-required"
    else:
        kind = f"event-property-removed{'-closed' if pair.new.is_closed else ''}"
    place = pair.old.pointer, pair.new.pointer
    subject = f"{pair.subject}.{name}"
    return Change(kind, subject, (*place[0], "properties", name), (*place[1], "properties"), gone=True)


def _added(pair: Pair, name: str) -> Change:
    schema = pair.new.mapping("properties")[name]
    if name in pair.new.required:
        has_default = isinstance(schema, dict) and "default" in schema
        kind = f"event-property-added-required{'-default' if has_default else ''}"
    else:
        kind = f"event-property-added{'-closed' if pair.old.is_closed else ''}"
    subject = f"{pair.subject}.{name}"
    return Change(kind, subject, (*pair.old.pointer, "properties"), (*pair.new.pointer, "properties", name))


def _required(pair: Pair) -> Iterator[Change]:
    """Of properties that came or went, that is part of their coming or going."""
    old, new = (view.mapping("properties") for view in (pair.old, pair.new))
    for name in sorted(pair.new.required - pair.old.required):
        if name in old or name not in new:
            yield _of_member(pair, "event-required-added", name)
    for name in sorted(pair.old.required - pair.new.required):
        if name in new or name not in old:
            yield _of_member(pair, "event-required-removed", name)


def _of_member(pair: Pair, kind: str, name: str) -> Change:
    subject = f"{pair.subject}.{name}"
    return Change(kind, subject, (*pair.old.pointer, "required"), (*pair.new.pointer, "required"))


def _patterns(pair: Pair) -> Iterator[Change | Pair]:
    old, new = (view.mapping("patternProperties") for view in (pair.old, pair.new))
    for text in old.keys() & new.keys():
        way = ("patternProperties", text)
        yield pair.below(way, way, f"/{text}/")
    came, went = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    if came or went:
        yield pair.change("event-content-model-changed", "patternProperties", went or None, came or None)


def _model(pair: Pair, before: str, name: str) -> Iterator[Change | Pair]:
    """What may be there beside what is declared; ``before`` and ``name`` are the keyword in the two versions."""
    old, new = pair.old.raw.get(before, True), pair.new.raw.get(name, True)
    if key(old) == key(new) and "$ref" not in str(old):
        return
    of_items = name.lower().endswith("items")
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        yield pair.below((before,), (name,), "[]" if of_items else "*")
    elif _is_true(old) and _is_true(new):
        return
    elif old is False or _is_true(new):
        yield pair.change("event-content-model-opened", name, *_shown(name, old, new))
    elif new is False or _is_true(old):
        yield pair.change("event-content-model-closed", name, *_shown(name, old, new))
    else:
        yield pair.change("event-content-model-changed", name, *_shown(name, old, new))


def _is_true(schema: Any) -> bool:
    return schema is True or schema == {}


def _shown(name: str, old: Any, new: Any) -> tuple[Any, Any]:
    return {name: old}, {name: new}


def _items(pair: Pair) -> Iterator[Change | Pair]:
    """The first items one by one. Of a tuple the others are its content model, of a list they are its items."""
    old, new = (_tuple(view.raw) for view in (pair.old, pair.new))
    for index, (before, after) in enumerate(zip(old[0], new[0], strict=False)):
        yield pair.below(before, after, f"[{index}]")
    if len(old[0]) != len(new[0]):
        yield pair.change("event-items-changed", None, len(old[0]), len(new[0]))
    if old[0] and new[0]:
        yield from _model(pair, old[1], new[1])
        return
    rests = pair.old.raw.get(old[1], True), pair.new.raw.get(new[1], True)
    if not any(map(_is_true, rests)):
        yield pair.below((old[1],), (new[1],), "[]")
    elif not all(map(_is_true, rests)):
        kind, name = ("introduced", new[1]) if _is_true(rests[0]) else ("dropped", old[1])
        yield pair.change(f"event-items-{kind}", name)


def _tuple(raw: dict[str, Any]) -> tuple[list[tuple[Any, ...]], str]:
    """The ways to the first items, and the keyword that speaks of all others, in any draft's words."""
    for name in ("prefixItems", "items"):
        if isinstance(raw.get(name), list):
            ways: list[tuple[Any, ...]] = [(name, index) for index in range(len(raw[name]))]
            return ways, ("items" if name == "prefixItems" else "additionalItems")
    return [], "items"


def _contains(pair: Pair) -> Iterator[Change | Pair]:
    old, new = (view.has("contains") for view in (pair.old, pair.new))
    if old and new:
        yield pair.below(("contains",), ("contains",), "[some]")
    elif old != new:
        yield pair.change(f"event-items-{'introduced' if new else 'dropped'}", "contains")
