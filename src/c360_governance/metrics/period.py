"""The period that a metric covers, as of a time: the start of the year (quarter, month) up to `as_of`, in weeks.

Weeks start on Monday, in UTC. A week belongs to the period in which it starts, so the days of January before
the first Monday belong to the last week of the year before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """``as_of`` is naive UTC and belongs to the period; ``start`` is None where all data counts.

    ``first_week`` and ``last_week`` are Mondays, None where no week starts in the period (or it has no start).
    """

    as_of: datetime
    start: date | None
    first_week: date | None
    last_week: date | None

    @property
    def weeks(self) -> int:
        """How many weeks start in the period."""
        if self.first_week is None or self.last_week is None:
            return 0
        return (self.last_week - self.first_week) // WEEK + 1

    def earlier(self, weeks: int) -> Period:
        """The same weeks, that many weeks before; what is known is still what is known as of the same time."""
        if self.first_week is None or self.last_week is None:
            return self
        return replace(self, first_week=self.first_week - weeks * WEEK, last_week=self.last_week - weeks * WEEK)


def period(grain_to_date: str, as_of: datetime) -> Period:
    """The period of a metric's ``grain_to_date`` (year, quarter, month, all) that ends with ``as_of``."""
    moment = (as_of.astimezone(UTC) if as_of.tzinfo else as_of).replace(tzinfo=None)
    today = moment.date()
    start = {
        "year": today.replace(month=1, day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "month": today.replace(day=1),
        "all": None,
    }[grain_to_date]
    if start is None:
        return Period(moment, None, None, None)
    first = start + timedelta(days=-start.weekday() % 7)
    last = monday(today)
    return Period(moment, start, first, last) if first <= last else Period(moment, start, None, None)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
