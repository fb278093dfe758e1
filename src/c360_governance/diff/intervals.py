"""The numbers that a quality rule's operators let through, as sets that can be compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from c360_governance.diff.values import number, sequence

Interval = tuple[float, bool, float, bool]
"""(low, low excluded, high, high excluded)."""

_ALL: Interval = (-math.inf, True, math.inf, True)


def accepted(operators: Mapping[Any, Any]) -> tuple[Interval, ...] | None:
    """The intervals in which a measurement passes; None where an operator's value is no number.

    No operator accepts everything. Several are all demanded.
    """
    result: tuple[Interval, ...] = (_ALL,)
    for name, value in operators.items():
        found = _of(name, value)
        if found is None:
            return None
        result = tuple(cut for one in result for other in found for cut in [_cut(one, other)] if cut is not None)
    return tuple(sorted(result))


def contains(outer: tuple[Interval, ...], inner: tuple[Interval, ...]) -> bool:
    """Whether every number of ``inner`` is in ``outer``. Each inner interval must lie in one outer interval, which
    holds for the disjoint intervals that operators make."""
    return all(any(_cut(one, other) == one for other in outer) for one in inner)


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
