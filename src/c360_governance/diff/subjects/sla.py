"""Service levels, compared in one unit of time and in the direction in which each is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.levels import order
from c360_governance.diff.naming import became
from c360_governance.diff.reading import Side
from c360_governance.diff.values import mappings, same, text, token

_SMALLER_IS_BETTER = {
    "timeofavailability",
    "freshness",
    "latency",
    "frequency",
    "timetorepair",
    "timetodetect",
    "timetonotify",
    "errorrate",
}
_LARGER_IS_BETTER = {"availability", "throughput"}
_ENDS = {"endofsupport", "endoflife"}
_ALIASES = {
    "fr": "freshness", "ly": "latency", "fy": "frequency", "tr": "timetorepair", "td": "timetodetect",
    "tn": "timetonotify", "er": "errorrate", "av": "availability", "th": "throughput", "re": "retention",
    "es": "endofsupport", "el": "endoflife", "ga": "generalavailability",
}  # fmt: skip

Level = tuple[int, Mapping[Any, Any]]
"""A service level with its position in the document."""


def facts(old: Side, new: Side) -> Iterator[Change]:
    """Service levels matched by id, then by all that is said, by property, element and driver, by property and
    element, by property where it is the only one.
    The level of something that went away goes with it, and is not reported again."""
    before, after = _levels(old), _levels(new)
    names = became(old, new) if any(text(raw, "element") for _, raw in before) else {}
    before = _renamed(before, after, names)
    keys = (_by_id, _whole, _by_driver, _by_element, _by_property)
    for key in keys:
        for was in list(before):
            now = _partner(key(was[1]), key, before, after, only=key is _by_property)
            if now is not None:
                before.remove(was)
                after.remove(now)
                yield from _compare(new, was, now)
    for was in before:
        if names.get(text(was[1], "element") or "", "") is not None:
            yield _change("sla-removed", new, was, None)
    for now in after:
        kind = "sla-end-added" if _name(now[1]) in _ENDS else "sla-added"
        yield _change(kind, new, None, now)


def ends(side: Side) -> Iterator[tuple[str | None, date]]:
    """When the support of each element ends, or its life; None for the whole contract."""
    for _, raw in _levels(side):
        if _name(raw) in _ENDS:
            with suppress(ValueError):
                yield text(raw, "element"), date.fromisoformat((text(raw, "value") or "")[:10])


def _renamed(before: list[Level], after: list[Level], names: Mapping[str, str | None]) -> list[Level]:
    """The old levels under the names that their elements bear now."""
    kept = {text(raw, "element") for _, raw in after}
    result: list[Level] = []
    for index, raw in before:
        element = text(raw, "element") or ""
        name = names.get(element) if element not in kept else None
        result.append((index, {**raw, "element": name} if name else raw))
    return result


def _levels(side: Side) -> list[Level]:
    default = text(side.terms, "slaDefaultElement")
    found: list[Level] = []
    for index, raw in mappings(side.terms.get("slaProperties")):
        element = text(raw, "element") or default
        found.append((index, {**raw, "element": element} if element else raw))
    return found


def _partner(value: Any, key: Any, before: list[Level], after: list[Level], *, only: bool) -> Level | None:
    if value is None:
        return None
    found = [level for level in after if key(level[1]) == value]
    alone = len(found) == 1 and sum(1 for level in before if key(level[1]) == value) == 1
    return found[0] if found and (alone or not only) else None


def _by_id(raw: Mapping[Any, Any]) -> Any:
    return text(raw, "id")


def _whole(raw: Mapping[Any, Any]) -> Any:
    return token(raw)


def _by_driver(raw: Mapping[Any, Any]) -> Any:
    return (*_by_element(raw), text(raw, "driver")) if text(raw, "driver") else None


def _by_element(raw: Mapping[Any, Any]) -> Any:
    return _name(raw), text(raw, "element")


def _by_property(raw: Mapping[Any, Any]) -> Any:
    return _name(raw)


def _name(raw: Mapping[Any, Any]) -> str:
    name = "".join(letter for letter in (text(raw, "property") or "").lower() if letter.isalnum())
    return _ALIASES.get(name, name)


def _compare(side: Side, old: Level, new: Level) -> Iterator[Change]:
    before, after = old[1], new[1]
    if text(before, "element") != text(after, "element"):
        yield _change("sla-retargeted", side, old, new)
    kind = _direction(before, after) if _name(before) == _name(after) else "sla-changed"
    if kind is None and not same(before.get("valueExt"), after.get("valueExt")):
        kind = "sla-changed"
    if kind:
        yield _change(kind, side, old, new)
    if text(before, "driver") != text(after, "driver") and text(before, "driver"):
        yield _change("sla-driver-changed", side, old, new, key="driver")


def _direction(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> str | None:
    name = _name(old)
    if name in _ENDS:
        return _end(text(old, "value"), text(new, "value"))
    found = order(name, old, new)
    if found is None:
        alike = same(old.get("value"), new.get("value")) and text(old, "unit") == text(new, "unit")
        return None if alike else "sla-changed"
    if found == 0:
        return None
    larger = found > 0
    if name == "retention":
        return "sla-retention-lengthened" if larger else "sla-retention-shortened"
    if name in _SMALLER_IS_BETTER | _LARGER_IS_BETTER:
        return "sla-tightened" if larger == (name in _LARGER_IS_BETTER) else "sla-loosened"
    return "sla-changed"


def _end(old: str | None, new: str | None) -> str | None:
    """Both ends are dates; what is none is compared as text."""
    if old == new:
        return None
    try:
        was, now = (date.fromisoformat((value or "")[:10]) for value in (old, new))
    except ValueError:
        return "sla-changed"
    if was == now:
        return None
    earlier = now < was
    return "sla-end-earlier" if earlier else "sla-end-later"


def _change(kind: str, side: Side, old: Level | None, new: Level | None, key: str = "value") -> Change:
    raw = (new or old or (0, {}))[1]
    places = [("slaProperties",) if level is None else ("slaProperties", level[0], key) for level in (old, new)]
    subject = f"{side.name}.sla.{text(raw, 'property') or 'unnamed'}"
    return change(kind, subject, (places[0], places[1]), _shown(old, key), _shown(new, key))


def _shown(level: Level | None, key: str) -> Any:
    if level is None:
        return None
    raw = level[1]
    if key == "driver":
        return text(raw, "driver")
    return {name: raw[name] for name in ("value", "valueExt", "unit", "element") if raw.get(name) is not None}
