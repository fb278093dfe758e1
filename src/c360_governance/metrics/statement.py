"""One statement for all the slices of a metric that are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from c360_governance.metrics.catalog import Catalog
from c360_governance.metrics.expressions import column, table
from c360_governance.metrics.formula import over
from c360_governance.metrics.measure import VALUE, Grouping, keyed
from c360_governance.metrics.period import Period
from c360_governance.metrics.relations import Relations
from c360_governance.metrics.spec import Spec
from c360_governance.metrics.tables import Context, Tables
from c360_governance.model.contract import Contract, Dataset


@dataclass(frozen=True, slots=True)
class Statement:
    """A query whose columns are: the grouping's number, ``names``, the value, one per invariant (does it hold).

    ``reads`` are the (dataset, column) pairs that it looks up, by the names of the specs.
    """

    tree: exp.Query
    groupings: tuple[Grouping, ...]
    names: tuple[str, ...]
    invariants: tuple[str, ...]
    reads: frozenset[tuple[str, str]]

    def sql(self, dialect: str) -> str:
        """The statement in an engine's dialect, every identifier quoted, nothing left to bind."""
        return self.tree.sql(dialect, pretty=True, identify=True, comments=False)


def statement(
    name: str, specs: Mapping[str, Spec], period: Period, groupings: Sequence[Grouping],
    datasets: Mapping[str, tuple[Contract, Dataset]] | None = None,
) -> Statement:  # fmt: skip
    """The statement for a metric's slices. Pure; raises `SpecError` at the part of a spec that cannot be compiled.

    ``specs`` is what `graph.resolve` gives; with ``datasets`` every table and column is looked up in its contract.
    """
    spec = specs[name]
    catalog = Catalog(datasets)
    sources = {source for one in specs.values() for source in one.metric.sources}
    tables = Tables(catalog, (name.lower() for name in sources | catalog.tables))
    relations = Relations(specs, tables)
    names = tuple(dict.fromkeys(one for grouping in groupings for one in grouping.names))
    selects: list[exp.Select] = []
    for number, grouping in enumerate(groupings):
        values = relations.metric(name, grouping, Context(period)).table
        value = column(VALUE, values)
        keys = [
            keyed([key], values)[0] if key in grouping.names else exp.alias_(exp.null(), key, quoted=True)
            for key in names
        ]
        holds = [
            exp.alias_(over({VALUE: value}, snippet, period), f"invariant_{index}", quoted=True)
            for index, snippet in enumerate(spec.invariants, 1)
        ]
        part = exp.alias_(exp.Literal.number(number), "part", quoted=True)
        selects.append(exp.select(part, *keys, value, *holds).from_(table(values)))
    query: exp.Query = selects[0]
    for select in selects[1:]:
        query = exp.union(query, select, distinct=False)
    order = [exp.Literal.number(index + 1) for index in range(len(names) + 1)]
    query = query.order_by(*order)
    for cte, definition in tables.queries.items():
        query = query.with_(exp.to_identifier(cte, quoted=True), as_=definition, copy=False)
    invariants = tuple(snippet.text for snippet in spec.invariants)
    return Statement(query, tuple(groupings), names, invariants, frozenset(catalog.read))
