"""The log in an SQLite file: one writer at a time, others wait.

Durable: write-ahead log with ``synchronous = FULL``, so a commit that returned survives a crash. A transaction that
writes takes the write lock when it begins.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUSY_SECONDS = 30.0
_READ_ONLY = {"mode": "ro", "immutable": "1"}

# The triggers stop mistakes, not somebody with the file in hand: that is what the chain is for. INSERT OR REPLACE
# deletes without asking a delete trigger, hence the first. Hexadecimal 54 is the letter of a tombstone, the only
# payload that may take another's place; only what a segment holds may go.
GUARDS = (
    """CREATE TRIGGER records_append BEFORE INSERT ON records
       WHEN NEW.sequence <= (SELECT MAX(sequence) FROM records)
       BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER records_no_update BEFORE UPDATE ON records
       WHEN NEW.sequence IS NOT OLD.sequence OR NEW.kind IS NOT OLD.kind OR NEW.origin IS NOT OLD.origin
         OR NEW.payload_hash IS NOT OLD.payload_hash OR NEW.previous IS NOT OLD.previous OR NEW.hash IS NOT OLD.hash
         OR NEW.recorded_at IS NOT OLD.recorded_at OR substr(hex(NEW.payload), 1, 2) IS NOT '54'
       BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER records_no_delete BEFORE DELETE ON records
       WHEN NOT EXISTS (SELECT 1 FROM segments WHERE OLD.sequence BETWEEN segments.first AND segments.last)
       BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)


def locate(url: str, root: Path) -> Path:
    """The file of a ``sqlite:///`` URL, relative to the repository's root. Raises `LogError` for another URL."""
    scheme, _, rest = url.partition(":///")
    path = rest.partition("?")[0]
    if scheme != "sqlite" or not path:
        raise LogError(f"the log's URL is no SQLite URL: {scheme.split(':')[0]}", help="write `log: sqlite:///PATH`")
    return root / path


def connect(path: Path, name: str, *, must_exist: bool, read_only: bool) -> Engine:
    """An engine on the log's file, which is made where it may be missing. Raises `LogError`.

    ``name`` is how the file is called in messages.
    """
    if not path.exists():
        if must_exist or read_only:
            raise LogError(f"there is no log yet: {name}", help="`c360 check` or `c360 lineage ingest FILE` begins one")
        try:
            make_folder(path.parent)
        except OSError as error:
            raise LogError(f"the log {name} cannot be made: {error.strerror}", help="mend `log` in c360.yaml") from None
    from sqlalchemy import URL, create_engine, event

    query: dict[str, str] = {}
    if (must_exist or read_only) and is_read_only_copy(path):
        query = {"uri": "true", **_READ_ONLY}
    elif read_only:
        query = {"uri": "true", "mode": "ro"}
    database = f"file:{quote(str(path.absolute()))}" if query else str(path)
    engine = create_engine(URL.create("sqlite", database=database, query=query), connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # this package begins transactions, not the driver
        connection.text_factory = _text
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 10000")  # 40 MB: copied back less often while events pour in
        connection.execute("PRAGMA cache_size = -32768")  # 32 MB: the index of payload hashes is written at random
        connection.execute("PRAGMA secure_delete = ON")  # what a redaction takes out leaves no bytes behind

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("c360_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def is_read_only_copy(path: Path) -> bool:
    """Whether a log lies where nothing can be written, complete in its one file: an auditor's copy.

    SQLite's write-ahead log wants to write beside the file even to read it, unless it is told that nothing changes.
    """
    ahead = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (ahead.exists() and ahead.stat().st_size)


def damage(engine: Engine) -> list[str]:
    """What SQLite itself finds wrong with the file's pages and indexes."""
    with engine.connect() as connection:
        reports = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(10)")]
    return [report for report in reports if report != "ok"]


def unguard(connection: Connection) -> None:
    """Take the triggers away, to make them anew."""
    for name in ("append", "no_update", "no_delete"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS records_{name}")


def guarded(connection: Connection) -> bool:
    """Whether the triggers that refuse updates and deletions are in place as they were made."""
    statements = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    present = {" ".join(str(row[0]).split()) for row in statements}
    return {" ".join(guard.split()) for guard in GUARDS} <= present


def make_folder(folder: Path) -> None:
    """A folder for state; a fresh `.c360` ignores itself in git, because what happened is no source.

    Raises `OSError`.
    """
    state = next((path for path in (folder, *folder.parents) if path.name == ".c360"), None)
    if state is not None and not state.exists():
        state.mkdir(parents=True, exist_ok=True)
        (state / ".gitignore").write_text("*\n", encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)


def maintain(engine: Engine, *statements: str) -> None:
    """Run statements that no transaction may hold. A reader may be in the way, which costs nothing but space."""
    import sqlite3
    from contextlib import closing

    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for statement in statements:
            try:
                cursor.execute(statement).fetchall()
            except sqlite3.OperationalError:
                return


def prepare_new(engine: Engine) -> None:
    """Use a write-ahead log. SQLite does not wait for a lock to change that, so two first openers take turns here."""
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


def _text(data: bytes) -> str:
    """Stored text; bytes that are no UTF-8 survive, so that a changed record is compared and not refused."""
    return data.decode("utf-8", "surrogateescape")
