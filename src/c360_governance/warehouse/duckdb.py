"""DuckDB files, opened read-only and shut in: no extensions, no other files, no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from c360_governance.model.errors import WarehouseError
from c360_governance.model.words import short
from c360_governance.warehouse.cause import LONGEST, of_engine
from c360_governance.warehouse.rows import Rows

SHUT_IN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class DuckDBWarehouse:
    """See `warehouse.connection.Warehouse`."""

    dialect = "duckdb"

    def __init__(self, name: str, path: Path) -> None:
        import duckdb

        self.name = name
        self.path = path
        if not path.is_file():
            raise WarehouseError(
                f"warehouse {name!r}: there is no file {path}",
                help="build the sample one with `c360 demo DIR`, or mend `path` in c360.yaml",
            )
        try:
            self._connection = duckdb.connect(str(path), read_only=True, config=SHUT_IN)
            self._connection.execute("SET TimeZone = 'UTC'")
        except duckdb.Error as error:
            reason = short(str(error).splitlines()[0], LONGEST)
            raise WarehouseError(f"warehouse {name!r} cannot be opened: {reason}") from None

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """Run one statement with bound parameters."""
        import duckdb

        try:
            cursor = self._connection.execute(sql, list(parameters) or None)
            columns = tuple(column[0] for column in cursor.description or ())
            return Rows(columns, cursor.fetchall())
        except RuntimeError as error:  # so DuckDB says that somebody pressed Ctrl-C
            if isinstance(error, duckdb.Error) or "interrupt" not in str(error).lower():
                raise
            self._connection.interrupt()  # its own threads go on otherwise, and closing waits for them
            raise KeyboardInterrupt from None
        except duckdb.Error as error:
            cause = of_engine(f"{error}")
            raise WarehouseError(f"warehouse {self.name!r} refused a statement: {cause}", cause=cause) from None

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
