"""Metrics as relations: common table expressions with one row a slice, each built once however often it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from c360_governance.metrics.conversion import conversion
from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.expressions import bound, column, literal, parse_query, table
from c360_governance.metrics.formula import over
from c360_governance.metrics.measure import VALUE, Grouping, Query, days_after, keyed
from c360_governance.metrics.slices import axis
from c360_governance.metrics.sources import rebased
from c360_governance.metrics.spec import Operand, Snippet, Spec
from c360_governance.metrics.tables import Context, Relation, Tables, named
from c360_governance.metrics.week import WEEK_START


class Relations:
    """The metrics of one statement. ``tables`` collects what they are made of, each built once."""

    def __init__(self, specs: Mapping[str, Spec], tables: Tables) -> None:
        self.specs = specs
        self.tables = tables
        self._known: dict[object, Relation] = {}

    def metric(self, name: str, grouping: Grouping, context: Context) -> Relation:
        """A metric's values by a grouping."""
        key = (name, grouping, context)
        if key not in self._known:
            self._known[key] = self._metric(self.specs[name], grouping, context)
        return self._known[key]

    def _metric(self, spec: Spec, grouping: Grouping, context: Context) -> Relation:
        if grouping.week and not spec.weekly:
            raise SpecError("has no values by week", spec.metric, (), help="it has no `time_granularity`")
        aggregation = context.period_agg or spec.period_agg
        if not grouping.week and aggregation not in ("recompute", "none"):
            return self._reduced(spec, grouping, context, aggregation)
        own = replace(context, period_agg=None)
        if spec.type == "conversion":
            return conversion(self.tables, spec, grouping, own)
        if spec.query is not None:
            return self._query(spec, spec.query, grouping, own)
        if spec.measure is not None or spec.type == "cumulative":
            return self._measured(spec, grouping, own)
        return self._formula(spec, grouping, own)

    def _reduced(self, spec: Spec, grouping: Grouping, context: Context, aggregation: str) -> Relation:
        """The period's value out of the weeks'."""
        weekly = self.metric(spec.metric.name, replace(grouping, week=True), replace(context, period_agg=None))
        value = column(VALUE, weekly.table)
        if aggregation in ("first", "last"):
            week = context.period.first_week if aggregation == "first" else context.period.last_week
            chosen = exp.EQ(this=column(WEEK_START, weekly.table), expression=literal(week))
            result: exp.Expr = exp.Max(this=exp.Case().when(chosen, value))
        else:
            functions: dict[str, type[exp.AggFunc]] = {
                "sum": exp.Sum, "average": exp.Avg, "min": exp.Min, "max": exp.Max, "count": exp.Count,
            }  # fmt: skip
            result = functions[aggregation](this=value)
        keys = keyed(grouping.dimensions, weekly.table)
        select = exp.select(*keys, exp.alias_(result, VALUE, quoted=True)).from_(table(weekly.table))
        return self.tables.add(
            named(f"{spec.metric.name}_{aggregation}", grouping), select.group_by(*keys) if keys else select
        )

    def _measured(self, spec: Spec, grouping: Grouping, context: Context) -> Relation:
        """A metric over the rows of a source: its own, or that of the metric that it accumulates."""
        measured, filters = spec, context.filters
        if spec.measure is None:
            (operand,) = spec.operands
            measured = self.specs[operand.name or ""]
            filters += (operand.filter,) if operand.filter else ()
        if measured.measure is None:
            raise SpecError("accumulates a metric without a source", spec.metric, ("inputs", 0))
        running = spec.type == "cumulative" and grouping.week
        query = Query(
            measured.measure, context.period, self.tables.catalog, grouping, measured.dimensions, filters,
            by_weeks=spec.weekly,
            spine=self.tables.spine(context.period) if running else None,
            window_days=spec.window_days if running else None,
        )  # fmt: skip
        default = spec.fill if spec.fill is not None else measured.measure.default
        rows = self.tables.add(named(f"{spec.metric.name}_rows", grouping), query.select(), default)
        return self._shown(spec, grouping, context, [rows], column(VALUE, rows.table), default)

    def _formula(self, spec: Spec, grouping: Grouping, context: Context) -> Relation:
        """A ratio or a derived metric: its operands' values side by side, and the expression over them."""
        used = {operand.alias: self._operand(spec, operand, grouping, context) for operand in spec.operands}
        snippet = spec.expr or Snippet("numerator / denominator", spec.metric, ("type",))
        names = {alias: or_default(column(VALUE, one.table), one.default, grouping) for alias, one in used.items()}
        value = over(names, snippet, context.period)
        return self._shown(spec, grouping, context, list(used.values()), value, spec.fill)

    def _operand(self, spec: Spec, operand: Operand, grouping: Grouping, context: Context) -> Relation:
        if operand.measure is not None:
            query = Query(
                operand.measure,
                context.period,
                self.tables.catalog,
                grouping,
                spec.dimensions,
                context.filters,
                spec.weekly,
            )
            name = named(f"{spec.metric.name}_{operand.alias}", grouping)
            return self.tables.add(name, query.select(), operand.measure.default)
        name = operand.name or ""
        filters = (*context.filters, *((operand.filter,) if operand.filter else ()))
        if not operand.offset_weeks:
            return self.metric(name, grouping, Context(context.period, filters, operand.period_agg))
        earlier = self.metric(name, grouping, Context(context.period.earlier(operand.offset_weeks), filters))
        moved = days_after(column(WEEK_START, earlier.table), 7 * operand.offset_weeks)
        select = exp.select(
            exp.alias_(moved, WEEK_START, quoted=True), *keyed([*grouping.dimensions, VALUE], earlier.table)
        ).from_(table(earlier.table))
        return self.tables.add(named(f"{name}_{operand.offset_weeks}_weeks_before", grouping), select, earlier.default)

    def _query(self, spec: Spec, query: Snippet, grouping: Grouping, context: Context) -> Relation:
        if grouping.dimensions or grouping.week != spec.weekly:
            raise SpecError("a metric of type sql has the slices that its query yields", spec.metric, ("query",))
        tree = bound(rebased(parse_query(query), query, spec.sources, self.tables.catalog), query, context.period)
        own = self.tables.add(named(f"{spec.metric.name}_query", grouping), tree)  # type: ignore[arg-type]  # it stays a query
        return self._shown(spec, grouping, context, [own], column(VALUE, own.table), spec.fill)

    def _shown(
        self, spec: Spec, grouping: Grouping, context: Context, used: list[Relation], value: exp.Expr,
        default: float | None,
    ) -> Relation:  # fmt: skip
        """The value for every slice that is to appear (`slices.axis`)."""
        first = axis(self.tables, spec, grouping, context.period, used)
        if default is None and len(used) == 1 and value == column(VALUE, first):
            return used[0]
        if default is not None:
            value = exp.Coalesce(this=value, expressions=[literal(default)])
        select = exp.select(*keyed(grouping.names, first), exp.alias_(value, VALUE, quoted=True)).from_(table(first))
        for other in dict.fromkeys(one.table for one in used if one.table != first):
            on = [_same(name, first, other) for name in grouping.names]
            select.join(table(other), on=exp.and_(*on) if on else None,
                        join_type="left" if on else "cross", copy=False)  # fmt: skip
        complete = spec.spine and not grouping.dimensions
        return self.tables.add(named(spec.metric.name, grouping), select, None if complete else default)


def or_default(value: exp.Expr, default: float | None, grouping: Grouping) -> exp.Expr:
    """The value, or the default where its relation lacks the slice; for the period it never does."""
    return exp.Coalesce(this=value, expressions=[literal(default)]) if default is not None and grouping.names else value


def _same(name: str, left: str, right: str) -> exp.Expr:
    """Equality of a grouping's column; two unknown members of a dimension are the same slice."""
    kind = exp.EQ if name == WEEK_START else exp.NullSafeEQ
    return kind(this=column(name, left), expression=column(name, right))
