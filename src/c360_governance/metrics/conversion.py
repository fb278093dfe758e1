"""Conversions: of the entities that could, those that did, within so many calendar days."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.expressions import column, table
from c360_governance.metrics.formula import over
from c360_governance.metrics.measure import ENTITY, VALUE, Grouping, Query, aggregate, days_after
from c360_governance.metrics.spec import Conversion, Measure, Snippet, Spec
from c360_governance.metrics.tables import Context, Relation, Tables, named

TIME = "time"


def conversion(tables: Tables, spec: Spec, grouping: Grouping, context: Context) -> Relation:
    """A conversion metric's value for the period: its formula over ``base`` and ``conversions``, counts of entities."""
    parts = spec.conversion
    if parts is None or spec.expr is None or grouping != Grouping():
        raise SpecError("a conversion has one value, for the period", spec.metric, ("type",))
    name = spec.metric.name
    base = tables.add(f"{name}_base", _first(_rows(tables, parts.base, parts.base_entity, context))).table
    event = replace(parts.event, agg=None)
    rows = _rows(tables, event, parts.event_entity, context, open_start=True)
    events = tables.add(f"{name}_events", rows).table
    converted = tables.add(f"{name}_converted", _converted(parts, base, events, context)).table
    counts = {
        alias: exp.select(exp.Count(this=exp.Star())).from_(table(counted)).subquery()
        for alias, counted in (("base", base), ("conversions", converted))
    }
    value = over(counts, spec.expr, context.period)
    return tables.add(named(name, grouping), exp.select(exp.alias_(value, VALUE, quoted=True)))


def _converted(parts: Conversion, base: str, events: str, context: Context) -> exp.Select:
    """The entities whose events, in time, are enough."""
    happened, started = (exp.cast(column(TIME, one), "DATE") for one in (events, base))
    reach: list[exp.Expr] = [
        exp.EQ(this=column(ENTITY, events), expression=column(ENTITY, base)),
        exp.GTE(this=happened, expression=started),
    ]
    if parts.days is not None:
        reach.append(exp.LTE(this=happened.copy(), expression=days_after(started.copy(), parts.days)))
    entity = column(ENTITY, base)
    select = exp.select(entity).from_(table(base)).group_by(entity)
    select.join(table(events), on=exp.and_(*reach), copy=False)
    if parts.having is not None:
        reached = aggregate(parts.event, column(VALUE, events) if parts.event.expr else None)
        select.having(over({VALUE: reached}, parts.having, context.period), copy=False)
    return select


def _rows(
    tables: Tables, measure: Measure, entity: Snippet, context: Context, *, open_start: bool = False
) -> exp.Select:
    """A row's entity, its time and, where there is one, its value."""
    query = Query(measure, context.period, tables.catalog, Grouping(), {}, context.filters, open_start=open_start)
    wanted = {ENTITY: entity, TIME: measure.time, VALUE: measure.expr}
    return query.select_rows(**{name: snippet for name, snippet in wanted.items() if snippet is not None})


def _first(rows: exp.Select) -> exp.Select:
    """Each entity, and when it first did what makes it one of the base."""
    entity = column(ENTITY, "rows")
    first = exp.alias_(exp.Min(this=column(TIME, "rows")), TIME, quoted=True)
    return exp.select(entity, first).from_(rows.subquery("rows", copy=False)).group_by(entity)
