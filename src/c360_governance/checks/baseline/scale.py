"""The scale on which a measured value is compared with earlier ones: where equal steps mean the same everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

LARGEST = 1e100
"""Beyond it, differences and squares leave the floating point numbers; nothing that is measured is as large."""

Scale = Literal["count", "share", "value"]
"""Counts are compared by ratio, shares (0 to 1) by the arc sine of their root, other values by difference."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What is never called unusual: a distance of ``relative`` of the expected value, or of ``absolute`` units."""

    relative: float = 0.05
    absolute: float = 0.0


FLOORS: dict[Scale, Floor] = {"count": Floor(0.05), "share": Floor(0.05, 0.005), "value": Floor(0.05)}


def forward(value: float, scale: Scale) -> float | None:
    """A value on its scale; None for one that has no place on it and is no part of any baseline."""
    if not abs(value) <= LARGEST:
        return None
    if scale == "count":
        return math.log(value) if value > 0 else None
    if scale == "share":
        return math.asin(math.sqrt(value)) if 0 <= value <= 1 else None
    return value


def back(place: float, scale: Scale) -> float:
    """The value at a place on the scale; the scale's ends for what lies beyond them."""
    if scale == "count":
        return math.exp(min(place, 700.0))
    if scale == "share":
        return math.sin(min(max(place, 0.0), math.pi / 2)) ** 2
    return place


def grain(expected: float, scale: Scale) -> float:
    """The least standard deviation on the scale: a count that is Poisson has at least this much."""
    return 1 / math.sqrt(max(expected, 1.0)) if scale == "count" else 0.0
