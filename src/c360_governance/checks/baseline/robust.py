"""Location and spread that a few wild values do not move."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

GAUSSIAN = 1.4826
"""The median absolute deviation times this is the standard deviation, where the values are normal."""

_TENTH = 1.645
"""How many standard deviations the outer tenth of normal values lies beyond."""


def median(values: Sequence[float]) -> float:
    """The middle value. Raises `IndexError` for none."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spread(values: Sequence[float]) -> float:
    """The standard deviation around 0 by the middle of the values or by their outer tenth, the larger of the two.

    The middle alone (MAD) is blind to heavy tails, which would then alert; under a tenth may be wild all the same.
    """
    sizes = sorted(map(abs, values))
    return max(GAUSSIAN * median(sizes), _quantile(sizes, 0.9) / _TENTH)


def middle_means(values: Sequence[float], window: int) -> list[float]:
    """For each position and the one after the last, the mean of the middle half of the ``window`` values before it.

    As robust as quartiles and nearly as exact as the mean. The first has none and is 0.
    """
    ordered: list[float] = []
    found = []
    for at, value in enumerate(values):
        found.append(_middle_mean(ordered))
        insort(ordered, value)
        if at >= window:
            del ordered[bisect_left(ordered, values[at - window])]
    found.append(_middle_mean(ordered))
    return found


def _middle_mean(ordered: Sequence[float]) -> float:
    cut = len(ordered) // 4
    inner = ordered[cut : len(ordered) - cut]
    return sum(inner) / len(inner) if inner else 0.0


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the sorted values lies; between two of them linearly."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
