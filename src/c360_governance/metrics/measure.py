"""One measure as a SELECT: rows of a source, joined and filtered, within the period, aggregated by a grouping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from c360_governance.metrics.catalog import Catalog
from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.expressions import (
    bound,
    column,
    columns,
    double,
    literal,
    parse,
    qualified,
    table,
    without_traps,
)
from c360_governance.metrics.period import Period
from c360_governance.metrics.spec import Dimension, Join, Measure, Snippet
from c360_governance.metrics.week import WEEK_START
from c360_governance.model.suggest import suggest

VALUE, ENTITY = "value", "entity"


@dataclass(frozen=True, slots=True, order=True)
class Grouping:
    """What a slice is one value of: a week, a member of each of the dimensions, or (neither) the period."""

    week: bool = False
    dimensions: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return ((WEEK_START,) if self.week else ()) + self.dimensions


@dataclass(frozen=True, slots=True)
class Query:
    """A measure in its context: the period, the grouping, the dimensions that it may be grouped by.

    ``by_weeks`` bounds the period by its weeks and not its days; ``open_start`` not at all at its beginning.
    ``spine`` is the table of the weeks over which rows accumulate, where they do; ``window_days`` how far back.
    """

    measure: Measure
    period: Period
    catalog: Catalog
    grouping: Grouping
    dimensions: Mapping[str, Dimension]
    extra: tuple[Snippet, ...] = ()
    by_weeks: bool = False
    open_start: bool = False
    spine: str | None = None
    window_days: int | None = None

    def select(self) -> exp.Select:
        """``SELECT <grouping>, <aggregate> AS value FROM ... GROUP BY <grouping>``; empty cells have no row."""
        measure, keys = self.measure, self.keys()
        expression = self._resolved(measure.expr, aggregates=measure.entity is not None) if measure.expr else None
        if measure.entity is None:
            return self._rows(keys, {VALUE: aggregate(measure, expression)}, list(keys.values()))
        entity = self._resolved(measure.entity)
        inner = self._rows(
            {**keys, ENTITY: entity}, {VALUE: expression or exp.Count(this=exp.Star())}, [*keys.values(), entity]
        )
        outer = [column(name, "entities") for name in keys]
        over = aggregate(measure, column(VALUE, "entities"))
        select = exp.select(*outer, exp.alias_(over, VALUE, quoted=True)).from_(inner.subquery("entities", copy=False))
        return select.group_by(*outer) if outer else select

    def select_rows(self, **names: Snippet) -> exp.Select:
        """The rows themselves, with the columns that are asked for."""
        return self._rows({}, {name: self._resolved(snippet) for name, snippet in names.items()}, [])

    def keys(self) -> dict[str, exp.Expr]:
        """The grouping's columns, by name."""
        found: dict[str, exp.Expr] = {}
        if self.grouping.week:
            found[WEEK_START] = column(WEEK_START, self.spine) if self.spine else week_of(self._time())
        for name in self.grouping.dimensions:
            found[name] = self._resolved(dimension_snippet(self.measure, self.dimensions, name))
        return found

    def _rows(
        self, keys: Mapping[str, exp.Expr], values: Mapping[str, exp.Expr], grouped: list[exp.Expr]
    ) -> exp.Select:
        measure = self.measure
        projections = [exp.alias_(one.copy(), name, quoted=True) for name, one in {**keys, **values}.items()]
        conditions = [self._resolved(snippet) for snippet in (*measure.filters, *self.extra)]
        conditions += self._period_bounds()
        if measure.non_additive:
            conditions.append(self._only_latest(*measure.non_additive))
        select = exp.select(*projections).from_(self._table(measure.source))
        for join, on in self._needed_joins([*projections, *conditions]):
            select.join(self._table(join.source), on=on, join_type="left" if join.left else "inner", copy=False)
        if self.spine:
            start = column(WEEK_START, self.spine)
            reach: list[exp.Expr] = [self._time() < days_after(start, 7)]
            if self.window_days:
                reach.append(self._time() >= days_after(start, 7 - self.window_days))
            select.join(table(self.spine), on=exp.and_(*reach), copy=False)
        if conditions:
            select.where(exp.and_(*conditions), copy=False)
        return select.group_by(*(one.copy() for one in grouped), copy=False) if grouped else select

    def _needed_joins(self, readers: list[exp.Expr]) -> list[tuple[Join, exp.Expr]]:
        """The joins in their order, without the left joins that nothing reads: those could only repeat rows."""
        needed = {source for one in readers for source, _ in columns(one)}
        kept: list[tuple[Join, exp.Expr]] = []
        for join in reversed(self.measure.joins):
            if not join.left or join.source in needed:
                on = self._resolved(join.on)
                needed |= {source for source, _ in columns(on)}
                kept.insert(0, (join, on))
        return kept

    def _period_bounds(self) -> list[exp.Expr]:
        """What is known as of the period's end, from its first day, or the first week's where weeks are counted."""
        if self.measure.time is None:
            return []
        if self.open_start:
            return [self._time() <= literal(self.period.as_of)]
        bounds: list[exp.Expr] = [self._time() <= literal(self.period.as_of)]
        if self.by_weeks:
            lower = self.period.first_week
            if lower is None:
                return [*bounds, exp.false()]
            return bounds if self.window_days else [*bounds, self._time() >= literal(lower)]
        return bounds if self.period.start is None else [*bounds, self._time() >= literal(self.period.start)]

    def _only_latest(self, name: Snippet, choice: str) -> exp.Expr:
        """The first or last value that the source has in the period, whatever the measure's own filter."""
        chosen = self._resolved(name)
        bounds = self._period_bounds()
        if {source for one in [chosen, *bounds] for source, _ in columns(one)} != {self.measure.source}:
            raise SpecError("the column must be the source's own", name.metric, name.pointer)
        function = exp.Max if choice == "max" else exp.Min
        inside = exp.select(function(this=chosen.copy())).from_(self._table(self.measure.source))
        if bounds:
            inside.where(exp.and_(*bounds), copy=False)
        return exp.EQ(this=chosen, expression=inside.subquery(copy=False))

    def _time(self) -> exp.Expr:
        if self.measure.time is None:
            raise SpecError(
                "the measure has no agg_time_dimension", self.measure.metric, self.measure.pointer,
                help="name the column that says when a row happened",
            )  # fmt: skip
        return self._resolved(self.measure.time)

    def _table(self, source: str) -> exp.Expr:
        pointers = {join.source: (*join.on.pointer[:-1], "source") for join in self.measure.joins}
        pointer = pointers.get(source, (*self.measure.pointer, "source"))
        return self.catalog.table(source, self.measure.metric, pointer)

    def _resolved(self, snippet: Snippet, *, aggregates: bool = False) -> exp.Expr:
        home = Snippet(snippet.text, snippet.metric, snippet.pointer, self.measure.source)
        expression = bound(qualified(parse(home, aggregates=aggregates), home), home, self.period)
        allowed = {self.measure.source, *(join.source for join in self.measure.joins)}
        resolved = self.catalog.physical(expression, home, allowed)
        return exp.paren(without_traps(resolved)) if isinstance(resolved, exp.Connector) else without_traps(resolved)


def dimension_snippet(measure: Measure, dimensions: Mapping[str, Dimension], name: str) -> Snippet:
    """The column of a dimension as the measure reads it. Raises `SpecError` where the metric does not declare it."""
    if name not in dimensions:
        raise SpecError(f"has no dimension {name!r}", measure.metric, ("dimensions",), help=suggest(name, dimensions))
    dimension = dimensions[name]
    return Snippet(dimension.column, measure.metric, dimension.pointer, measure.source)


def aggregate(measure: Measure, expression: exp.Expr | None) -> exp.Expr:
    """The aggregate function of a measure over an expression; percentiles interpolate linearly, over doubles."""
    if expression is None:
        return exp.Count(this=exp.Star())
    if measure.percentile is not None or measure.agg == "median":
        share = 0.5 if measure.percentile is None else measure.percentile
        order = exp.Order(expressions=[exp.Ordered(this=double(expression), nulls_first=False)])
        return exp.WithinGroup(this=exp.PercentileCont(this=exp.convert(share)), expression=order)
    if measure.agg == "count_distinct":
        return exp.Count(this=exp.Distinct(expressions=[expression]))
    functions: dict[str | None, type[exp.AggFunc]] = {
        "sum": exp.Sum, "count": exp.Count, "average": exp.Avg, "min": exp.Min, "max": exp.Max,
    }  # fmt: skip
    return functions[measure.agg](this=expression)


def week_of(time: exp.Expr) -> exp.Expr:
    """The Monday of a time's week, as a date."""
    return exp.cast(exp.TimestampTrunc(this=time, unit=exp.var("WEEK")), "DATE")


def days_after(day: exp.Expr, days: int) -> exp.Expr:
    """A date so many days later (or earlier)."""
    if days == 0:
        return day
    step = exp.Interval(this=exp.Literal.string(str(abs(days))), unit=exp.var("DAY"))
    kind = exp.Add if days > 0 else exp.Sub
    return exp.cast(kind(this=day, expression=step), "DATE")


def keyed(names: Iterable[str], table: str) -> list[exp.Expr]:
    """The columns of a grouping, of a table."""
    return [column(name, table) for name in names]
