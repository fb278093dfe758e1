"""Which periods are like which: weekdays, and the days that c360.yaml declares to be unlike the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

Period = Literal["hour", "day", "week", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Calendar:
    """``month_end`` and ``month_start`` are how many days at either end of each month are unlike the others."""

    holidays: frozenset[date] = frozenset()
    month_end: int = 0
    month_start: int = 0

    def special(self, moment: datetime, period: Period) -> str | None:
        """What a day is called that is compared with its own kind only; None for an ordinary one, and for weeks."""
        if period not in ("hour", "day"):
            return None
        day = moment.date()
        if day in self.holidays:
            return "holiday"
        left = _month_end(day) - day.day
        if left < self.month_end:
            return f"{_nth(left + 1)} last day of a month".removeprefix("1st ")
        return f"{_nth(day.day)} day of a month" if day.day <= self.month_start else None


NO_CALENDAR = Calendar()


def season(moment: datetime, period: Period) -> int:
    """Where in its cycle a period lies: the weekday, or the hour of the week. Weeks and months have no cycle here."""
    if period == "hour":
        return moment.weekday() * 24 + moment.hour
    return moment.weekday() if period == "day" else 0


def season_name(moment: datetime, period: Period) -> str:
    """What is alike: ``Monday``, ``Monday at 08:00``, ``week``."""
    if period in ("week", "month"):
        return period
    return WEEKDAYS[moment.weekday()] + (f" {moment.hour:02}:00" if period == "hour" else "")


def plural(kind: str) -> str:
    """Several of what `season_name` or `Calendar.special` names."""
    return kind.replace("day", "days", 1) if "day" in kind else f"{kind}s"


def cycle(period: Period) -> int:
    """How many periods make a cycle."""
    return {"hour": 168, "day": 7}.get(period, 1)


def start_of(moment: datetime, period: Period) -> datetime:
    """Where the period begins that a moment lies in, in the moment's own zone."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    if period == "hour":
        return hour
    day = hour.replace(hour=0)
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def _month_end(day: date) -> int:
    """The number of the last day of a day's month."""
    return ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def _nth(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(0 if 10 < number < 14 else number % 10, 'th')}"
