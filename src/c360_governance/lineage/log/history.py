"""What our own runs found before, out of the log's projections: no question here reads the whole log.

What others say of our checks (an event that came in through a file or over HTTP) is not among it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from c360_governance.lineage.log.log import Log

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, RowMapping, Select, Table


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A recorded outcome of a check. ``time`` is when its run ended, ``as_of`` the data's clock.

    ``namespace`` names the warehouse that it was measured in (`lineage.events.datasets.warehouse_namespace`).
    """

    namespace: str
    check: str
    dataset: str
    column: str | None
    kind: str
    outcome: str
    measured: float | int | None
    threshold: str
    severity: str
    owner: str | None
    runbook: str | None
    time: datetime
    run_id: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """A recorded comparison of a published figure with the governed value."""

    metric: str
    slice: str
    published: float | int | None
    governed: float | int | None
    status: str
    difference: float | int | None
    time: datetime
    run_id: str
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class FrontierResult:
    """How far a run had judged a dataset: everything up to ``value`` of ``column``, as the warehouse writes it."""

    namespace: str
    dataset: str
    column: str
    value: str
    time: datetime
    run_id: str


def check_results(log: Log, namespace: str | None = None) -> dict[str, CheckResult]:
    """The latest outcome of every check by its id; in one warehouse or in any. The latest is whose run ended last."""
    from c360_governance.lineage.log.projections.check_outcomes import TABLE

    where = [TABLE.c.namespace == namespace] if namespace is not None else []
    return {row["check_id"]: _check(row) for row in _latest(log, TABLE, ("check_id",), where)}


def newest_results(log: Log, check: str, newest: int, namespace: str | None = None) -> list[CheckResult]:
    """The newest outcomes of one check, at most so many, newest first; in one warehouse or in any."""
    from sqlalchemy import select

    from c360_governance.lineage.log.projections.check_outcomes import TABLE

    query = select(TABLE).where(TABLE.c.check_id == check)
    if namespace is not None:
        query = query.where(TABLE.c.namespace == namespace)
    query = query.order_by(TABLE.c.ended_at.desc(), TABLE.c.sequence.desc(), TABLE.c.position.desc()).limit(newest)
    return [_check(row) for row in _read(log, query)]


def every_check_result(log: Log, namespace: str | None = None) -> Iterator[CheckResult]:
    """Every recorded outcome of every check, in the order of recording; in one warehouse or in any."""
    from sqlalchemy import select

    from c360_governance.lineage.log.projections.check_outcomes import TABLE

    query = select(TABLE).order_by(TABLE.c.sequence, TABLE.c.position)
    if namespace is not None:
        query = query.where(TABLE.c.namespace == namespace)
    for row in _read(log, query):
        yield _check(row)


@dataclass(frozen=True, slots=True)
class CheckTimes:
    """How far earlier runs judged a check, by the data's clock, and when it last passed; None where none did."""

    judged_until: datetime | None
    last_passed_at: datetime | None


def check_times(log: Log, namespace: str) -> dict[str, CheckTimes]:
    """By check, of one warehouse; a run that could not judge says nothing. One row a check leaves the database."""
    from sqlalchemy import case, func, select

    from c360_governance.lineage.log.projections.check_outcomes import TABLE

    judged = func.max(case((TABLE.c.outcome != "error", TABLE.c.as_of)))
    passed = func.max(case((TABLE.c.outcome == "passed", TABLE.c.ended_at)))
    query = select(TABLE.c.check_id, judged.label("judged_until"), passed.label("passed_at"))
    query = query.where(TABLE.c.namespace == namespace).group_by(TABLE.c.check_id)
    return {row["check_id"]: CheckTimes(_moment(row["judged_until"]), _moment(row["passed_at"]))
            for row in _read(log, query)}  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def frontier(log: Log, dataset: str, namespace: str | None = None) -> FrontierResult | None:
    """How far the last run that completed had judged a dataset (a contract's name); None where none says it."""
    from sqlalchemy import select

    from c360_governance.lineage.log.projections.frontiers import TABLE

    query = select(TABLE).where(TABLE.c.dataset == dataset)
    if namespace is not None:
        query = query.where(TABLE.c.namespace == namespace)
    for row in _read(log, query.order_by(TABLE.c.ended_at.desc(), TABLE.c.sequence.desc()).limit(1)):
        return FrontierResult(
            row["namespace"], row["dataset"], row["column_name"], row["value"],
            datetime.fromisoformat(row["ended_at"]), row["run_id"],
        )  # fmt: skip
    return None


def reconcile_results(log: Log) -> dict[tuple[str, str], ReconcileResult]:
    """The latest comparison of every figure by metric and slice."""
    from c360_governance.lineage.log.projections.reconciliations import TABLE

    return {
        (row["metric"], row["slice"]): ReconcileResult(
            metric=row["metric"],
            slice=row["slice"],
            published=_number(row["published"]),
            governed=_number(row["governed"]),
            status=row["status"],
            difference=_number(row["difference"]),
            time=datetime.fromisoformat(row["ended_at"]),
            run_id=row["run_id"],
            as_of=datetime.fromisoformat(row["as_of"]) if row["as_of"] else None,
        )
        for row in _latest(log, TABLE, ("metric", "slice"), [])
    }


def _latest(log: Log, table: Table, keys: tuple[str, ...], where: list[ColumnElement[bool]]) -> list[RowMapping]:
    """The row of each key whose run ended last."""
    from sqlalchemy import func, select

    order = [table.c.ended_at.desc(), table.c.sequence.desc(), table.c.position.desc()]
    rank = func.row_number().over(partition_by=[table.c[key] for key in keys], order_by=order).label("rank_of")
    ranked = select(table.c.sequence, table.c.position, rank).where(*where).subquery()
    query = select(table).join(
        ranked, (table.c.sequence == ranked.c.sequence) & (table.c.position == ranked.c.position)
    )
    return _read(log, query.where(ranked.c.rank_of == 1).order_by(table.c.sequence, table.c.position))


def _read(log: Log, query: Select[Any]) -> list[RowMapping]:
    from c360_governance.lineage.log.storage import translated

    with translated(log.name), log.engine.connect() as connection:
        return list(connection.execute(query).mappings())


def _check(row: RowMapping) -> CheckResult:
    return CheckResult(
        namespace=row["namespace"],
        check=row["check_id"],
        dataset=row["dataset"],
        column=row["column_name"],
        kind=row["kind"],
        outcome=row["outcome"],
        measured=_number(row["measured"]),
        threshold=row["threshold"],
        severity=row["severity"],
        owner=row["owner"],
        runbook=row["runbook"],
        time=datetime.fromisoformat(row["ended_at"]),
        run_id=row["run_id"],
        as_of=datetime.fromisoformat(row["as_of"]),
    )


def _number(value: float | None) -> int | float | None:
    """Whole numbers as integers, as they are in the event."""
    return int(value) if value is not None and value == int(value) else value
