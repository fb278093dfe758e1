"""Making the log's tables, and bringing an older version's up to date in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert, inspect, text, update
from sqlalchemy.schema import CreateIndex

from c360_governance.lineage.log import payload, projections
from c360_governance.lineage.log.storage import postgresql, sqlite
from c360_governance.lineage.log.storage.segments import sealed_rows
from c360_governance.lineage.log.storage.tables import READABLE_VERSION, SCHEMA_VERSION, log_version, metadata, records
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_PAGE = 1000


def ensure_schema(engine: Engine, name: str, folder: Path, *, must_exist: bool, read_only: bool = False) -> None:
    """Make the tables of a new log, bring an old one up to date; refuse what is no log or a newer version's."""
    from c360_governance.lineage.log.storage import writing

    with engine.connect() as connection:
        version = _version(connection, name)
        least = READABLE_VERSION if read_only else SCHEMA_VERSION
        current = version in range(least, SCHEMA_VERSION + 1) and projections.are_current(connection, name)
    if current:
        return
    if read_only and version is not None and version <= SCHEMA_VERSION:
        help_ = "let a command that may write to it bring it up to date: `c360 lineage rebuild`"
        raise LogError(f"the log {name} is an older version's, and is only to be read", help=help_)
    if version is None:
        if must_exist and engine.dialect.name != "sqlite":
            raise LogError(f"there is no log yet: {name}", help="`c360 check` or `c360 lineage ingest FILE` begins one")
        if engine.dialect.name == "sqlite":
            sqlite.prepare_new(engine)
    with writing(engine) as connection:
        version = _version(connection, name)  # somebody else may have been first
        if version is None:
            metadata.create_all(connection)
            guard(connection)
            connection.execute(insert(log_version).values(version=SCHEMA_VERSION))
        elif version > SCHEMA_VERSION:
            raise LogError(
                f"the log {name} has schema version {version}; this c360 knows {SCHEMA_VERSION}", help="upgrade c360"
            )
        else:
            for step in range(version, SCHEMA_VERSION):
                _STEPS[step](connection)
            connection.execute(update(log_version).values(version=SCHEMA_VERSION))
        if not projections.are_current(connection, name):
            projections.rebuild(connection, sealed_rows(connection, folder))


def guard(connection: Connection) -> None:
    """Make the triggers that refuse updates and deletions."""
    ours = sqlite if connection.dialect.name == "sqlite" else postgresql
    ours.unguard(connection)
    for statement in ours.GUARDS:
        connection.exec_driver_sql(statement)


def _version(connection: Connection, name: str) -> int | None:
    """The log's schema version, None for an empty database. Raises `LogError` for somebody else's database."""
    tables = set(inspect(connection).get_table_names())
    if not {"log_version", "records"} & tables:
        if tables and connection.dialect.name == "sqlite":
            raise LogError(
                f"{name} is a database of something else, not a c360 log",
                help="name another file in `log` of c360.yaml",
            )
        return None
    version = connection.execute(text("SELECT MAX(version) FROM log_version")).scalar()
    if not isinstance(version, int):
        raise LogError(f"the log {name} does not say its schema version", help="restore it from a copy")
    return version


def _compress_payloads(connection: Connection) -> None:
    """1 to 2: payloads are compressed, and records say where they came from. Only SQLite logs were of version 1."""
    sqlite.unguard(connection)
    connection.exec_driver_sql("ALTER TABLE records RENAME TO records_1")
    connection.exec_driver_sql("DROP INDEX IF EXISTS records_payload_hash")
    metadata.create_all(connection)
    columns = "sequence, kind, payload, payload_hash, previous, hash, recorded_at"
    after = 0
    while page := connection.exec_driver_sql(
        f"SELECT {columns} FROM records_1 WHERE sequence > ? ORDER BY sequence LIMIT {_PAGE}",  # noqa: S608
        (after,),
    ).all():
        rows = [dict(zip(columns.split(", "), row, strict=True), origin=None) for row in page]
        for row in rows:
            row["payload"] = payload.store(str(row["payload"]).encode("utf-8", "surrogateescape"))
        connection.execute(insert(records), rows)
        after = page[-1][0]
    connection.exec_driver_sql("DROP TABLE records_1")
    guard(connection)


def _allow_sealing(connection: Connection) -> None:
    """2 to 3: old records may be moved into sealed files; hashes are indexed by their beginning."""
    connection.exec_driver_sql("DROP INDEX IF EXISTS records_payload_hash")
    metadata.create_all(connection)
    for index in records.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))
    guard(connection)


def _allow_dictionary(_: Connection) -> None:
    """3 to 4: payloads may be compressed with the dictionary; those that are there stay as they are."""


_STEPS: dict[int, Callable[[Connection], None]] = {1: _compress_payloads, 2: _allow_sealing, 3: _allow_dictionary}
