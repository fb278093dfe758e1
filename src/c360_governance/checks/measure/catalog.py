"""The warehouse's own list of tables and columns, read once a run: what is there, and of what type exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from c360_governance.checks.check import Check, Column, Table
from c360_governance.checks.spec import Shape
from c360_governance.checks.types import canonical
from c360_governance.model.errors import WarehouseError, WarehouseLost
from c360_governance.warehouse.connection import Warehouse

_COLUMNS = (
    "SELECT table_schema, table_name, column_name, data_type, is_nullable = 'YES' FROM information_schema.columns "
    "WHERE table_catalog = current_database() ORDER BY table_schema, table_name, ordinal_position"
)

_POSTGRES = (
    "SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull"
    " FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
    " AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY n.nspname, c.relname, a.attnum"
)
"""Its information_schema tells no precision, and only of tables whose owner one is."""

_INFORMATION = "SELECT table_schema, table_name, column_name, data_type, is_nullable = 'YES' FROM {} ORDER BY 1, 2, "
_BY_ENGINE = {
    "postgres": _POSTGRES,
    "trino": _INFORMATION.format("information_schema.columns") + "ordinal_position",
    "databricks": _INFORMATION.format("information_schema.columns") + "ordinal_position",
}


_ANY_ORDER = Shape()


@dataclass(frozen=True, slots=True)
class Catalog:
    """The columns of each table, by lower-case schema and name: engines find an identifier whatever its case."""

    tables: dict[tuple[str, str], tuple[Column, ...] | None]
    dialect: str = "duckdb"
    ask: Callable[[str, str], tuple[Column, ...] | None] | None = None
    """How a table is looked up that is not in ``tables`` yet, on engines that have no list of all columns."""
    names: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Schema and name of each table as the engine writes them."""

    def columns(self, table: Table) -> tuple[Column, ...] | None:
        """The table's columns in their order, None where there is no such table."""
        return self._find(table.schema, table.name)

    def named(self, schema: str, name: str) -> Sequence[Column] | None:
        """The columns of a table by schema and name, their types canonical; None where there is no such table."""
        found = self._find(schema, name)
        return None if found is None else canonical_columns(found, self.dialect)

    def written(self, schema: str, name: str) -> tuple[str, str]:
        """Schema and name as the engine writes them: it may fold what nobody quotes; as they are for an unknown one."""
        return self.names.get((schema.lower(), name.lower()), (schema, name))

    def _find(self, schema: str, name: str) -> tuple[Column, ...] | None:
        key = (schema.lower(), name.lower())
        if key not in self.tables and self.ask is not None:
            self.tables[key] = self.ask(schema, name)
        return self.tables.get(key)


def read(warehouse: Warehouse) -> Catalog:
    """Raises `WarehouseError` where the warehouse does not answer."""
    if warehouse.dialect == "spark":
        return Catalog({}, "spark", lambda schema, name: _described(warehouse, schema, name))
    tables: dict[tuple[str, str], tuple[Column, ...] | None] = {}
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for schema, table, column, type_, nullable in warehouse.query(question(warehouse)).rows:
        key = (schema.lower(), table.lower())
        names.setdefault(key, (schema, table))
        tables[key] = (*(tables.get(key) or ()), Column(column, type_, nullable))
    return Catalog(tables, warehouse.dialect, names=names)


def question(warehouse: Warehouse) -> str:
    """The statement that lists all columns: schema, table, column, type, whether it may be NULL; in their order."""
    if warehouse.dialect == "bigquery":
        dataset = str(getattr(warehouse, "schema", "")).replace("`", "")
        return _INFORMATION.format(f"`{dataset}`.INFORMATION_SCHEMA.COLUMNS") + "ordinal_position"
    return _BY_ENGINE.get(warehouse.dialect, _COLUMNS)


def _described(warehouse: Warehouse, schema: str, name: str) -> tuple[Column, ...] | None:
    """Spark's answer to DESCRIBE, which does not say what may be NULL; None where there is no such table."""
    quoted = ".".join("`" + part.replace("`", "``") + "`" for part in (schema, name))
    try:
        rows = warehouse.query(f"DESCRIBE TABLE {quoted}").rows
    except WarehouseLost:
        raise
    except WarehouseError:
        return None
    columns = []
    for column, type_, *_ in rows:
        if not column or column.startswith("# "):  # what follows is about partitions
            break
        columns.append(Column(column, type_))
    return tuple(columns)


def canonical_columns(columns: Sequence[Column], dialect: str) -> list[Column]:
    """The columns with their types in `types.canonical`'s names, as far as it knows them."""
    return [replace(column, type=_canonical(column.type or "", dialect) or column.type) for column in columns]


def drift(expected: Sequence[Column], actual: Sequence[Column], shape: Shape = _ANY_ORDER) -> list[str]:
    """How the actual columns (canonical) differ from the contract's, one entry a column; names and types only."""
    there = {column.name: column for column in actual}
    promised = [column.name for column in expected]
    found = []
    for column in expected:
        other = there.get(column.name)
        if other is None:
            found.append(f"{column.name} is missing")
        elif column.type and column.type != other.type:
            found.append(f"{column.name} is {other.type}, not {column.type}")
        elif column.nullable is False and other.nullable:
            found.append(f"{column.name} may be NULL")
    if not shape.more:
        found += [f"{name} is not in the contract" for name in there if name not in promised]
    if shape.order:
        present, wanted = [name for name in there if name in promised], [name for name in promised if name in there]
        found += [
            f"{name} stands where {other} should" for name, other in zip(present, wanted, strict=True) if name != other
        ]
    return found


def shape_of(check: Check) -> Shape:
    """What a schema check says of the columns as a whole."""
    return check.spec if isinstance(check.spec, Shape) else _ANY_ORDER


@cache
def _canonical(type_: str, dialect: str) -> str | None:
    return canonical(type_, dialect, dialect)
