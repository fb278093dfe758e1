"""PostgreSQL, read-only: one connection, in UTC, that reconnects when it was lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import StatementTimeout, UsageError, WarehouseError, WarehouseLost
from c360_governance.model.words import short
from c360_governance.warehouse.cause import LONGEST
from c360_governance.warehouse.closing import Closing
from c360_governance.warehouse.rows import Rows
from c360_governance.warehouse.secrets import Secret

if TYPE_CHECKING:
    import psycopg

_CONNECT_SECONDS = 10
_MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[?%]")
_NAMES_ONLY = "42"
"""The class of PostgreSQL's errors that quote names and syntax; those of others may quote values."""


class PostgresWarehouse(Closing):
    """See `warehouse.connection.Warehouse`. ``settings`` are c360.yaml's, environment variables filled in."""

    dialect = "postgres"

    def __init__(self, name: str, settings: Mapping[str, str | Secret]) -> None:
        self.name = name
        self._schema = str(settings.get("schema", "public"))
        self._settings = settings
        self._timeout: float | None = None
        self._connection = self._connect()

    def query(self, sql: str, parameters: Sequence[Any] = (), timeout: float | None = None) -> Rows:
        """Run one statement with bound parameters, its marks are ``?``."""
        import psycopg

        if self.broken_off:
            raise WarehouseLost(f"the connection to warehouse {self.name!r} was broken off")
        text = _MARK.sub(_mark, sql) if parameters else sql
        try:
            if self._connection.closed:
                self._connection = self._connect()
            if timeout != self._timeout:
                self._connection.execute(f"SET statement_timeout = {round((timeout or 0) * 1000)}")
                self._timeout = timeout
            # Binary results make psycopg use the protocol that takes one statement and no more. What a function may
            # have hidden in it, such as a session that writes, goes with the transaction.
            with self._connection.transaction(force_rollback=True), self._connection.cursor(binary=True) as cursor:
                cursor.execute(text.encode(), tuple(parameters) or None)
                return Rows(tuple(column.name for column in cursor.description or ()), cursor.fetchall())
        except psycopg.errors.QueryCanceled:
            raise StatementTimeout(f"the statement took longer than {timeout or 0:g} s, and was broken off") from None
        except psycopg.Error as error:
            if self._connection.closed:
                raise WarehouseLost(f"the connection to warehouse {self.name!r} was lost") from None
            cause = _cause(error)
            raise WarehouseError(f"warehouse {self.name!r} refused a statement: {cause}", cause=cause) from None

    def close(self) -> None:
        self._connection.close()

    def break_off(self) -> None:
        super().break_off()
        import psycopg

        with suppress(psycopg.Error):  # a server that is gone runs nothing
            self._connection.cancel_safe(timeout=_CONNECT_SECONDS)

    def _connect(self) -> psycopg.Connection[Any]:
        try:
            import psycopg
        except ImportError:
            raise UsageError(
                f"warehouse {self.name!r} needs psycopg", help="pip install 'c360-governance[postgres]'"
            ) from None
        try:
            connection = psycopg.connect(**_arguments(self._settings))
            connection.read_only = True
            connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(psycopg.sql.SQL("SET search_path TO {}").format(psycopg.sql.Identifier(self._schema)))
        except psycopg.ProgrammingError:
            raise WarehouseLost(f"warehouse {self.name!r}: its URL is no PostgreSQL URL") from None
        except psycopg.Error as error:
            reason = self._without_secrets(short(" ".join(str(error).split()), LONGEST))
            raise WarehouseLost(f"warehouse {self.name!r} cannot be reached: {reason}") from None
        self._timeout = None
        return connection

    def _without_secrets(self, text: str) -> str:
        for value in self._settings.values():
            if isinstance(value, Secret):
                text = value.struck_from(text)
        return text


def _arguments(settings: Mapping[str, str | Secret]) -> dict[str, Any]:
    """psycopg's arguments; what c360.yaml leaves out, libpq's own variables and files say."""
    names = {"url": "conninfo", "database": "dbname"}
    given = {
        names.get(key, key): value.reveal() if isinstance(value, Secret) else value
        for key, value in settings.items()
        if key in ("url", "host", "port", "database", "user", "password", "sslmode", "sslrootcert")
    }
    return {"connect_timeout": _CONNECT_SECONDS, **given, "autocommit": True, "application_name": "c360"}


def _mark(found: re.Match[str]) -> str:
    """``?`` as psycopg's mark; its escape character doubled wherever it stands."""
    return "%s" if found[0] == "?" else found[0].replace("%", "%%")


def _cause(error: psycopg.Error) -> str:
    """The server's words where they hold names only, else what kind of error it was."""
    state = error.sqlstate or ""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__)
    if state.startswith(_NAMES_ONLY) and error.diag.message_primary:
        return short(f"{kind}: {error.diag.message_primary}", LONGEST)
    return f"{kind} (the engine's words may hold values and are not shown)"
