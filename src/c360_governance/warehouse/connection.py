"""One read-only connection to a warehouse, whatever its engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from c360_governance.model.config import Config, WarehouseConfig
from c360_governance.model.errors import UsageError
from c360_governance.model.suggest import unknown
from c360_governance.warehouse.rows import Rows

_ELSEWHERE = {"postgres": ("postgres", "PostgresWarehouse"), "spark": ("spark", "SparkWarehouse")}
"""Module and class of the engines that are reached by settings from the environment."""


DRIVEN = ("snowflake", "bigquery", "trino", "databricks")
"""The engines that are reached by a driver of an extra."""


_CONNECTIONS = 4


class Warehouse(Protocol):
    """``dialect`` is sqlglot's name of the engine.

    `query` binds values and raises `WarehouseError`: `StatementTimeout` after ``timeout`` seconds, `WarehouseLost`
    where the connection is gone. `break_off` ends, from another thread, what runs.
    """

    name: str
    dialect: str

    def query(self, sql: str, parameters: Sequence[Any] = (), timeout: float | None = None) -> Rows: ...

    def close(self) -> None: ...

    def break_off(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def warehouse_config(config: Config, name: str | None = None) -> WarehouseConfig:
    """The settings of the warehouse asked for, of c360.yaml's default, or of the only one.

    Raises `UsageError` where that names none.
    """
    if not config.warehouses:
        raise UsageError("c360.yaml names no warehouse", help="add one under `warehouses:`")
    chosen = config.warehouse_named(name)
    if chosen is None:
        raise UsageError("there are several warehouses", help="choose one with --warehouse NAME")
    if chosen not in config.warehouses:
        raise unknown("warehouse", chosen, config.warehouses)
    return config.warehouses[chosen]


def connections(settings: WarehouseConfig) -> int:
    """How many datasets are asked at once: DuckDB and Spark use all cores for one statement, servers do not."""
    return settings.parallel or (1 if settings.type in ("duckdb", "spark") else _CONNECTIONS)


def open_warehouse(root: Path, config: Config, name: str | None = None) -> Warehouse:
    """A connection that can read and not write. Raises `WarehouseError` where it cannot be had."""
    settings = warehouse_config(config, name)
    if settings.type in DRIVEN:
        from c360_governance.warehouse.dbapi import DbapiWarehouse
        from c360_governance.warehouse.secrets import filled

        return DbapiWarehouse(settings.name, settings.type, filled(settings.name, settings.settings))
    if settings.type in _ELSEWHERE:
        from importlib import import_module

        from c360_governance.warehouse.secrets import filled

        module, name = _ELSEWHERE[settings.type]
        made: Warehouse = getattr(import_module(f"c360_governance.warehouse.{module}"), name)(
            settings.name, filled(settings.name, settings.settings)
        )
        return made
    from c360_governance.warehouse.duckdb import DuckDBWarehouse

    return DuckDBWarehouse(settings.name, root / settings.settings.get("path", "warehouse.duckdb"),
                           memory=settings.settings.get("memory"))  # fmt: skip
