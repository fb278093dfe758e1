"""The warehouse's own list of tables and columns, read once a run: what is there, and of what type exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from c360_governance.checks.check import Column, Table
from c360_governance.checks.types import canonical
from c360_governance.warehouse.connection import Warehouse

_COLUMNS = (
    "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
    "WHERE table_catalog = current_database() ORDER BY table_schema, table_name, ordinal_position"
)

_POSTGRES = (
    "SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
    " FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
    " AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY n.nspname, c.relname, a.attnum"
)
"""Its information_schema tells no precision, and only of tables whose owner one is."""

_BY_ENGINE = {"postgres": _POSTGRES}


@dataclass(frozen=True, slots=True)
class Catalog:
    """The columns of each table, by lower-case schema and name: engines find an identifier whatever its case."""

    tables: dict[tuple[str, str], tuple[Column, ...]]
    dialect: str = "duckdb"

    def columns(self, table: Table) -> tuple[Column, ...] | None:
        """The table's columns in their order, None where there is no such table."""
        return self.tables.get((table.schema.lower(), table.name.lower()))

    def named(self, schema: str, name: str) -> Sequence[Column] | None:
        """The columns of a table by schema and name, their types canonical; None where there is no such table."""
        found = self.tables.get((schema.lower(), name.lower()))
        return None if found is None else canonical_columns(found, self.dialect)


def read(warehouse: Warehouse) -> Catalog:
    """Raises `WarehouseError` where the warehouse does not answer."""
    tables: dict[tuple[str, str], tuple[Column, ...]] = {}
    for schema, table, column, type_ in warehouse.query(_BY_ENGINE.get(warehouse.dialect, _COLUMNS)).rows:
        key = (schema.lower(), table.lower())
        tables[key] = (*tables.get(key, ()), Column(column, type_))
    return Catalog(tables, warehouse.dialect)


def canonical_columns(columns: Sequence[Column], dialect: str) -> list[Column]:
    """The columns with their types in `types.canonical`'s names, as far as it knows them."""
    return [replace(column, type=_canonical(column.type or "", dialect) or column.type) for column in columns]


def drift(expected: Sequence[Column], actual: Sequence[Column]) -> list[str]:
    """How the actual columns (canonical) differ from the contract's, one entry a column; names and types only."""
    there = {column.name: column.type or "" for column in actual}
    promised = {column.name for column in expected}
    found = []
    for column in expected:
        if column.name not in there:
            found.append(f"{column.name} is missing")
        elif column.type and column.type != there[column.name]:
            found.append(f"{column.name} is {there[column.name]}, not {column.type}")
    return found + [f"{name} is not in the contract" for name in there if name not in promised]


@cache
def _canonical(type_: str, dialect: str) -> str | None:
    return canonical(type_, dialect, dialect)
