"""The value of a service level as something that can be compared: a length of time, a number of a unit, a time of day.

A level is written as a value and a unit (`24`, `h`) or as one text (`24h`, `99.9 %`, `by 08:00`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from c360_governance.diff.durations import Span, span
from c360_governance.diff.values import number, text

_AMOUNT = r"([0-9]{1,15}(?:\.[0-9]{1,12})?)\s*([^\s0-9].{0,40})?"
_CLOCK = r"(?:by\s+|at\s+)?([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?\s*(.{0,40})"
_UNITS = {"%": "percent", "pct": "percent", "percent": "percent", "percentage": "percent"}
_BY_DEFAULT = {"availability": "percent"}


class Amount(NamedTuple):
    """A number of a unit."""

    number: float
    unit: str

    def order(self, other: Amount) -> int | None:
        """-1, 0 or 1; None where the units are not the same."""
        if self.unit != other.unit:
            return None
        return (self.number > other.number) - (self.number < other.number)


def order(name: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> int | None:
    """1 where the new value is larger, or later, -1 where it is smaller, 0 where both mean the same, None where that
    cannot be told. ``name`` is the level's property, folded."""
    if name == "timeofavailability":
        clocks = [_clock(text(raw, "value"), text(raw, "unit")) for raw in (old, new)]
        if clocks[0] and clocks[1]:
            return clocks[1].order(clocks[0])
        return None
    before, after = _span(old), _span(new)
    if before and after:
        return after.order(before)
    was, now = _amount(name, old), _amount(name, new)
    return now.order(was) if was and now and not before and not after else None


def _span(raw: Mapping[Any, Any]) -> Span | None:
    return span(text(raw, "value"), text(raw, "unit"))


def _amount(name: str, raw: Mapping[Any, Any]) -> Amount | None:
    value, unit = number(raw.get("value")), (text(raw, "unit") or "").lower()
    if value is None:
        found = re.fullmatch(_AMOUNT, (text(raw, "value") or "").lower())
        if found is None:
            return None
        value, unit = float(found.group(1)), (found.group(2) or unit).strip()
    unit = " ".join(unit.split()) or _BY_DEFAULT.get(name, "")
    return Amount(value, _UNITS.get(unit, unit.removesuffix("s")))


def _clock(value: str | None, unit: str | None) -> Amount | None:
    """A time of day in seconds; its unit is what is said of the zone."""
    found = re.fullmatch(_CLOCK, (value or "").lower())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    return Amount(hours * 3600 + minutes * 60 + seconds, f"{found.group(4)} {unit or ''}".strip().lower())
