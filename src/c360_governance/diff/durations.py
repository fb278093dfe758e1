"""Lengths of time in the units that service levels use."""

from __future__ import annotations

import re

_SECONDS = {
    "ms millisecond": 0.001,
    "s sec second": 1.0,
    "min minute mi": 60.0,
    "h hr hour": 3_600.0,
    "d day": 86_400.0,
    "w wk week": 604_800.0,
    "m mo mon month": 2_629_746.0,
    "q quarter": 7_889_238.0,
    "y yr a year": 31_556_952.0,
}
"""A month is a twelfth of the mean Gregorian year."""

_FACTORS = {name: factor for names, factor in _SECONDS.items() for name in names.split()}
_AMOUNT = r"([0-9]{1,12}(?:\.[0-9]{1,9})?)\s*([a-z]+)"
_ISO = (
    r"p(?:(\d{1,6})y)?(?:(\d{1,6})m)?(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:t(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?)?"
)
_ISO_FACTORS = tuple(_FACTORS[name] for name in ("y", "m", "w", "d", "h", "min", "s"))


def seconds(text: str | None) -> tuple[float, str] | None:
    """The length of `36 h`, `2days` or `PT24H` in seconds, with the word "time"; None for anything else.

    `m` is a month, as in ODCS; a minute is `min`.
    """
    folded = (text or "").strip().lower()
    iso = re.fullmatch(_ISO, folded)
    if iso and any(iso.groups()):
        parts = zip(iso.groups(), _ISO_FACTORS, strict=True)
        return sum(int(count or 0) * factor for count, factor in parts), "time"
    found = re.fullmatch(_AMOUNT, folded)
    if found is None:
        return None
    unit = found.group(2)
    factor = _FACTORS.get(unit) or _FACTORS.get(unit.removesuffix("s"))
    return (float(found.group(1)) * factor, "time") if factor else None
