"""Which slices of a metric appear: every week of the period, every member that a dimension declares."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.expressions import table
from c360_governance.metrics.measure import Grouping, Query, keyed
from c360_governance.metrics.period import Period
from c360_governance.metrics.spec import Measure, Snippet, Spec
from c360_governance.metrics.tables import Relation, Tables
from c360_governance.metrics.week import WEEK_START


def axis(tables: Tables, spec: Spec, grouping: Grouping, period: Period, used: Sequence[Relation]) -> str:
    """The table whose rows are the slices, to which the values are joined; the only one used where that will do."""
    weeks = tables.spine(period) if grouping.week and spec.spine else None
    if weeks and not grouping.dimensions:
        return weeks
    names = grouping.dimensions if weeks else grouping.names
    members = _declared(tables, spec, names, period)
    if members is None:
        if weeks is None and (len(used) == 1 or not names):
            return used[0].table
        members = _found(names, used)
    found = tables.add(f"{spec.metric.name}_members", members).table
    if weeks is None:
        return found
    both = exp.select(*keyed((WEEK_START,), weeks), *keyed(names, found)).from_(table(weeks))
    both.join(table(found), join_type="cross", copy=False)
    return tables.add(f"{spec.metric.name}_slices", both).table


def _found(names: Sequence[str], used: Sequence[Relation]) -> exp.Query:
    """The members that have rows."""
    parts = [exp.select(*keyed(names, one.table)).from_(table(one.table)).distinct() for one in used]
    found: exp.Query = parts[0]
    for part in parts[1:]:
        found = exp.union(found, part, distinct=True)
    return found


def _declared(tables: Tables, spec: Spec, names: Sequence[str], period: Period) -> exp.Query | None:
    """The members of the one dimension that says which appear."""
    dimension = spec.dimensions.get(names[0]) if len(names) == 1 else None
    if dimension is None or dimension.members is None:
        return None
    source, _, name = dimension.column.rpartition(".")
    source = source or (spec.measure.source if spec.measure else "")
    if not source:
        raise SpecError(
            "the dimension does not say whose members they are", spec.metric, dimension.pointer,
            help="write `expr: dataset.column`",
        )  # fmt: skip
    condition = Snippet(dimension.members, spec.metric, (*dimension.pointer, "members"), source)
    measure = Measure(spec.metric, dimension.pointer, source, None, None, (condition,), (), None, None)
    rows = Query(measure, period, tables.catalog, Grouping(), {})
    column = Snippet(name, spec.metric, dimension.pointer, source)
    return rows.select_rows(**{dimension.name: column}).distinct()
