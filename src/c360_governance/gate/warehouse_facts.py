"""What the warehouse says of a change: sample queries that run, keys that are unique, old against new figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from c360_governance.gate.change import Change
from c360_governance.model.contract import Contract, Dataset
from c360_governance.model.errors import WarehouseError

if TYPE_CHECKING:
    from c360_governance.gate.shadow import Shadow
    from c360_governance.warehouse.connection import Warehouse


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample query: it ran and gave ``rows``, or ``error`` says why it may not or did not; neither: not run."""

    name: str
    rows: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """How many of the table's rows repeat the deduplication key; ``error`` where nobody knows."""

    rows: int = 0
    offending: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class WarehouseFacts:
    """``error`` says why the warehouse could not be asked. ``samples`` by contract path, ``keys`` by dataset."""

    error: str | None = None
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)
    keys: Mapping[str, Key] = field(default_factory=dict)
    shadows: tuple[Shadow, ...] = ()


def samples(contract: Contract, warehouse: Warehouse | None, dialect: str, readable: bool) -> tuple[Sample, ...]:
    """Each sample query run, or only held against the grammar where it cannot be run."""
    listed = contract.custom.get("sampleQueries")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return tuple(_sample(entry, warehouse if readable else None, dialect) for entry in entries)


def _sample(entry: Mapping[str, Any], warehouse: Warehouse | None, dialect: str) -> Sample:
    from c360_governance.warehouse.read_only import read_only

    name, sql = str(entry.get("name", "unnamed")), str(entry.get("sql", ""))
    try:
        statement = read_only(sql, dialect)
        if warehouse is None:
            return Sample(name)
        counted = warehouse.query(f"SELECT COUNT(*) FROM (\n{statement}\n) AS sample")  # noqa: S608  # judged above
        return Sample(name, rows=int(counted.rows[0][0]))
    except WarehouseError as error:
        return Sample(name, error=error.message)


def keys(change: Change, warehouse: Warehouse) -> dict[str, Key]:
    """The deduplication key of every changed dataset that lies in the warehouse, counted."""
    from c360_governance.checks.subject import is_table

    return {
        dataset.name: key
        for contract, dataset in change.datasets
        if is_table(contract, dataset) and (key := _key(contract, dataset, warehouse)) is not None
    }


def _key(contract: Contract, dataset: Dataset, warehouse: Warehouse) -> Key | None:
    declared = contract.custom.get("deduplicationKey")
    columns = [dataset.find(str(name)) for name in declared] if isinstance(declared, list) else []
    known = [column.column for column in columns if column is not None]
    if not known or len(known) != len(columns):
        return None
    from sqlglot import exp

    from c360_governance.warehouse.table import quoted_table

    table = quoted_table(dataset.table)
    names = [exp.column(name, quoted=True) for name in known]
    distinct = exp.select(*names).distinct().from_(table)
    query = exp.select("COUNT(*)", exp.select("COUNT(*)").from_(distinct.subquery("keys")).subquery()).from_(table)
    try:
        rows, unique = warehouse.query(query.sql(dialect=warehouse.dialect)).rows[0]
    except WarehouseError as error:
        return Key(error=error.message)
    return Key(rows=rows, offending=rows - unique)
