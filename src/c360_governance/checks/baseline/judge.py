"""What a measured value means against what was expected of it, with the reason in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from c360_governance.checks.baseline.calendar import plural
from c360_governance.checks.baseline.expect import Expectation

Sides = Literal["both", "below", "above"]
"""On which side of the range a value is wrong."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``range`` is the expected range in words, empty where nothing is expected yet; ``reason`` holds it too."""

    outcome: Literal["passed", "failed", "warned"]
    range: str
    reason: str


def judge(
    value: float, expectation: Expectation | None, *, unit: str = "rows", empty_fails: bool = True,
    sides: Sides = "both",
) -> Judgement:  # fmt: skip
    """Judge a finite value. ``empty_fails``: nothing at all is an error, whatever was usual before."""
    said = f"{_number(value)} {unit}".rstrip()
    if expectation is None:
        if value == 0 and empty_fails:
            return Judgement("failed", "", f"{said}; a period without any is always an error")
        return Judgement("passed", "", f"{said}; there is no earlier value to compare with")
    low, high = expectation.low, expectation.high
    outside = (value < low and sides != "above") or (value > high and sides != "below")
    alike = expectation.alike
    basis = f"from {alike} {expectation.kind if alike == 1 else plural(expectation.kind)}"
    usual = f"{_range(low, high, value)} {basis}"
    reason = f"{said}; expected {usual}"
    if value == 0 and empty_fails:
        return Judgement("failed", usual, f"{reason}; a period without any is always an error")
    if not outside:
        return Judgement("passed", usual, reason)
    if not expectation.enough:
        return Judgement("warned", usual, f"{reason}, which is too few to fail by: it takes {expectation.needed}")
    return Judgement("failed", usual, reason)


def _range(low: float, high: float, value: float) -> str:
    """Both bounds in as few digits as leave the value on its side of them, three at least."""
    for digits in range(3, 17):
        shown = [float(f"{bound:.{digits - 1}e}") for bound in (low, high)]
        if (value < shown[0]) == (value < low) and (value > shown[1]) == (value > high):
            break
    else:
        shown = [low, high]
    separator = " to " if low < 0 else "-"
    return separator.join(map(_number, shown))


def _number(value: float) -> str:
    """For people: whole above a thousand, else up to four significant digits, more where they are whole."""
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".")
