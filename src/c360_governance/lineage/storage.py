"""The log's table, on SQLite. Everything that is particular to the engine is here; `lineage.log` speaks portable SQL.

Durable: write-ahead log with ``synchronous = FULL``, so a commit that returned survives a crash. One writer at a
time: a transaction takes the write lock when it begins, and others wait for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0
_READ_ONLY = {"mode": "ro", "immutable": "1"}

_TABLES = (
    "CREATE TABLE log_version (version INTEGER NOT NULL)",
    """CREATE TABLE records (
        sequence INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        payload_hash TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        recorded_at TEXT NOT NULL
    )""",
    "CREATE INDEX records_payload_hash ON records (payload_hash)",
)
# The triggers stop mistakes, not somebody with the file in hand: that is what the chain is for. INSERT OR REPLACE
# deletes without asking a delete trigger, hence the first.
_GUARDS = (
    """CREATE TRIGGER records_append BEFORE INSERT ON records
       WHEN EXISTS (SELECT 1 FROM records WHERE sequence >= NEW.sequence)
       BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    "CREATE TRIGGER records_no_update BEFORE UPDATE ON records"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER records_no_delete BEFORE DELETE ON records"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
)


def locate(url: str, root: Path) -> Path:
    """The file of a ``sqlite:///`` URL, relative to the repository's root. Raises `LogError` for another URL."""
    scheme, _, rest = url.partition(":///")
    if scheme != "sqlite" or not rest:
        raise LogError(f"the log's URL is no SQLite URL: {scheme.split(':')[0]}", help="write `log: sqlite:///PATH`")
    return root / rest


def connect(path: Path, name: str, *, must_exist: bool) -> Engine:
    """An engine on the log's file, which is made where it may be missing. Raises `LogError`.

    ``name`` is how the file is called in messages.
    """
    if not path.exists():
        if must_exist:
            raise LogError(f"there is no log yet: {name}", help="`c360 check` or `c360 lineage ingest FILE` begins one")
        try:
            make_folder(path.parent)
        except OSError as error:
            raise LogError(f"the log {name} cannot be made: {error.strerror}", help="mend `log` in c360.yaml") from None
    from sqlalchemy import URL, create_engine, event

    query = {"uri": "true", **_READ_ONLY} if must_exist and is_read_only_copy(path) else {}
    database = f"file:{quote(str(path.absolute()))}" if query else str(path)
    engine = create_engine(URL.create("sqlite", database=database, query=query), connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # this module begins transactions, not the driver
        connection.text_factory = _text
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("c360_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    with translated(name):
        _ensure_schema(engine, name)
    return engine


def is_read_only_copy(path: Path) -> bool:
    """Whether a log lies where nothing can be written, complete in its one file: an auditor's copy.

    SQLite's write-ahead log wants to write beside the file even to read it, unless it is told that nothing changes.
    """
    ahead = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (ahead.exists() and ahead.stat().st_size)


@contextmanager
def translated(name: str) -> Iterator[None]:
    """The engine's errors as `LogError`, without the statement or its values."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig)
        if "not a database" in cause or "malformed" in cause:
            help_ = "restore it from a copy; keep the damaged file as evidence"
        elif "full" in cause or "I/O" in cause:
            help_ = "free space on the disk; nothing that was acknowledged is lost"
        elif "locked" in cause:
            help_ = "another process keeps the log locked; try again when it is done"
        else:
            help_ = "mend `log` in c360.yaml or the file's permissions"
        raise LogError(f"the log {name} cannot be used: {cause}", help=help_) from None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the write lock from its beginning; it is durable when the block is left."""
    with engine.connect().execution_options(c360_write=True) as connection, connection.begin():
        yield connection


def damage(engine: Engine) -> list[str]:
    """What SQLite itself finds wrong with the file's pages and indexes."""
    with engine.connect() as connection:
        reports = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(10)")]
    return [report for report in reports if report != "ok"]


def guarded(engine: Engine) -> bool:
    """Whether the triggers that refuse updates and deletions are in place as they were made."""
    with engine.connect() as connection:
        statements = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        present = {" ".join(str(row[0]).split()) for row in statements}
    return {" ".join(guard.split()) for guard in _GUARDS} <= present


def _text(data: bytes) -> str:
    """Stored text; bytes that are no UTF-8 survive, so that a changed record is compared and not refused."""
    return data.decode("utf-8", "surrogateescape")


def make_folder(folder: Path) -> None:
    """A folder for state; a fresh `.c360` ignores itself in git, because what happened is no source.

    Raises `OSError`.
    """
    state = next((path for path in (folder, *folder.parents) if path.name == ".c360"), None)
    if state is not None and not state.exists():
        state.mkdir(parents=True, exist_ok=True)
        (state / ".gitignore").write_text("*\n", encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)


def _ensure_schema(engine: Engine, name: str) -> None:
    """Make the tables of a new log; refuse what is no log or a newer one."""
    with engine.connect() as connection:
        version = _version(connection, name)
    if version is None:
        _use_write_ahead_log(engine)
        with writing(engine) as connection:
            if _version(connection, name) is None:
                for statement in (*_TABLES, *_GUARDS):
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql("INSERT INTO log_version (version) VALUES (?)", (SCHEMA_VERSION,))
            version = _version(connection, name)
    if version is not None and version > SCHEMA_VERSION:
        raise LogError(
            f"the log {name} has schema version {version}; this c360 knows {SCHEMA_VERSION}", help="upgrade c360"
        )


def _version(connection: Connection, name: str) -> int | None:
    """The log's schema version, None for an empty database. Raises `LogError` for somebody else's database."""
    tables = {
        row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    }
    if not tables:
        return None
    if not {"log_version", "records"} <= tables:
        raise LogError(
            f"{name} is a database of something else, not a c360 log", help="name another file in `log` of c360.yaml"
        )
    version = connection.exec_driver_sql("SELECT MAX(version) FROM log_version").scalar()
    if not isinstance(version, int):
        raise LogError(f"the log {name} does not say its schema version", help="restore it from a copy")
    return version


def _use_write_ahead_log(engine: Engine) -> None:
    """SQLite does not wait for a lock when it changes the journal mode, so two first openers take turns here."""
    from sqlalchemy.exc import OperationalError

    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw = engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA journal_mode = WAL")
            finally:
                raw.close()
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
