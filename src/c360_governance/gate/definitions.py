"""Metrics as the compiler understands them, before and after the change: does the formula hold, what does it read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from c360_governance.metrics.evaluate import natural
from c360_governance.metrics.graph import resolve
from c360_governance.metrics.period import period
from c360_governance.metrics.statement import statement
from c360_governance.model.errors import C360Error
from c360_governance.model.location import Location
from c360_governance.model.metric import Metric
from c360_governance.sources.repository import Repository


@dataclass(frozen=True, slots=True)
class Definition:
    """A metric now. ``error`` says why it does not compile (at ``location``), else ``sql`` and ``reads`` are known;
    ``old_sql`` is the base's statement, None where the base had no such metric or could not compile it.
    """

    metric: Metric
    sql: str | None
    reads: tuple[tuple[str, str | None], ...]
    old_sql: str | None
    error: str | None = None
    help: str = ""
    location: Location | None = None


def define(metric: Metric, base: Repository, now: Repository, as_of: datetime, dialect: str) -> Definition:
    """Compile a metric against the contracts of both sides; a column that no contract has is an error."""
    from c360_governance.metrics.columns import columns_read
    from c360_governance.metrics.errors import located

    old_sql = _sql_or_none(metric.name, base, as_of, dialect)
    try:
        with located(now):
            sql = compile_(metric.name, now.metrics, now, as_of, dialect)
            reads = tuple(sorted(columns_read(metric, now.metrics), key=str))
    except C360Error as error:
        message = error.message.removeprefix(f"{metric.name}: ")
        return Definition(metric, None, (), old_sql, message, error.help, error.location)
    return Definition(metric, sql, reads, old_sql)


def compile_(name: str, metrics: Mapping[str, Metric], side: Repository, as_of: datetime, dialect: str) -> str:
    """The metric's own slices as one statement. Raises `SpecError` where it cannot be compiled."""
    specs = resolve(name, metrics)
    whole = period(specs[name].grain_to_date, as_of)
    return statement(name, specs, whole, natural(specs[name]), side.datasets).sql(dialect)


def _sql_or_none(name: str, base: Repository, as_of: datetime, dialect: str) -> str | None:
    """The base's statement. A definition that was broken before is no standard to compare with."""
    if name not in base.metrics:
        return None
    try:
        return compile_(name, base.metrics, base, as_of, dialect)
    except C360Error:
        return None
