"""The checks, measured: one statement a dataset where it can be one, and every planned check has exactly one outcome.

What was not measured is an `error` with its cause, never a pass. Soda is asked only for what only Soda can say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from c360_governance.checks import catalog, judging, verdict
from c360_governance.checks.asking import Asking
from c360_governance.checks.catalog import Catalog, canonical_columns
from c360_governance.checks.check import Check
from c360_governance.checks.cost import Cost
from c360_governance.checks.measure import Drift, Measure, Own, Shared
from c360_governance.checks.reconcile.verdicts import Opener, nowhere, verdicts_of
from c360_governance.checks.site import Site
from c360_governance.checks.soda_yaml import by_table
from c360_governance.checks.translate import measure as measure_of
from c360_governance.checks.verdict import Verdict
from c360_governance.checks.written import Unreadable
from c360_governance.model.config import LIMITS, Limits
from c360_governance.model.errors import WarehouseError, WarehouseLost
from c360_governance.model.outcome import Outcome
from c360_governance.warehouse.connection import Warehouse

Soda = Callable[[Sequence[Check]], dict[str, Verdict]]

_LOST = "not asked: the connection to the warehouse was lost"

_GIVE_UP = 2
"""Datasets in a row on which the connection was lost before the others are not asked any more."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Every check's outcome in the order of the plan, and what each dataset cost by its name."""

    outcomes: list[Outcome]
    costs: Mapping[str, Cost] = field(default_factory=dict)


def run(
    checks: Sequence[Check], warehouse: Warehouse, as_of: datetime, progress: Callable[[str], None] | None = None
) -> list[Outcome]:
    """The outcomes of `measure`."""
    return measure(checks, warehouse, as_of, progress=progress).outcomes


def measure(
    checks: Sequence[Check], warehouse: Warehouse, as_of: datetime, *,
    limits: Callable[[str], Limits] = lambda _: LIMITS, open_other: Opener = nowhere,
    progress: Callable[[str], None] | None = None,
) -> Measured:  # fmt: skip
    """Measure and judge. ``as_of`` (aware) is the data's clock, ``limits`` says by a dataset's name what it may take.
    ``open_other`` opens the other warehouses that reconciliations name.

    Raises `WarehouseError` only where the warehouse does not answer at all.
    """
    tell = progress or (lambda _: None)
    known = catalog.read(warehouse)
    verdicts: dict[str, Verdict] = {check.id: verdict.error(check.problem) for check in checks if check.problem}
    costs: dict[str, Cost] = {}
    lost = 0
    for table, group in by_table(check for check in checks if not check.problem and not check.reconciliation):
        columns = known.columns(table)
        if columns is None:
            cause = f"the warehouse has no table {table.schema}.{table.name}"
            verdicts |= {check.id: verdict.error(cause) for check in group}
            continue
        if lost >= _GIVE_UP:
            verdicts |= {check.id: verdict.error(_LOST) for check in group}
            continue
        tell(f"{group[0].dataset}: {len(group)} checks")
        site = Site(table, canonical_columns(columns, warehouse.dialect), warehouse.dialect, as_of, known.named)
        asking = Asking(warehouse, site, limits(group[0].dataset))
        try:
            _dataset(group, asking, site, known, verdicts, _soda(warehouse, known, as_of, tell))
            lost = 0
        except WarehouseLost as error:
            lost += 1
            verdicts |= {check.id: verdict.error(error.cause) for check in group if check.id not in verdicts}
        costs[group[0].dataset] = asking.cost
    verdicts |= verdicts_of(checks, warehouse, open_other, lambda dataset: limits(dataset).timeout)
    return Measured([_outcome(check, verdicts[check.id], as_of) for check in checks], costs)


def _dataset(
    checks: Sequence[Check], asking: Asking, site: Site, known: Catalog, verdicts: dict[str, Verdict], soda: Soda
) -> None:
    """Fill in the verdicts on one dataset's checks, as far as the warehouse lasts."""
    measures: dict[str, Shared | Own] = {}
    for_soda: list[Check] = []
    for check in checks:
        found = _measure(check, site, known)
        if isinstance(found, Verdict):
            verdicts[check.id] = found
        elif isinstance(found, Drift):
            verdicts[check.id] = verdict.of_drift(check, catalog.drift(check.columns, site.columns))
        elif found is None:
            for_soda.append(check)
        else:
            measures[check.id] = found
    try:
        asking.run(measures)
    finally:
        for check in checks:
            if check.id in asking.answers:
                answer = asking.answers[check.id]
                verdicts[check.id] = verdict.error(answer) if isinstance(answer, str) else (
                    judging.judge(check, measures[check.id].reading(answer))
                )  # fmt: skip
    if for_soda:
        verdicts.update(soda(for_soda))


def _soda(warehouse: Warehouse, known: Catalog, as_of: datetime, tell: Callable[[str], None]) -> Soda:
    def ask(checks: Sequence[Check]) -> dict[str, Verdict]:
        from c360_governance.checks import soda_runner

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
