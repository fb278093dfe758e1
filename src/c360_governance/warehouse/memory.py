"""A DuckDB in memory for made-up rows: shut in, and no statement runs for longer than a few seconds."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

from c360_governance.model.errors import WarehouseError
from c360_governance.warehouse.cause import of_engine
from c360_governance.warehouse.duckdb import SHUT_IN
from c360_governance.warehouse.rows import Rows

_SECONDS = 3.0


class Memory:
    """Division by zero gives null, as in the metrics' own SQL. Every method raises `WarehouseError`."""

    dialect = "duckdb"

    def __init__(self) -> None:
        import duckdb

        self._connection = duckdb.connect(config={**SHUT_IN, "threads": 1})
        for setting in ("TimeZone = 'UTC'", "ieee_floating_point_ops = false", "lock_configuration = true"):
            self._connection.execute(f"SET {setting}")

    def fill(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Make a table anew: engine types by column, rows of Python values."""
        declared = ", ".join(f"{_quoted(name)} {kind}" for name, kind in columns.items())
        self.run(f"CREATE OR REPLACE TABLE {_quoted(table)} ({declared})")
        if rows:
            values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
            self.run(f"INSERT INTO {_quoted(table)} VALUES {values}")  # noqa: S608 - names and values are quoted

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one statement, which is broken off when it takes too long."""
        return self.ask(sql).rows

    def ask(self, sql: str) -> Rows:
        """As `run`, with the columns' names."""
        import duckdb

        guard = threading.Timer(_SECONDS, self._connection.interrupt)
        guard.start()
        try:
            cursor = self._connection.execute(sql)
            return Rows(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())
        except (duckdb.Error, ValueError, OverflowError) as error:
            raise WarehouseError(f"the generated rows could not be asked: {of_engine(str(error))}") from None
        finally:
            guard.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()


def literal(value: Any) -> str:
    """A Python value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
