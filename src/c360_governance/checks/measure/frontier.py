"""How far a run has read a dataset, and what it read of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from c360_governance.checks.check import Check
from c360_governance.checks.clock import epoch, seconds_since
from c360_governance.checks.measure.asking import Answer
from c360_governance.checks.measure.conditions import column
from c360_governance.checks.measure.measure import Own, Shared, plain
from c360_governance.checks.measure.site import Site
from c360_governance.checks.measure.window import Coverage, Window
from c360_governance.checks.spec import Orphans, Tuples

FRONTIER = ""
"""The newest time is asked with the checks, and this is no check's id."""


class Times(NamedTuple):
    """The physical column that says when a row arrived, and the zone of its zoneless values."""

    column: str
    zone: str


def newest(times: Times, site: Site) -> Shared | None:
    """The newest time of the window's rows, or of all; None where the column holds no times."""
    from sqlglot import exp

    name = site.name(times.column)
    if not site.is_time(name):
        return None
    return Shared((epoch(exp.Max(this=column(name)), site.dialect),), plain, windowed=site.window is not None)


def frontier(times: Times, site: Site, answer: Answer | None) -> tuple[str, str] | None:
    """The column and the newest time in it, as `newest` was answered; None where there is no such time.

    It is never after the data's clock: a row from the future must not hide those that arrive until then.
    """
    counted = plain(answer) if answer is not None and not isinstance(answer, str) else None
    if counted is None:
        return None
    zone = None if site.has_zone(site.name(times.column)) else times.zone
    moment = site.as_of.timestamp() - max(seconds_since(counted, site.as_of, zone), 0.0)
    floor = math.floor(moment * 1000) / 1000  # a millisecond that is read again loses no row
    return times.column, datetime.fromtimestamp(floor, UTC).isoformat(timespec="milliseconds")


def covered(
    window: Window, rows: int | None, checks: Iterable[Check], measures: Mapping[str, Shared | Own], unread: list[str]
) -> Coverage:
    """What a run read of a dataset, given what each check asked; ``unread`` are the checks that Soda was asked."""
    found = Coverage(window.column, window.begin, window.end, rows, whole=list(unread))
    for check in checks:
        asked = measures.get(check.id)
        if asked is not None and not asked.windowed:
            found.whole.append(check.id)
            continue
        if asked is not None and (isinstance(check.spec, Tuples | Orphans) or check.type == "duplicate"):
            found.keys.append(check.id)
        if asked is not None and window.adds(check):
            found.added.append(check.id)
    return found
