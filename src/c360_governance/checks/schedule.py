"""Deadlines by the clock on the wall: "by 08:00 Europe/Berlin, Monday to Friday", whatever summer time does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from c360_governance.checks.zone import is_zone

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TEXT = re.compile(r"(\d\d):(\d\d)(?::\d\d)?\s*(Z|[+-]\d\d:?\d\d|[A-Za-z][\w+-]*(?:/[\w+-]+)*)?")


class Schedule(NamedTuple):
    """``hour`` and ``minute`` in ``zone`` (an IANA name, or an offset as ``-08:00``), on ``days`` (0 is Monday)."""

    hour: int
    minute: int
    zone: str
    days: frozenset[int] = frozenset(range(7))

    def __str__(self) -> str:
        named = (
            "" if len(self.days) == 7 else f" on {', '.join(WEEKDAYS[day].capitalize() for day in sorted(self.days))}"
        )
        return f"by {self.hour:02}:{self.minute:02} {self.zone}{named}"

    def last_two(self, as_of: datetime) -> tuple[datetime, datetime]:
        """The deadline that passed last at the clock (aware), and the one before it; in UTC, the earlier first."""
        passed = (deadline for deadline in self._backwards(as_of) if deadline <= as_of)
        last = next(passed)
        return next(passed), last

    def _backwards(self, as_of: datetime) -> Iterator[datetime]:
        place = _place(self.zone)
        day = as_of.astimezone(place).date() + timedelta(days=1)
        while True:
            if day.weekday() in self.days:
                yield datetime.combine(day, time(self.hour, self.minute), place).astimezone(UTC)
            day -= timedelta(days=1)


def parse(text: object, zone: str, days: object = None) -> Schedule | None:
    """``08:00``, ``08:00 Europe/Berlin`` or ODCS's ``09:00-08:00``; None for any other text, and for unknown days.

    ``zone`` is where the time is meant when the text names no place.
    """
    found = _TEXT.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    place = {"Z": "Etc/UTC"}.get(found[3], found[3]) or zone
    if place[0] not in "+-" and not is_zone(place):
        return None
    chosen = days if isinstance(days, list) and days else list(WEEKDAYS)
    if not all(isinstance(day, str) and day.lower() in WEEKDAYS for day in chosen):
        return None
    return Schedule(int(found[1]), int(found[2]), place, frozenset(WEEKDAYS.index(day.lower()) for day in chosen))


def _place(zone: str) -> tzinfo:
    if zone[0] not in "+-":
        return ZoneInfo(zone)
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(offset if zone[0] == "+" else -offset)
