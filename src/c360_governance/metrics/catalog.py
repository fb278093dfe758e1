"""From the names that specs use to the tables and columns of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.expressions import columns
from c360_governance.metrics.spec import Snippet
from c360_governance.model.contract import Contract, Dataset
from c360_governance.model.location import Pointer
from c360_governance.model.metric import Metric
from c360_governance.model.suggest import suggest


class Catalog:
    """The contracts' datasets, or None for a catalog that takes every name as the warehouse's own.

    ``read`` is every (dataset, column) that was looked up, by the spec's names: exactly what the SQL reads.
    """

    def __init__(self, datasets: Mapping[str, tuple[Contract, Dataset]] | None = None) -> None:
        self._datasets = datasets
        self.read: set[tuple[str, str]] = set()

    @property
    def tables(self) -> set[str]:
        """The names of all tables that are known."""
        return {dataset.table for _, dataset in (self._datasets or {}).values()}

    def table(self, source: str, metric: Metric, pointer: Pointer) -> exp.Expr:
        """A source's table, under the source's name. Raises `SpecError` where no contract has the dataset."""
        name = source
        if self._datasets is not None:
            if source not in self._datasets:
                raise SpecError(
                    f"there is no dataset {source!r}", metric, pointer, help=suggest(source, self._datasets)
                )
            name = self._datasets[source][1].table
        *path, table = name.split(".")
        schema, catalog = (path[-1] if path else None), (path[-2] if len(path) > 1 else None)
        return exp.table_(table, db=schema, catalog=catalog, quoted=True, alias=exp.to_identifier(source, quoted=True))

    def physical(self, expression: exp.Expr, snippet: Snippet, allowed: set[str]) -> exp.Expr:
        """A qualified expression with the warehouse's column names.

        Raises `SpecError` for a dataset that the metric does not read and for a column that its contract has not.
        """
        for source, name in sorted(columns(expression)):
            if source not in allowed:
                raise SpecError(
                    f"{snippet.pointer[-1]} reads {source}.{name}, but {source} is neither the source nor joined",
                    snippet.metric, snippet.pointer, help="add it under `joins`",
                )  # fmt: skip
        for column in expression.find_all(exp.Column):
            column.set("this", exp.to_identifier(self.column(column.table, column.name, snippet), quoted=True))
            column.set("table", exp.to_identifier(column.table, quoted=True))
        return expression

    def column(self, source: str, name: str, snippet: Snippet) -> str:
        """The warehouse's name of a dataset's column. Raises `SpecError` where its contract has no such column."""
        self.read.add((source, name))
        if self._datasets is None or source not in self._datasets:
            return name
        dataset = self._datasets[source][1]
        found = dataset.find(name)
        if found is None:
            raise SpecError(
                f"{snippet.pointer[-1]} reads {source}.{name}, which the contract of {source} does not have",
                snippet.metric, snippet.pointer, help=suggest(name, [prop.name for prop in dataset.properties]),
            )  # fmt: skip
        return found.column
