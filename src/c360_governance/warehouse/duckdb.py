"""DuckDB files, opened read-only and shut in: no extensions, no other files, no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from c360_governance.model.errors import StatementTimeout, WarehouseError
from c360_governance.model.words import short
from c360_governance.warehouse.cause import LONGEST, of_engine
from c360_governance.warehouse.closing import Closing
from c360_governance.warehouse.guard import Guard
from c360_governance.warehouse.rows import Rows

SHUT_IN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class DuckDBWarehouse(Closing):
    """See `warehouse.connection.Warehouse`."""

    dialect = "duckdb"

    def __init__(self, name: str, path: Path, memory: str | None = None) -> None:
        import duckdb

        self.name = name
        self.path = path
        if not path.is_file():
            raise WarehouseError(
                f"warehouse {name!r}: there is no file {path}",
                help="build the sample one with `c360 demo DIR`, or mend `path` in c360.yaml",
            )
        bounds = {"memory_limit": memory} if memory else {}
        try:
            self._connection = duckdb.connect(str(path), read_only=True, config={**SHUT_IN, **bounds})
            self._connection.execute("SET TimeZone = 'UTC'")
        except duckdb.Error as error:
            reason = short(str(error).splitlines()[0], LONGEST)
            raise WarehouseError(f"warehouse {name!r} cannot be opened: {reason}") from None

    def query(self, sql: str, parameters: Sequence[Any] = (), timeout: float | None = None) -> Rows:
        """Run one statement with bound parameters."""
        import duckdb

        guard = Guard(timeout, self._connection.interrupt)
        try:
            with guard:
                return self._fetch(sql, parameters)
        except duckdb.InterruptException:
            if not guard.rang:
                raise KeyboardInterrupt from None
            raise StatementTimeout(f"the statement took longer than {timeout:g} s, and was broken off") from None
        except RuntimeError as error:  # so DuckDB says that somebody pressed Ctrl-C
            if isinstance(error, duckdb.Error) or "interrupt" not in str(error).lower():
                raise
            self._connection.interrupt()  # its own threads go on otherwise, and closing waits for them
            raise KeyboardInterrupt from None
        except (duckdb.Error, ValueError, OverflowError) as error:  # a value may be none that Python has
            cause = of_engine(f"{error}")
            raise WarehouseError(f"warehouse {self.name!r} refused a statement: {cause}", cause=cause) from None

    def _fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        cursor = self._connection.execute(sql, list(parameters) or None)
        columns = tuple(column[0] for column in cursor.description or ())
        return Rows(columns, cursor.fetchall())

    def close(self) -> None:
        self._connection.close()
