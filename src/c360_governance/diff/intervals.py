"""The numbers that a quality rule's operators let through, as sets that can be compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from c360_governance.diff.values import number
from c360_governance.model.lenient import sequence

Interval = tuple[float, bool, float, bool]
"""(low, low excluded, high, high excluded)."""

_ALL: Interval = (-math.inf, True, math.inf, True)
COUNTS: Interval = (0, False, math.inf, True)
PERCENT: Interval = (0, False, 100, False)


def accepted(
    operators: Mapping[Any, Any], domain: Interval = _ALL, *, whole: bool = False
) -> tuple[Interval, ...] | None:
    """The intervals in which a measurement passes; None where an operator's value is no number.

    No operator accepts everything. Several are all demanded. ``domain`` is what can be measured at all; of ``whole``
    numbers, less than 5 is 4 at most.
    """
    result: tuple[Interval, ...] = (domain,)
    for name, value in operators.items():
        found = _of(name, value)
        if found is None:
            return None
        result = tuple(cut for one in result for other in found for cut in [_cut(one, other)] if cut is not None)
    return _of_whole(result) if whole else tuple(sorted(result))


def _of_whole(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same whole numbers, each interval with the numbers that it begins and ends with; neighbours become one."""
    found: list[Interval] = []
    for low, low_open, high, high_open in sorted(intervals):
        first = low if math.isinf(low) else math.floor(low) + 1 if low_open else math.ceil(low)
        last = high if math.isinf(high) else math.ceil(high) - 1 if high_open else math.floor(high)
        if first > last:
            continue
        if found and first <= found[-1][2] + 1:
            found[-1] = (found[-1][0], found[-1][1], max(last, found[-1][2]), math.isinf(max(last, found[-1][2])))
        else:
            found.append((first, math.isinf(first), last, math.isinf(last)))
    return tuple(found)


def contains(outer: tuple[Interval, ...], inner: tuple[Interval, ...]) -> bool:
    """Whether every number of ``inner`` is in ``outer``. Each inner interval must lie in one outer interval, which
    holds for the disjoint intervals that operators make."""
    return all(any(_cut(one, other) == one for other in outer) for one in inner)


def holds(intervals: tuple[Interval, ...], measured: float) -> bool:
    """Whether a number lies in one of the intervals."""
    return any(_cut(one, (measured, False, measured, False)) is not None for one in intervals)


def _of(name: str, value: Any) -> tuple[Interval, ...] | None:
    if name in ("mustBeBetween", "mustNotBeBetween"):
        ends = [number(end) for end in sequence(value)]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return None
        low, high = ends[0], ends[1]
        if name == "mustBeBetween":
            return ((low, False, high, False),)
        return (-math.inf, True, low, True), (high, True, math.inf, True)
    limit = number(value)
    if limit is None:
        return None
    return {
        "mustBe": ((limit, False, limit, False),),
        "mustNotBe": ((-math.inf, True, limit, True), (limit, True, math.inf, True)),
        "mustBeGreaterThan": ((limit, True, math.inf, True),),
        "mustBeGreaterOrEqualTo": ((limit, False, math.inf, True),),
        "mustBeLessThan": ((-math.inf, True, limit, True),),
        "mustBeLessOrEqualTo": ((-math.inf, True, limit, False),),
    }.get(name)


def _cut(one: Interval, other: Interval) -> Interval | None:
    """What two intervals have in common."""
    low, low_open = max((one[0], one[1]), (other[0], other[1]))
    high, high_closed = min((one[2], not one[3]), (other[2], not other[3]))
    if low > high or (low == high and (low_open or not high_closed)):
        return None
    return low, low_open, high, not high_closed
