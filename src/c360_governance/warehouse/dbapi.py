"""Snowflake, BigQuery, Trino and Databricks by the drivers that Soda's packages bring (extras of these names).

Every statement that reaches them is a SELECT that `read_only` has judged or that we generated. No test of ours has met
these engines: their statements are compiled and parsed, their settings are held against what the drivers take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

from c360_governance.model.errors import StatementTimeout, UsageError, WarehouseError, WarehouseLost
from c360_governance.warehouse.closing import Closing
from c360_governance.warehouse.guard import Guard
from c360_governance.warehouse.rows import Rows
from c360_governance.warehouse.secrets import Secret


class Driver(NamedTuple):
    """``module`` has ``connect``; ``names`` maps c360.yaml's settings to its arguments, ``fixed`` are the others."""

    module: str
    names: Mapping[str, str]
    needed: tuple[str, ...]
    fixed: Mapping[str, Any]


DRIVERS = {
    "snowflake": Driver(
        "snowflake.connector",
        {name: name for name in ("account", "user", "password", "token", "warehouse", "database", "schema", "role")},
        ("account", "user", "database"), {"session_parameters": {"TIMEZONE": "UTC"}, "application": "c360"},
    ),
    "bigquery": Driver("google.cloud.bigquery.dbapi", {"project": "project"}, ("project", "schema"), {}),
    "trino": Driver(
        "trino.dbapi",
        {name: name for name in ("host", "port", "user", "password", "schema")} | {"database": "catalog"},
        ("host", "user", "database"), {"timezone": "UTC", "source": "c360"},
    ),
    "databricks": Driver(
        "databricks.sql",
        {"host": "server_hostname", "http_path": "http_path", "token": "access_token", "database": "catalog",
         "schema": "schema"},
        ("host", "http_path", "token"), {"session_configuration": {"timezone": "UTC"}},
    ),
}  # fmt: skip


class DbapiWarehouse(Closing):
    """See `warehouse.connection.Warehouse`; ``dialect`` is the type in c360.yaml."""

    def __init__(self, name: str, dialect: str, settings: Mapping[str, str | Secret]) -> None:
        self.name = name
        self.dialect = dialect
        self.schema = str(settings.get("schema", ""))
        self._cancel: Callable[[], object] = lambda: None
        given = arguments(name, dialect, settings)
        connect = _connect(name, dialect)
        try:
            self._connection = connect(**given)
        except Exception as error:  # noqa: BLE001  # whatever a driver raises; its words may hold what was given
            raise WarehouseLost(f"warehouse {name!r} cannot be reached ({type(error).__name__})") from None

    def query(self, sql: str, parameters: Sequence[Any] = (), timeout: float | None = None) -> Rows:
        """Run one statement with bound parameters in the driver's own style."""
        if self.broken_off:
            raise WarehouseLost(f"the connection to warehouse {self.name!r} was broken off")
        cursor = self._connection.cursor()
        self._cancel = getattr(cursor, "cancel", cursor.close)
        guard = Guard(timeout, self._cancel)
        try:
            with guard:
                cursor.execute(sql, list(parameters)) if parameters else cursor.execute(sql)
                names = tuple(column[0] for column in cursor.description or ())
                return Rows(names, [tuple(row) for row in cursor.fetchall()])
        except Exception as error:  # noqa: BLE001  # whatever a driver raises
            if guard.rang:
                words = f"the statement took longer than {timeout:g} s, and was broken off"
                raise StatementTimeout(words) from None
            cause = f"{type(error).__name__} (the engine's words may hold values and are not shown)"
            raise WarehouseError(f"warehouse {self.name!r} refused a statement: {cause}", cause=cause) from None
        finally:
            cursor.close()

    def break_off(self) -> None:
        super().break_off()
        with suppress(Exception):  # whatever a driver raises where nothing runs any more
            self._cancel()

    def close(self) -> None:
        self._connection.close()


def arguments(name: str, dialect: str, settings: Mapping[str, str | Secret]) -> dict[str, Any]:
    """What the driver's ``connect`` is given. Raises `UsageError` for a setting that is missing or not the engine's."""
    driver = DRIVERS[dialect]
    missing = [key for key in driver.needed if key not in settings]
    if missing:
        raise UsageError(f"warehouse {name!r} of type {dialect} needs {missing[0]!r}", help="add it in c360.yaml")
    foreign = [key for key in settings if key not in driver.names and key != "schema"]
    if foreign:
        raise UsageError(f"{foreign[0]!r} is no setting of a warehouse of type {dialect}",
                         help=f"there are: {', '.join(sorted({*driver.names, *driver.needed}))}")  # fmt: skip
    plain = {key: value.reveal() if isinstance(value, Secret) else value for key, value in settings.items()}
    given: dict[str, Any] = {driver.names[key]: value for key, value in plain.items() if key in driver.names}
    if "port" in given:
        given["port"] = int(given["port"])
    return {**driver.fixed, **given}


def _connect(name: str, dialect: str) -> Callable[..., Any]:
    try:
        module = import_module(DRIVERS[dialect].module)
    except ImportError:
        raise UsageError(
            f"warehouse {name!r} needs the driver of {dialect}", help=f"pip install 'c360-governance[{dialect}]'"
        ) from None
    if dialect == "bigquery":
        bigquery = import_module("google.cloud.bigquery")
        return lambda project: module.connect(client=bigquery.Client(project=project))
    if dialect == "trino":
        return lambda **given: module.connect(**_authenticated(given))
    return module.connect  # type: ignore[no-any-return]  # untyped


def _authenticated(given: dict[str, Any]) -> dict[str, Any]:
    """Trino takes a password as an object, and only over TLS."""
    if "password" not in given:
        return given
    password = given.pop("password")
    basic = import_module("trino.auth").BasicAuthentication(given["user"], password)
    return {**given, "auth": basic, "http_scheme": "https"}
