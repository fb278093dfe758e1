"""The datasets and columns that the query of a metric of type sql reads, found scope by scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from c360_governance.metrics.catalog import Catalog
from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.spec import Snippet


def rebased(query: exp.Query, snippet: Snippet, sources: Sequence[str], catalog: Catalog) -> exp.Query:
    """The query over the warehouse's tables and columns instead of the contracts' datasets and properties."""
    for column, dataset in list(base_columns(query, snippet)):
        column.set("this", exp.to_identifier(catalog.column(dataset, column.name, snippet), quoted=True))
    for table in list(_base_tables(query)):
        if table.name not in sources:
            raise SpecError(
                f"the query reads {table.name}, which `sources` does not name", snippet.metric, snippet.pointer,
                help=f"add {table.name} under `sources`",
            )  # fmt: skip
        physical = catalog.table(table.name, snippet.metric, ("sources", sources.index(table.name)))
        physical.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias_or_name, quoted=True)))
        table.replace(physical)
    return query


def base_columns(query: exp.Query, snippet: Snippet) -> Iterator[tuple[exp.Column, str]]:
    """Each column that is read from a dataset, with the dataset's name.

    Raises `SpecError` where that cannot be told: for ``*`` and for an unqualified column among several sources.
    """
    told: set[int] = set()
    for scope in traverse_scope(query):  # inner scopes come first; an outer one shows their correlated columns again
        for star in scope.expression.find_all(exp.Star):
            if not isinstance(star.parent, exp.Count):
                raise SpecError(
                    "the query selects *", snippet.metric, snippet.pointer, help="name the columns that it reads"
                )
        for column in scope.columns:
            name = column.table or _only_source(column, scope, snippet) if id(column) not in told else ""
            if name in scope.sources:
                told.add(id(column))
                source = scope.sources[name]
                if isinstance(source, exp.Table):
                    yield column, source.name


def _only_source(column: exp.Column, scope: Scope, snippet: Snippet) -> str:
    """The one source that an unqualified column can be of."""
    names = list(scope.selected_sources)
    if len(names) != 1:
        raise SpecError(
            f"the query does not say which source {column.name} is of", snippet.metric, snippet.pointer,
            help="write source.column where there are several sources",
        )  # fmt: skip
    return names[0]


def _base_tables(query: exp.Query) -> Iterator[exp.Table]:
    seen: set[int] = set()
    for scope in traverse_scope(query):
        for source in scope.sources.values():
            if isinstance(source, exp.Table) and id(source) not in seen:
                seen.add(id(source))
                yield source
