"""What a run of checks has to read: what arrived since the last recorded run, since a moment, or one partition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from c360_governance.checks.measure.frontier import Times
from c360_governance.checks.measure.window import Window, partition
from c360_governance.checks.periods import time_column
from c360_governance.checks.spec import Due, Newest, Period, Tuples
from c360_governance.checks.zone import UTC, is_zone, zone_of
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.checks.check import Check
    from c360_governance.lineage.log.history import CheckResult
    from c360_governance.lineage.log.log import Log

LAST = "last"
"""In the place of a moment: the last recorded run."""


@dataclass(frozen=True, slots=True)
class Reading:
    """By dataset: the window to read, and the column of times. ``whole`` says of the others why all is read."""

    windows: dict[str, Window] = field(default_factory=dict)
    times: dict[str, Times] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)


def reading(
    repository: Repository, checks: Iterable[Check], *, warehouse: str | None, since: str | None = None,
    within: str | None = None,
) -> Reading:  # fmt: skip
    """The windows of a run; without ``since`` and ``within`` (a partition) there are none.

    Raises `UsageError` for a text that is neither, `LogError` for a log that cannot be read.
    """
    from c360_governance.sources.config import parse_time

    found = Reading()
    planned: dict[str, list[Check]] = {}
    for check in checks:
        planned.setdefault(check.dataset, []).append(check)
    begin = parse_time(since) if since not in (None, LAST) else None
    for dataset in planned:
        contract, schema = repository.dataset(dataset)
        prop = time_column(contract, schema)
        if prop is None:
            found.whole[dataset] = "the contract names no partition or time column"
            continue
        zone = zone_of(prop, contract)
        times = found.times[dataset] = Times(prop.column, zone if is_zone(zone) else UTC)
        if within is not None:
            found.windows[dataset] = Window(*times, *partition(within, times.zone))
        elif begin is not None:
            found.windows[dataset] = Window(*times, begin)
    if since == LAST:
        _since_last(repository, planned, found, warehouse)
    return found


def _since_last(repository: Repository, planned: dict[str, list[Check]], found: Reading, warehouse: str | None) -> None:
    """Fill in the windows that begin where the last recorded run ended."""
    from c360_governance.lineage.events.datasets import warehouse_namespace
    from c360_governance.lineage.log.history import check_results
    from c360_governance.lineage.log.log import Log

    namespace = warehouse_namespace(repository.config, warehouse)
    log = Log.find(repository.config.log, repository.root)
    if log is None:
        found.whole.update(dict.fromkeys(found.times, "no earlier run is recorded"))
        return
    with log:
        results = check_results(log, namespace)
        for dataset, times in found.times.items():
            window = _window(log, namespace, dataset, times, planned[dataset], results)
            if window is None:
                found.whole[dataset] = "no earlier run of all its checks is recorded"
            else:
                found.windows[dataset] = window


def _adds_up(check: Check, measured: float, ahead: bool) -> bool:
    """Whether new rows can be added to what was measured; ``ahead`` says that rows after the frontier may be in it.

    Repeated keys of the frontier's own moment count twice, which nobody may mistake for a breach: only where none is
    allowed, which they broke before.
    """
    if measured == 0 or isinstance(check.spec, Newest | Period | Due):
        return True
    is_key = check.type == "duplicate" or isinstance(check.spec, Tuples)
    return str(check.threshold) == "= 0" if is_key else not ahead


def _ahead(begin: datetime, as_of: datetime) -> bool:
    """Whether the frontier is the clock of its run: rows from the future lie beyond it."""
    return begin + timedelta(milliseconds=1) > as_of


def _seen(begin: datetime, ended: datetime, namespace: str) -> datetime:
    """Before when a row in the window may have been counted: in the frontier's own millisecond, or while the run went
    on. A DuckDB file takes no rows while it is read.
    """
    after = begin + timedelta(milliseconds=1)
    return after if namespace.startswith("duckdb") else max(after, ended)


def _window(
    log: Log, namespace: str, dataset: str, times: Times, checks: Iterable[Check], results: dict[str, CheckResult]
) -> Window | None:
    """What was counted is taken from the very run whose frontier it is, and by the threshold that holds now."""
    from c360_governance.lineage.log.history import frontier

    last = frontier(log, dataset, namespace)
    if last is None or last.column != times.column:
        return None
    counted = {}
    begin = datetime.fromisoformat(last.value)
    for check in checks:
        result = results.get(check.id)
        if result is None or result.run_id != last.run_id or result.threshold != str(check.threshold):
            continue
        if result.measured is not None and _adds_up(check, result.measured, _ahead(begin, result.as_of)):
            counted[check.id] = result.measured
    return Window(times.column, times.zone, begin, None, counted, _seen(begin, last.time, namespace))
