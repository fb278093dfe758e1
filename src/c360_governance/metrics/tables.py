"""The common table expressions of one statement: named, in the order in which they read each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from c360_governance.metrics.catalog import Catalog
from c360_governance.metrics.expressions import literal
from c360_governance.metrics.measure import Grouping
from c360_governance.metrics.period import Period
from c360_governance.metrics.spec import Snippet
from c360_governance.metrics.week import WEEK_START


@dataclass(frozen=True, slots=True)
class Context:
    """What a relation depends on beside the metric: the period, further filters, another period aggregation."""

    period: Period
    filters: tuple[Snippet, ...] = ()
    period_agg: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table with the grouping's columns and ``value``; ``default`` stands for a slice that it lacks."""

    table: str
    default: float | None = None


class Tables:
    """Collects tables, each after those that it reads. Names never hide a table of the warehouse (``taken``)."""

    def __init__(self, catalog: Catalog, taken: Iterable[str]) -> None:
        self.catalog = catalog
        self.queries: dict[str, exp.Query] = {}
        self._taken = set(taken)
        self._spines: dict[object, str] = {}

    def add(self, name: str, query: exp.Query, default: float | None = None) -> Relation:
        """A new table, under the name or, where that is taken, under one like it."""
        table, number = name, 1
        while table in self._taken:
            number += 1
            table = f"{name}_{number}"
        self._taken.add(table)
        self.queries[table] = query
        return Relation(table, default)

    def spine(self, period: Period) -> str:
        """The weeks of the period, one row each; none where no week starts in it."""
        key = (period.first_week, period.last_week)
        if key not in self._spines:
            weeks = exp.GenerateDateArray(
                start=literal(period.first_week), end=literal(period.last_week),
                step=exp.Interval(this=exp.Literal.string("7"), unit=exp.var("DAY")),
            )  # fmt: skip
            alias = exp.TableAlias(
                this=exp.to_identifier("days", quoted=True), columns=[exp.to_identifier("day", quoted=True)]
            )
            day = exp.cast(exp.column("day", quoted=True), "DATE")
            spine = exp.select(exp.alias_(day, WEEK_START, quoted=True)).from_(
                exp.Unnest(expressions=[weeks], alias=alias)
            )
            self._spines[key] = self.add("weeks", spine).table
        return self._spines[key]


def named(name: str, grouping: Grouping) -> str:
    """The name of a table that holds something by a grouping."""
    return f"{name}_by_{'_'.join(grouping.names)}" if grouping.names else f"{name}_in_period"
