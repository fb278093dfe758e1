"""A DuckDB in memory for made-up rows: shut in, and bounded in time, memory and rows."""

from __future__ import annotations

import threading
import time
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
_ROWS = 50_000
_BOUNDS: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": "256MB", "temp_directory": ""}


class Memory:
    """Division by zero gives null, as in the metrics' own SQL. Every method raises `WarehouseError`.

    ``seconds`` are for all statements together; ``spent`` says that they were not enough.
    """

    dialect = "duckdb"

    def __init__(self, seconds: float = _SECONDS) -> None:
        import duckdb

        self.spent = False
        self._end = time.monotonic() + seconds
        self._connection = duckdb.connect(config={**SHUT_IN, **_BOUNDS})
        for setting in ("TimeZone = 'UTC'", "ieee_floating_point_ops = false", "lock_configuration = true"):
            self._connection.execute(f"SET {setting}")

    def fill(self, table: Sequence[str], columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Make a table anew: its name, after its schema where it has one; engine types by column, rows of values."""
        declared = ", ".join(f"{_quoted(name)} {kind}" for name, kind in columns.items())
        name = ".".join(map(_quoted, table))
        if len(table) > 1:
            self.run(f"CREATE SCHEMA IF NOT EXISTS {_quoted(table[0])}")
        self.run(f"CREATE OR REPLACE TABLE {name} ({declared})")
        if rows:
            values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
            self.run(f"INSERT INTO {name} VALUES {values}")  # noqa: S608 - names and values are quoted

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one statement, which is broken off when the time is up."""
        return self.ask(sql).rows

    def ask(self, sql: str) -> Rows:
        """As `run`, with the columns' names."""
        import duckdb

        guard = threading.Timer(max(0.0, self._end - time.monotonic()), self._stop)
        guard.start()
        try:
            cursor = self._connection.execute(sql)
            rows = cursor.fetchmany(_ROWS + 1)
            names = tuple(column[0] for column in cursor.description or ())
        except (duckdb.Error, ValueError, OverflowError) as error:
            raise WarehouseError(f"the generated rows could not be asked: {of_engine(str(error))}") from None
        finally:
            guard.cancel()
        if len(rows) > _ROWS:
            raise WarehouseError(f"a statement on generated rows yields more than {_ROWS} of them")
        return Rows(names, rows)

    def _stop(self) -> None:
        self.spent = True
        self._connection.interrupt()

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
