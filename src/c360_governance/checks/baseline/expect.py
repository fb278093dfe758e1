"""The range in which the next value should lie, from the values before it.

The week is taken out (each weekday's usual distance from the days around it), the level is followed, and the width of
the range is how far such forecasts were off: every past value was forecast from those before it only. A day that the
calendar declares to be unlike the others is compared with its own kind, and is no part of the others' baseline.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from c360_governance.checks.baseline.calendar import NO_CALENDAR, Calendar, Period, cycle, season, season_name, start_of
from c360_governance.checks.baseline.forecast import Forecast, forecast
from c360_governance.checks.baseline.robust import median, spread
from c360_governance.checks.baseline.scale import FLOORS, Floor, Scale, back, forward, grain

WIDTH = 3.5
"""How many standard deviations the range reaches to either side, where there is much history."""

_YOUNG = 1.5
"""Few values of a kind know their own spread badly: n of them widen the range by this over n."""

_LONGEST = {"hour": 6 * 168, "day": 400, "week": 60, "month": 36}
"""How many periods back a baseline looks; ordinary days only `_CYCLES` cycles."""

_CYCLES = {"hour": 6, "day": 12, "week": 60, "month": 36}

_WINDOWS = {"hour": (3, 24, 168), "day": (2, 5, 10, 21, 42), "week": (2, 5, 10), "month": (2, 5, 10)}
"""Over how many periods the level may be averaged."""

ENOUGH: dict[Period, int] = {"hour": 3, "day": 3, "week": 8, "month": 8}
"""How many values of its own kind it takes to fail a value, not only to warn of it."""

ENOUGH_SPECIAL = 2
"""The same for the kinds of day that the calendar declares."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value, and a time in the period that it was measured for."""

    time: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """``low`` and ``high`` bound what is usual around ``expected``.

    ``alike`` values of the kind ``kind`` (Monday, last day of a month) were compared with; ``needed`` is how many it
    takes to fail a value.
    """

    low: float
    high: float
    expected: float
    kind: str
    alike: int
    needed: int

    @property
    def enough(self) -> bool:
        """Whether there is history enough to fail a value."""
        return self.alike >= self.needed


def expect(
    history: Sequence[Point],
    moment: datetime,
    *,
    period: Period = "day",
    scale: Scale = "count",
    calendar: Calendar = NO_CALENDAR,
    floor: Floor | None = None,
    width: float = WIDTH,
) -> Expectation | None:
    """What is usual for the period that ``moment`` lies in; None without any history.

    Values of that period and of later ones are left out, so that the tested value is never in its own baseline, and
    so are those that have no place on the scale (no count below one). Of a period with several values the last in
    ``history`` counts. All times must be in one zone, the one in which days begin.
    """
    tested = start_of(moment, period)
    points = _places(history, tested, period, scale)
    special = calendar.special(tested, period)
    ordinary = [point for point in points if calendar.special(point.time, period) is None]
    recent = ordinary[-_CYCLES[period] * cycle(period) :]
    if not recent:
        return None
    kinds = [season(point.time, period) for point in recent]
    found = forecast([point.value for point in recent], kinds, cycle(period), _WINDOWS[period])
    own = season(tested, period)
    middle, error, alike, kind = (
        found.of(own),
        found.errors.get(own, found.error),
        kinds.count(own),
        season_name(tested, period),
    )
    needed = ENOUGH[period]
    if special is not None:
        offs = _offs([point for point in points if calendar.special(point.time, period) == special], recent, found,
                     period)  # fmt: skip
        usual = median(offs) if offs else 0.0
        middle, alike, kind, needed = middle + usual, len(offs), special, ENOUGH_SPECIAL
        error = max(error, spread([off - usual for off in offs]) * (1 + 1 / alike)) if offs else error
    error = max(error, grain(back(middle, scale), scale))
    reach = error * width * (1 + _YOUNG / max(alike, 1))
    low, high = _bounds(middle, reach, scale, floor or FLOORS[scale])
    return Expectation(low, high, back(middle, scale), kind, alike, needed)


def _places(history: Sequence[Point], tested: datetime, period: Period, scale: Scale) -> list[Point]:
    """The history on its scale, one value a period, in order, no longer than a baseline looks back."""
    found: dict[datetime, float] = {}
    for point in history:
        start, place = start_of(point.time, period), forward(point.value, scale)
        if start < tested and place is not None:
            found[start] = place
    return [Point(start, found[start]) for start in sorted(found)[-_LONGEST[period] :]]


def _offs(alike: Sequence[Point], recent: Sequence[Point], found: Forecast, period: Period) -> list[float]:
    """How far the special days lay from what an ordinary day would have been then; older ones from the first level."""
    times = [point.time for point in recent]
    return [point.value - found.of(season(point.time, period), bisect_left(times, point.time)) for point in alike]


def _bounds(middle: float, reach: float, scale: Scale, floor: Floor) -> tuple[float, float]:
    expected = back(middle, scale)
    least = max(abs(expected) * floor.relative, floor.absolute)
    low, high = back(middle - reach, scale), back(middle + reach, scale)
    ends = {"count": (0.0, math.inf), "share": (0.0, 1.0), "value": (-math.inf, math.inf)}[scale]
    return max(min(low, expected - least), ends[0]), min(max(high, expected + least), ends[1])
