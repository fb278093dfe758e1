"""A baseline as a contract or c360.yaml declares it: which period is compared with which, and how strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from c360_governance.checks.baseline.calendar import Calendar, Period, start_of
from c360_governance.checks.baseline.judge import Sides
from c360_governance.checks.baseline.scale import FLOORS, Floor, Scale


@dataclass(frozen=True, slots=True)
class Baseline:
    """``whole``: what is measured is the whole table at the data's clock, not its last complete period.

    ``zone`` is where periods begin. ``empty_fails``: nothing at all is an error whatever was usual.
    """

    period: Period
    zone: str
    scale: Scale
    unit: str = ""
    sides: Sides = "both"
    floor: Floor = FLOORS["count"]
    empty_fails: bool = False
    whole: bool = False

    def moment(self, as_of: datetime) -> datetime:
        """The start of the period that a measurement at this clock (aware) is about, in the baseline's zone."""
        running = start_of(as_of.astimezone(ZoneInfo(self.zone)), self.period)
        return running if self.whole else start_of(running - timedelta(minutes=1), self.period)


def read(
    value: object, period: Period, zone: str, scale: Scale, *, unit: str = "", whole: bool = False,
    empty_fails: bool = False,
) -> Baseline | None:  # fmt: skip
    """A declared ``baseline``: true, or a mapping of ``sides`` and ``floor``; None for one that is off."""
    if value is not True and not isinstance(value, Mapping):
        return None
    options: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    sides, floor = options.get("sides"), options.get("floor")
    usual = FLOORS[scale]
    return Baseline(
        period, zone, scale, unit,
        sides if sides in ("below", "above") else "both",
        Floor(float(floor), usual.absolute) if isinstance(floor, int | float) else usual,
        empty_fails, whole,
    )  # fmt: skip


def calendar(document: Mapping[str, Any]) -> Calendar:
    """The ``calendar`` of a c360.yaml that its schema has accepted."""
    value = document.get("calendar")
    entry: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    return Calendar(
        frozenset(date.fromisoformat(str(day)) for day in entry.get("holidays", ())),
        int(entry.get("month_end", 0)),
        int(entry.get("month_start", 0)),
    )
