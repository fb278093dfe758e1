"""Lengths of time in the units that service levels use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_SECONDS = {
    "ms millisecond": 0.001,
    "s sec second": 1.0,
    "min minute mi": 60.0,
    "h hr hour": 3_600.0,
    "d day": 86_400.0,
    "w wk week": 604_800.0,
}
_MONTHS = {"m mo mon month": 1.0, "q quarter": 3.0, "y yr a year": 12.0}
_MONTH = 2_629_746.0
"""A twelfth of the mean Gregorian year, in seconds."""

_UNITS = {
    **{name: (0.0, factor) for names, factor in _SECONDS.items() for name in names.split()},
    **{name: (factor, 0.0) for names, factor in _MONTHS.items() for name in names.split()},
}
"""(months, seconds) of every unit."""

_PART = r"([0-9]{1,12}(?:\.[0-9]{1,9})?)\s*([a-z]+)(?:\s*(?:,|and)?\s*)"
_ISO = r"p(?:{0}y)?(?:{0}m)?(?:{0}w)?(?:{0}d)?(?:t(?:{0}h)?(?:{0}m)?(?:{0}s)?)?".format(
    r"([0-9]{1,12}(?:[.,][0-9]{1,9})?)"
)
_ISO_UNITS = ("y", "m", "w", "d", "h", "min", "s")
_CALENDAR_SLACK = 1.5 * 86_400
"""A month has 30.4 days in the mean; written as days it is 29 to 31, a year 365 or 366."""


class Span(NamedTuple):
    """A length of time: whole months are of no fixed number of seconds."""

    months: float
    seconds: float

    @property
    def length(self) -> float:
        """In seconds, a month being the mean one."""
        return self.months * _MONTH + self.seconds

    def order(self, other: Span) -> int:
        """-1 where this is shorter, 1 where it is longer, 0 where both mean the same: 30 days are a month, and 365
        a year, but 13 months are none."""
        difference = self.length - other.length
        slack = _CALENDAR_SLACK if (self.months == 0) != (other.months == 0) else 1e-6
        return 0 if abs(difference) <= slack else 1 if difference > 0 else -1


def span(text: str | None, unit: str | None = None) -> Span | None:
    """`36 h`, `1d 12h`, `2days` or `PT36H`, or a bare number of ``unit``; None for anything else.

    `m` is a month, as in ODCS; a minute is `min`.
    """
    folded = (text or "").strip().lower()
    iso = re.fullmatch(_ISO, folded)
    if iso and any(iso.groups()):
        amounts = [float((count or "0").replace(",", ".")) for count in iso.groups()]
        return _sum(zip(amounts, _ISO_UNITS, strict=True))
    if unit and re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,9})?", folded):
        folded = f"{folded} {unit.strip().lower()}"
    at, parts, part = 0, [], re.compile(_PART)
    while at < len(folded):
        found = part.match(folded, at)
        if found is None:
            return None
        parts.append((float(found.group(1)), found.group(2)))
        at = found.end()
    return _sum(parts) if parts else None


def _sum(parts: Iterable[tuple[float, str]]) -> Span | None:
    months = seconds = 0.0
    for amount, unit in parts:
        factors = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
        if factors is None:
            return None
        months, seconds = months + amount * factors[0], seconds + amount * factors[1]
    return Span(months, seconds)
