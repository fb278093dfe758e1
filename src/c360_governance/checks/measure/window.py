"""A part of a dataset's rows: those since a moment, or those of one partition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from c360_governance.checks.check import Check
from c360_governance.checks.measure.measure import Number
from c360_governance.checks.spec import Due, Newest, Period
from c360_governance.model.errors import UsageError


@dataclass(frozen=True, slots=True)
class Window:
    """Rows whose ``column`` (physical) is at or after ``begin`` and before ``end`` (aware; None is open).

    ``zone`` is where zoneless values were written. ``counted`` is what earlier runs counted, by check: those are judged
    on the new rows with what was counted added, the others on all rows. Without it, every check that can be is judged
    on the window alone. Rows before ``seen`` may be among those that were counted, though they lie in the window.
    """

    column: str
    zone: str
    begin: datetime
    end: datetime | None = None
    counted: Mapping[str, Number] | None = None
    seen: datetime | None = None

    def takes(self, check: Check) -> bool:
        """Whether a check may be judged on these rows: the rows before were counted, or nobody asks for them."""
        return self.counted is None or check.id in self.counted

    def counts(self, check: Check) -> bool:
        """Whether what was counted before is to be added: not for an age, nor for a period's own rows."""
        return self.counted is not None and not isinstance(check.spec, Newest | Period | Due)

    def before(self, check: str) -> Number:
        """What was counted before the window begins."""
        return (self.counted or {}).get(check, 0)

    def adds(self, check: Check) -> bool:
        """Whether something was counted before that new rows are added to."""
        return self.counts(check) and self.before(check.id) != 0

    @property
    def twice(self) -> Window:
        """The rows that an earlier run may have counted already."""
        return replace(self, end=self.seen)


@dataclass(slots=True)
class Coverage:
    """What a run read of a dataset. ``whole`` are the checks that cannot be judged on a part, and were judged on all
    rows; ``keys`` those of the window's rows against all others; ``added`` those that add what the window has to what
    earlier runs counted. ``rows`` is None where nothing counted them.
    """

    column: str
    begin: datetime
    end: datetime | None
    rows: int | None = None
    keys: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)


_SHAPES = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d)"), "an hour"),
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), "a day"),
    (re.compile(r"(\d{4})-W(\d\d)"), "a week"),
    (re.compile(r"(\d{4})-(\d\d)"), "a month"),
)


def partition(text: str, zone: str) -> tuple[datetime, datetime]:
    """Begin and end of the partition that a text names, in a zone. Raises `UsageError` for any other text."""
    place = ZoneInfo(zone)
    for shape, kind in _SHAPES:
        found = shape.fullmatch(text)
        if found is None:
            continue
        parts = [int(part) for part in found.groups()]
        try:
            if kind == "an hour":
                year, month, day, hour = parts
                begin = datetime(year, month, day, hour, tzinfo=place)
                return begin, datetime.fromtimestamp(begin.timestamp() + 3600, place)
            if kind == "a week":
                first = date.fromisocalendar(parts[0], parts[1], 1)
                return _midnight(first, place), _midnight(first + timedelta(days=7), place)
            first = date(parts[0], parts[1], parts[2] if kind == "a day" else 1)
            after = first + timedelta(days=1 if kind == "a day" else 31)
            return _midnight(first, place), _midnight(after if kind == "a day" else after.replace(day=1), place)
        except ValueError:
            break
    raise UsageError(
        f"{text!r} names no partition",
        help="write an hour (2026-01-31T08), a day (2026-01-31), a week (2026-W05) or a month (2026-01)",
    )


def _midnight(day: date, place: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), place)
