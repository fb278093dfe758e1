"""The columns that a contract's ``transformLogic`` reads, where it is SQL over the row that it fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from c360_governance.lineage.facts.sql_query import LONGEST, ReadColumn, columns_read
from c360_governance.model.contract import Contract, Dataset


class LogicRead(NamedTuple):
    dataset: str
    column: str
    direct: bool
    subtype: str | None


def logic_reads(
    logic: str, dataset: str, datasets: Mapping[str, tuple[Contract, Dataset]], sources: Sequence[str]
) -> list[LogicRead]:
    """What an expression reads from other datasets than its own; nothing for prose or SQL that is not understood.

    ``sources`` are the objects that the property names: columns without a table are theirs.
    """
    tables = {one.table.lower(): name for name, (_, one) in datasets.items()}
    tables |= {name.lower(): name for name in datasets}
    found: dict[LogicRead, None] = {}
    for read in _reads(logic, list(dict.fromkeys(source for source in sources if source in datasets)), datasets):
        source = tables.get(".".join(read.table).lower()) or tables.get(read.table[-1].lower())
        if source is not None and source != dataset:
            found[LogicRead(source, read.column, read.direct, read.subtype)] = None
    return list(found)


def _reads(logic: str, sources: Sequence[str], datasets: Mapping[str, tuple[Contract, Dataset]]) -> list[ReadColumn]:
    from sqlglot import exp, maybe_parse
    from sqlglot.errors import SqlglotError

    if len(logic) > LONGEST:
        return []
    try:
        expression: exp.Expr = maybe_parse(logic, dialect="duckdb")
        query = exp.select(exp.alias_(expression.copy(), "c360_output"))
        if not expression.find(exp.Select):
            for at, source in enumerate(sources):
                table = exp.to_table(datasets[source][1].table)
                query = query.from_(table) if at == 0 else query.join(table, join_type="cross")
        schemas = {
            tuple(one.table.split(".")): {prop.column: prop.physical_type or "" for prop in one.properties}
            for name, (_, one) in datasets.items()
        }
        return list(columns_read(query, (), _Loose(schemas), "duckdb"))
    except (SqlglotError, RecursionError, ValueError, AttributeError, KeyError, TypeError):
        return []


class _Loose(dict[tuple[str, ...], dict[str, str]]):
    """Types are not asked for: a column is known by its name alone."""

    def get(self, key: tuple[str, ...], default: object = None) -> dict[str, str] | None:  # type: ignore[override]
        found = super().get(key)
        return dict.fromkeys(found, "unknown") if found else None
