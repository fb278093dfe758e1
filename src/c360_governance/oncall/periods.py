"""Which reporting weeks hold what a check complains of, read from the data where the check says which rows it means."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from c360_governance.checks.periods import time_column
from c360_governance.model.contract import Contract, Dataset, Property
from c360_governance.model.errors import WarehouseError
from c360_governance.model.outcome import Outcome
from c360_governance.oncall.incident import Periods

if TYPE_CHECKING:
    from sqlglot import exp

    from c360_governance.checks.check import Check
    from c360_governance.warehouse.connection import Warehouse

_SECONDS = 60.0
"""How long a statement about one incident may run: it comes on top of the check that found it."""

MANY = 12
"""More weeks than this are told as a range."""


def affected_periods(
    outcome: Outcome, check: Check | None, contract: Contract, dataset: Dataset, warehouse: Warehouse | None
) -> Periods:
    """The weeks (Monday start, UTC), or an honest statement that they are not known."""
    column = time_column(contract, dataset)
    if outcome.outcome == "error":
        return _unknown(outcome, "nothing was judged")
    if column is None:
        return _unknown(outcome, "the contract names no partition or time column")
    if warehouse is None:
        return _unknown(outcome, "the warehouse was not asked")
    try:
        if outcome.kind == "freshness":
            return _since_last_row(outcome, dataset, column, warehouse)
        if outcome.kind == "volume" and check is not None and "filter" in check.body:
            return _last_complete_week(outcome, check)
        query = offending_weeks(check, dataset, column, warehouse.dialect) if check is not None else None
        if query is None:
            return _unknown(outcome, "the check does not say which rows it means")
        found = [row[0] for row in warehouse.query(query, timeout=_SECONDS).rows]
    except WarehouseError as error:
        return _unknown(outcome, f"the warehouse did not say: {error.message}")
    return _weeks(sorted(week for week in found if week is not None), undated=None in found)


def offending_weeks(check: Check, dataset: Dataset, time: Property, dialect: str) -> str | None:
    """SQL for the weeks of the rows that a check counts as wrong; None where the check has no such rows."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        select = _offending_rows(check, dataset, dialect)
        if select is None:
            return None
        source = select.args["from_"].this.alias_or_name
        week = sqlglot.parse_one("CAST(date_trunc('week', moment) AS DATE)", dialect="duckdb")
        for column in list(week.find_all(exp.Column)):
            column.replace(exp.column(time.column, table=source, quoted=True))
        chosen = select.select(exp.alias_(week, "week"), append=False).distinct().limit(1000)
    except SqlglotError:
        return None
    return str(chosen.sql(dialect=dialect))


def _offending_rows(check: Check, dataset: Dataset, dialect: str) -> exp.Select | None:
    """A SELECT over the dataset's table whose WHERE keeps the offending rows only."""
    import sqlglot
    from sqlglot import exp

    if check.threshold.operator not in ("=", "<=", "<") or check.threshold.low != 0:
        return None
    column = dataset.find(check.column or "")
    if check.type == "missing" and column is not None and "missing_values" not in check.body:
        return _all_rows(dataset).where(exp.column(column.column, quoted=True).is_(exp.null()))
    if check.type == "failed_rows" and isinstance(expression := check.body.get("expression"), str):
        return _all_rows(dataset).where(sqlglot.condition(expression, dialect=dialect))
    if check.type == "duplicate" and column is not None:
        key = exp.column(column.column, quoted=True)
        repeated = _all_rows(dataset).select(key, append=False).group_by(key).having("COUNT(*) > 1")
        return _all_rows(dataset).where(key.isin(query=repeated))
    if check.type == "metric" and isinstance(query := check.body.get("query"), str):
        statement = sqlglot.parse_one(query, dialect=dialect)
        counts = [select for select in statement.find_all(exp.Select) if _counts_rows_of(select, dataset)]
        return counts[0].copy() if len(counts) == 1 else None
    return None


def _all_rows(dataset: Dataset) -> exp.Select:
    from sqlglot import exp

    from c360_governance.warehouse.table import quoted_table

    return exp.select(exp.Star()).from_(quoted_table(dataset.table))


def _counts_rows_of(select: exp.Select, dataset: Dataset) -> bool:
    """Whether a statement is `SELECT COUNT(*) FROM <the dataset> ... WHERE ...` and nothing more."""
    from sqlglot import exp

    (first, *others) = select.expressions or [None]
    source = select.args.get("from_")
    plain = not any(select.args.get(part) for part in ("group", "having", "limit", "distinct", "qualify"))
    counts = isinstance(first, exp.Count) and isinstance(first.this, exp.Star) and not others
    table = source.this if source is not None else None
    return plain and counts and isinstance(table, exp.Table) and table.name == dataset.table.rpartition(".")[2]


def _since_last_row(outcome: Outcome, dataset: Dataset, column: Property, warehouse: Warehouse) -> Periods:
    from sqlglot import exp

    newest = exp.Max(this=exp.column(column.column, quoted=True))
    query = _all_rows(dataset).select(newest, append=False).sql(dialect=warehouse.dialect)
    last: Any = warehouse.query(query, timeout=_SECONDS).rows[0][0]
    if last is None:
        return Periods("all periods: the dataset holds no dated row", (), exact=True)
    first, until = _monday(last), _monday(outcome.as_of)
    weeks = tuple((first + timedelta(weeks=n)).isoformat() for n in range(max((until - first).days // 7, 0) + 1))
    return Periods(f"data end {last}: {_range(weeks)} incomplete", weeks, exact=True)


def _last_complete_week(outcome: Outcome, check: Check) -> Periods:
    if not check.threshold.unit.endswith("week"):
        return _unknown(outcome, f"the last complete period before it ({check.threshold.unit})")
    week = (_monday(outcome.as_of) - timedelta(weeks=1)).isoformat()
    return Periods(f"week of {week}, the last complete one", (week,), exact=True)


def _weeks(weeks: list[date], *, undated: bool) -> Periods:
    named = tuple(week.isoformat() for week in weeks)
    rest = " and rows without a date" if undated else ""
    if not named:
        return Periods(
            f"none: no offending row has a date{rest}" if undated else "no row offends any more", (), exact=True
        )
    return Periods(f"{_range(named)}{rest}", named, exact=True)


def _range(weeks: tuple[str, ...]) -> str:
    if len(weeks) == 1:
        return f"week of {weeks[0]}"
    if len(weeks) > MANY:
        return f"{len(weeks)} weeks between {weeks[0]} and {weeks[-1]}"
    return f"weeks of {', '.join(weeks)}"


def _monday(moment: date | datetime) -> date:
    day = moment.date() if isinstance(moment, datetime) else moment
    return day - timedelta(days=day.weekday())


def _unknown(outcome: Outcome, reason: str) -> Periods:
    return Periods(f"all periods up to {outcome.as_of.date().isoformat()} ({reason})")
