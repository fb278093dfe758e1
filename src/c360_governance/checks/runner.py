"""The checks, measured: one statement a dataset where it can be one, and every planned check has exactly one outcome.

What was not measured is an `error` with its cause, never a pass. Soda is asked only for what only Soda can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from types import MappingProxyType

from c360_governance.checks import judging, verdict
from c360_governance.checks.check import Check, Column, Table
from c360_governance.checks.cost import Cost
from c360_governance.checks.lanes import each
from c360_governance.checks.measure import adding, catalog, elsewhere
from c360_governance.checks.measure.asking import Asking
from c360_governance.checks.measure.catalog import Catalog, canonical_columns, shape_of
from c360_governance.checks.measure.elsewhere import lies_elsewhere
from c360_governance.checks.measure.frontier import FRONTIER, Times, covered, frontier, newest
from c360_governance.checks.measure.measure import Drift, Measure, Own, Shared
from c360_governance.checks.measure.site import Site
from c360_governance.checks.measure.translate import measure as measure_of
from c360_governance.checks.measure.window import Coverage, Window
from c360_governance.checks.reconcile.verdicts import Opener, nowhere, verdicts_of
from c360_governance.checks.soda.contracts import by_table
from c360_governance.checks.verdict import Verdict
from c360_governance.checks.written import Unreadable
from c360_governance.model.config import LIMITS, Limits
from c360_governance.model.errors import WarehouseError, WarehouseLost
from c360_governance.model.outcome import Outcome
from c360_governance.warehouse.connection import Warehouse

NO_WINDOWS: Mapping[str, Window] = MappingProxyType({})
NO_TIMES: Mapping[str, Times] = MappingProxyType({})

Soda = Callable[[Sequence[Check]], dict[str, Verdict]]

_SODA = Lock()
"""Soda's logs are the process's own: one dataset at a time."""

_LOST = "not asked: the connection to the warehouse was lost"

_GIVE_UP = 2
"""Datasets in a row on which the connection was lost before the others are not asked any more."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Every check's outcome in the order of the plan; by dataset what it cost, what part of it was read where that was
    not all, and the newest time that was seen, as (column, text that sorts), where nothing was left unjudged.
    """

    outcomes: list[Outcome]
    costs: Mapping[str, Cost] = field(default_factory=dict)
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    frontiers: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def run(
    checks: Sequence[Check], warehouse: Warehouse, as_of: datetime, progress: Callable[[str], None] | None = None
) -> list[Outcome]:
    """The outcomes of `measure`."""
    return measure(checks, warehouse, as_of, progress=progress).outcomes


def measure(
    checks: Sequence[Check], warehouse: Warehouse, as_of: datetime, *,
    limits: Callable[[str], Limits] = lambda _: LIMITS, open_other: Opener = nowhere,
    windows: Mapping[str, Window] = NO_WINDOWS, times: Mapping[str, Times] = NO_TIMES,
    progress: Callable[[str], None] | None = None, parallel: int = 1,
) -> Measured:  # fmt: skip
    """Measure and judge. ``as_of`` (aware) is the data's clock, ``limits`` says by a dataset's name what it may take.
    ``open_other`` opens the other warehouses that reconciliations name. By dataset, ``windows`` are the rows to read
    where not all are, and ``times`` the columns that say when a row arrived. ``parallel`` datasets are asked at once,
    each over a connection that ``open_other`` opens to this warehouse.

    Raises `WarehouseError` only where the warehouse does not answer at all.
    """
    tell = progress or (lambda _: None)
    known = catalog.read(warehouse)
    verdicts: dict[str, Verdict] = {check.id: verdict.error(check.problem) for check in checks if check.problem}
    costs: dict[str, Cost] = {}
    coverage: dict[str, Coverage] = {}
    frontiers: dict[str, tuple[str, str]] = {}
    groups = list(by_table(check for check in checks if not check.problem and not check.reconciliation))
    lost = 0

    def reachable() -> Iterator[tuple[Table, list[Check], Sequence[Column]]]:
        for table, group in groups:
            columns = known.columns(table)
            if columns is None:
                cause = f"the warehouse has no table {table.schema}.{table.name}"
                verdicts.update({check.id: verdict.error(cause) for check in group})
            elif lost >= _GIVE_UP:
                verdicts.update({check.id: verdict.error(_LOST) for check in group})
            else:
                tell(f"{group[0].dataset}: {len(group)} checks")
                costs[group[0].dataset] = Cost()
                yield table, group, columns

    def ask(item: tuple[Table, list[Check], Sequence[Column]], connection: Warehouse) -> None:
        nonlocal lost
        table, group, columns = item
        dataset = group[0].dataset
        there = Table(table.source, *known.written(table.schema, table.name))
        site = Site(there, canonical_columns(columns, warehouse.dialect), warehouse.dialect, as_of, known.named,
                    known.written, windows.get(dataset))  # fmt: skip
        asking = Asking(connection, site, limits(dataset))
        try:
            soda = _soda(connection, known, as_of, tell)
            abroad = [check for check in group if lies_elsewhere(check)]
            verdicts.update(elsewhere.verdicts(abroad, asking, site, open_other))
            read = _dataset(
                [check for check in group if check not in abroad],
                asking,
                site,
                known,
                verdicts,
                soda,
                times.get(dataset),
            )
            if read is not None:
                read.whole.extend(check.id for check in abroad)
                coverage[dataset] = read
            seen = frontier(times[dataset], site, asking.answers.get(FRONTIER)) if dataset in times else None
            if seen is not None and all(verdicts[check.id].outcome != "error" for check in group):
                frontiers[dataset] = seen
            lost = 0
        except WarehouseLost as error:
            lost += 1
            verdicts.update({check.id: verdict.error(error.cause) for check in group if check.id not in verdicts})
        costs[dataset] = asking.cost

    each(reachable(), ask, warehouse, lambda: open_other(warehouse.name), min(parallel, len(groups)), tell)
    verdicts |= verdicts_of(checks, warehouse, open_other, lambda dataset: limits(dataset).timeout, costs)
    return Measured(
        [_outcome(check, verdicts[check.id], as_of) for check in checks],
        costs,
        {dataset: coverage[dataset] for dataset in costs if dataset in coverage},
        {dataset: frontiers[dataset] for dataset in costs if dataset in frontiers},
    )


def _dataset(
    checks: Sequence[Check], asking: Asking, site: Site, known: Catalog, verdicts: dict[str, Verdict], soda: Soda,
    times: Times | None,
) -> Coverage | None:  # fmt: skip
    """Fill in the verdicts on one dataset's checks, as far as the warehouse lasts; what was read, if not all."""
    measures: dict[str, Shared | Own] = {}
    for_soda: list[Check] = []
    for check in checks:
        window = site.window if site.window is not None and site.window.takes(check) else None
        found = _measure(check, replace(site, window=window), known)
        if isinstance(found, Verdict):
            verdicts[check.id] = found
        elif isinstance(found, Drift):
            verdicts[check.id] = verdict.of_drift(check, catalog.drift(check.columns, site.columns, shape_of(check)))
        elif found is None:
            for_soda.append(check)
        else:
            measures[check.id] = found
    time = newest(times, site) if times is not None else None
    try:
        asking.run(measures if time is None else {**measures, FRONTIER: time})
        adding.settle(checks, measures, asking, site, lambda check, place: _measure(check, place, known))
    finally:
        for check in checks:
            if check.id in asking.answers:
                verdicts[check.id] = adding.judged(check, measures[check.id], asking.answers[check.id], site.window)
    if for_soda:
        verdicts.update(soda(for_soda))
    if site.window is None:
        return None
    return covered(site.window, asking.in_window, checks, measures, [check.id for check in for_soda])


def _soda(warehouse: Warehouse, known: Catalog, as_of: datetime, tell: Callable[[str], None]) -> Soda:
    def ask(checks: Sequence[Check]) -> dict[str, Verdict]:
        from c360_governance.checks.soda import runner as soda_runner

        with _SODA:
            return soda_runner.run(checks, warehouse, known, as_of, tell)

    return ask


def _measure(check: Check, site: Site, known: Catalog) -> Measure | Verdict | None:
    """What is asked for a check; a verdict where there is nothing to ask, None where Soda is asked."""
    if judging.asked(check) is None and check.type != "schema":
        return None
    try:
        found = measure_of(check, site)
    except Unreadable as error:
        return None if site.dialect == "duckdb" else verdict.error(f"the check cannot be asked: {error}")
    except WarehouseError as error:
        return verdict.error(error.cause)
    if isinstance(found, Shared | Own):
        gone = next((name for name in found.columns if site.find(name) is None), None)
        if gone is not None:
            return verdict.error(f"the table has no column {gone!r}")
    if isinstance(found, Own):
        missing = next((table for table in found.tables if known.named(*table) is None), None)
        if missing is not None:
            return verdict.error(f"the warehouse has no table {'.'.join(missing)}")
    return found


def _outcome(check: Check, found: Verdict, as_of: datetime) -> Outcome:
    return Outcome(
        check=check.id, dataset=check.dataset, column=check.column, kind=check.kind, outcome=found.outcome,
        measured=found.measured, threshold=str(check.threshold), severity=check.severity, owner=check.owner,
        runbook=check.runbook, as_of=as_of, message=found.message, location=check.location,
    )  # fmt: skip
