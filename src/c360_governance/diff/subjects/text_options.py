"""Patterns, formats and time zones."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import text

_UTC = {"utc", "etc/utc", "z", "gmt", "etc/gmt", "+00:00", "zulu", "etc/zulu", "universal", "etc/universal"}
_FLOATS = {"f32": (0, 0), "f64": (-1, 1)}


def facts(pair: Pair) -> Iterator[Change]:
    """Changes of pattern, format, timezone and defaultTimezone."""
    yield from _pattern(pair)
    yield from _format(pair)
    yield from _zone(pair)


def _pattern(pair: Pair) -> Iterator[Change]:
    before, after = (text(options, "pattern") for options in pair.options())
    kind = _pattern_kind(before, after) if before != after else None
    if kind:
        yield pair.option_change(f"pattern-{kind}", "pattern", before, after)


def _pattern_kind(old: str | None, new: str | None) -> str | None:
    """None where the same texts pass. The automata are imported where there are patterns to compare."""
    from c360_governance.diff.regex import accepts_everything, compare

    if old is None or new is None:
        if accepts_everything(old or new or ""):
            return None
        return "added" if old is None else "removed"
    verdict = compare(old, new)
    return {"same": None, "unknown": "changed", "changed": "replaced"}.get(verdict, verdict)


def _format(pair: Pair) -> Iterator[Change]:
    before, after = (text(options, "format") for options in pair.options())
    if before == after:
        return
    if before is None or after is None:
        kind = "added" if before is None else "removed"
    else:
        kind = _widths(before.lower(), after.lower())
    yield pair.option_change(f"format-{kind}", "format", before, after)


def _widths(old: str, new: str) -> str:
    """widened or narrowed for numbers of other bits, changed for all else."""
    before, after = _range(old), _range(new)
    if before and after and before != after and (old in _FLOATS) == (new in _FLOATS):
        if after[0] <= before[0] and before[1] <= after[1]:
            return "widened"
        if before[0] <= after[0] and after[1] <= before[1]:
            return "narrowed"
    return "changed"


def _range(name: str) -> tuple[int, int] | None:
    return _FLOATS[name] if name in _FLOATS else bits(name)


def bits(name: str) -> tuple[int, int] | None:
    """The least and the largest integer of a format like `i32`; None for any other format."""
    if name[:1] not in ("i", "u") or name[1:] not in ("8", "16", "32", "64", "128"):
        return None
    bits = int(name[1:])
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if name[0] == "i" else (0, 2**bits - 1)


def _zone(pair: Pair) -> Iterator[Change]:
    old, new = pair.options()
    before, after = old.get("timezone") is True, new.get("timezone") is True
    if before != after:
        yield pair.option_change("timezone-changed", "timezone", before, after)
    was, now = text(old, "defaultTimezone"), text(new, "defaultTimezone")
    if _same_zone(was) != _same_zone(now):
        yield pair.option_change("default-timezone-changed", "defaultTimezone", was, now)


def _same_zone(name: str | None) -> str:
    """The standard's default is UTC, which has many names."""
    folded = (name or "utc").lower()
    return "utc" if folded in _UTC else folded
