"""Service levels, compared in one unit of time and in the direction in which each is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from c360_governance.diff.change import Change, change
from c360_governance.diff.levels import order
from c360_governance.diff.reading import Side
from c360_governance.diff.values import frozen, same, text
from c360_governance.model.lenient import mappings

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
_DEFAULT = "slaDefaultElement"
_ALIASES = {
    "fr": "freshness", "ly": "latency", "fy": "frequency", "tr": "timetorepair", "td": "timetodetect",
    "tn": "timetonotify", "er": "errorrate", "av": "availability", "th": "throughput", "re": "retention",
    "es": "endofsupport", "el": "endoflife", "ga": "generalavailability",
}  # fmt: skip


class Level(NamedTuple):
    """A service level with its position in the document. ``element`` is what it is about, that of
    `slaDefaultElement` where the level names none itself."""

    position: int
    raw: Mapping[Any, Any]
    element: str | None
    is_default: bool


def facts(old: Side, new: Side, names: Mapping[str, str | None]) -> Iterator[Change]:
    """Service levels matched by property and id, then by all that is said, by property, element and driver, by
    property and element, by property where it is the only one.
    The level of something that went away goes with it, and is not reported again; ``names`` are those that changed."""
    before, after = _levels(old), _levels(new)
    before = _renamed(before, after, names)
    retargeted = False
    for key in (_by_id, _whole, _by_driver, _by_element, _name):
        for was in list(before):
            now = _partner(key(was), key, before, after, only=key is _name)
            if now is not None:
                before.remove(was)
                after.remove(now)
                retargeted |= was.is_default and now.is_default and was.element != now.element
                yield from _compare(new, was, now)
    if retargeted:
        defaults = [text(side.terms, _DEFAULT) for side in (old, new)]
        yield change("sla-retargeted", f"{new.name}.sla", ((_DEFAULT,), (_DEFAULT,)), *defaults)
    for was in before:
        if names.get(was.element or "", "") is not None:
            yield _change("sla-removed", new, was, None)
    for now in after:
        kind = "sla-end-added" if _name(now) in _ENDS else "sla-added"
        yield _change(kind, new, None, now)


def ends(side: Side) -> Iterator[tuple[str | None, date]]:
    """When the support of each element ends, or its life; None for the whole contract."""
    for level in _levels(side):
        if _name(level) in _ENDS:
            with suppress(ValueError):
                yield level.element, date.fromisoformat((text(level.raw, "value") or "")[:10])


def _renamed(before: list[Level], after: list[Level], names: Mapping[str, str | None]) -> list[Level]:
    """The old levels under the names that their elements bear now."""
    kept = {level.element for level in after}
    return [
        level._replace(element=names.get(level.element or "") or level.element) if level.element not in kept else level
        for level in before
    ]


def _levels(side: Side) -> list[Level]:
    """The levels that promise something: one without a value does not."""
    default = text(side.terms, _DEFAULT)
    found: list[Level] = []
    for position, raw in mappings(side.terms.get("slaProperties")):
        own = _elements(text(raw, "element"))
        if text(raw, "value") is not None or text(raw, "valueExt") is not None:
            found.append(Level(position, raw, own or _elements(default), own is None))
    return found


def _elements(names: str | None) -> str | None:
    """One element or several, whose order does not matter."""
    return ", ".join(sorted(name.strip() for name in names.split(","))) if names else None


def _partner(value: Any, key: Any, before: list[Level], after: list[Level], *, only: bool) -> Level | None:
    if value is None:
        return None
    found = [level for level in after if key(level) == value]
    alone = len(found) == 1 and sum(1 for level in before if key(level) == value) == 1
    return found[0] if found and (alone or not only) else None


def _by_id(level: Level) -> Any:
    """Another property under the same id is another promise."""
    return (_name(level), text(level.raw, "id")) if text(level.raw, "id") else None


def _whole(level: Level) -> Any:
    return frozen(level.raw), level.element


def _by_driver(level: Level) -> Any:
    driver = text(level.raw, "driver")
    return (_name(level), level.element, driver) if driver else None


def _by_element(level: Level) -> Any:
    return _name(level), level.element


def _name(level: Level) -> str:
    name = "".join(letter for letter in (text(level.raw, "property") or "").lower() if letter.isalnum())
    return _ALIASES.get(name, name)


def _compare(side: Side, old: Level, new: Level) -> Iterator[Change]:
    before, after = old.raw, new.raw
    if old.element != new.element and not (old.is_default and new.is_default):
        yield _change("sla-retargeted", side, old, new)
    kind = _direction(_name(old), before, after)
    if kind is None and not same(before.get("valueExt"), after.get("valueExt")):
        kind = "sla-changed"
    if kind:
        yield _change(kind, side, old, new)
    if text(before, "driver") != text(after, "driver") and text(before, "driver"):
        yield _change("sla-driver-changed", side, old, new, key="driver")


def _direction(name: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> str | None:
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
    places = [("slaProperties",) if level is None else ("slaProperties", level.position, key) for level in (old, new)]
    name = next((text(level.raw, "property") for level in (new, old) if level), None)
    subject = f"{side.name}.sla.{name or 'unnamed'}"
    return change(kind, subject, (places[0], places[1]), _shown(old, key), _shown(new, key))


def _shown(level: Level | None, key: str) -> Any:
    if level is None:
        return None
    if key == "driver":
        return text(level.raw, "driver")
    shown = {name: level.raw[name] for name in ("value", "valueExt", "unit") if level.raw.get(name) is not None}
    return {**shown, "element": level.element} if level.element else shown
