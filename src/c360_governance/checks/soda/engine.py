"""The warehouse's one connection as Soda sees it: a DBAPI connection that notes every refusal.

Soda turns an engine's error into a line of a log and goes on. Here the error is kept, cleaned of values, and what
Soda gets to log is only its number.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from c360_governance.model.errors import WarehouseError
from c360_governance.warehouse.connection import Warehouse

_MARK = re.compile(r"c360 refusal (\d+)")


class Described(NamedTuple):
    """A column of a result in DBAPI's seven fields, the first by name, as Soda reads it."""

    name: str
    type_code: None = None
    display_size: None = None
    internal_size: None = None
    precision: None = None
    scale: None = None
    null_ok: None = None


class StatementRefused(Exception):
    """What Soda is told of an engine's error: nothing but its number."""


class Connection:
    """Reads only: there is nothing to commit, and closing is the business of whoever opened the warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.refusals: list[str] = []

    def cursor(self) -> Cursor:
        return Cursor(self)

    def run(self, sql: str) -> tuple[list[Described], list[tuple[Any, ...]]]:
        """A statement's columns and rows. Raises `StatementRefused`."""
        try:
            result = self._warehouse.query(sql)
        except WarehouseError as error:
            self.refusals.append(error.cause)
            raise StatementRefused(f"c360 refusal {len(self.refusals) - 1}") from None
        return [Described(name) for name in result.columns], result.rows

    def cause(self, texts: tuple[str, ...]) -> str | None:
        """The refusal that Soda's log names, or None where it names none."""
        numbers = [int(number) for text in texts for number in _MARK.findall(text)]
        return self.refusals[numbers[0]] if numbers else None

    def commit(self) -> None:
        """Nothing was written."""

    def rollback(self) -> None:
        """Nothing was written."""

    def close(self) -> None:
        """The warehouse stays open for its owner."""


class Cursor:
    """One statement at a time, its rows in memory: checks return aggregates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[tuple[Any, ...]] = []
        self.description: list[Described] = []

    def execute(self, sql: str) -> None:
        self.description, self._rows = self._connection.run(sql)

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows, []
        return rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def close(self) -> None:
        self._rows = []
