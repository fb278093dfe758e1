"""Spark: a local session, one on a cluster's master, or a remote one of Spark Connect. Statements only read."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import StatementTimeout, UsageError, WarehouseError, WarehouseLost
from c360_governance.model.words import short
from c360_governance.warehouse.cause import LONGEST
from c360_governance.warehouse.closing import Closing
from c360_governance.warehouse.guard import Guard
from c360_governance.warehouse.rows import Rows
from c360_governance.warehouse.secrets import Secret

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_READS = ("SELECT", "WITH", "DESCRIBE", "FROM", "(")
_CONF = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # a value that cannot be converted is an error, and no NULL
    "spark.sql.caseSensitive": "false",
    "spark.sql.runSQLOnFiles": "false",
}
_START = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "8"}


class SparkWarehouse(Closing):
    """See `warehouse.connection.Warehouse`. ``settings``: ``master`` or ``remote``, ``schema``, ``path``."""

    dialect = "spark"

    def __init__(self, name: str, settings: Mapping[str, str | Secret]) -> None:
        self.name = name
        self._session = _session(name, settings)
        for key, value in _CONF.items():
            self._session.conf.set(key, value)
        self._execute(f"USE `{str(settings.get('schema', 'default')).replace('`', '``')}`")

    def query(self, sql: str, parameters: Sequence[Any] = (), timeout: float | None = None) -> Rows:
        """Run one statement with bound parameters, its marks are ``?``."""
        if not sql.lstrip().upper().startswith(_READS):
            raise WarehouseError(f"warehouse {self.name!r} only reads", cause="the statement is no SELECT")
        guard = Guard(timeout, self._session.interruptAll)
        try:
            with guard:
                return self._execute(sql, parameters)
        except WarehouseError:
            if guard.rang:
                words = f"the statement took longer than {timeout:g} s, and was broken off"
                raise StatementTimeout(words) from None
            raise

    def _execute(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            frame = self._session.sql(sql, list(parameters) or None)
            return Rows(tuple(frame.columns), [tuple(row) for row in frame.collect()])
        except PySparkException as error:
            cause = _cause(error)
            raise WarehouseError(f"warehouse {self.name!r} refused a statement: {cause}", cause=cause) from None
        except (Py4JError, ConnectionError, EOFError):
            raise WarehouseLost(f"the connection to warehouse {self.name!r} was lost") from None

    def close(self) -> None:
        """The session stays: it may be its host's, and a local one ends with the process."""


def _session(name: str, settings: Mapping[str, str | Secret]) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError(
            f"warehouse {name!r} needs pyspark and Java", help="pip install 'c360-governance[spark]'"
        ) from None
    logging.getLogger("py4j").setLevel(logging.ERROR)
    builder = SparkSession.builder.appName("c360")
    if "remote" in settings:
        remote = settings["remote"]
        builder = builder.remote(remote.reveal() if isinstance(remote, Secret) else remote)
    else:
        builder = builder.master(str(settings.get("master", "local[*]")))
        for key, value in _START.items():
            builder = builder.config(key, value)
        if "path" in settings:
            builder = builder.config("spark.sql.warehouse.dir", str(settings["path"]))
    try:
        return builder.getOrCreate()
    except Exception as error:  # noqa: BLE001  # whatever Java, a network or a master says
        kind = type(error).__name__
        raise WarehouseLost(f"warehouse {name!r} cannot be reached: Spark did not start ({kind})") from None


def _cause(error: Any) -> str:
    """Spark's words where they hold names only, else what kind of error it was."""
    from pyspark.errors import AnalysisException, ParseException

    condition = error.getCondition() or type(error).__name__
    if isinstance(error, AnalysisException | ParseException):
        words = re.sub(r"\s+", " ", str(error).split("SQLSTATE")[0]).strip()
        return short(f"{words}".removeprefix(f"[{condition}] "), LONGEST)
    return f"{condition} (the engine's words may hold values and are not shown)"
