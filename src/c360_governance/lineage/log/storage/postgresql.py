"""The log in a PostgreSQL database: shared by many machines, one writer at a time, others wait.

Durable: a commit that returned is on the server's disk (``synchronous_commit`` is not left off). A transaction that
writes locks the table of records first; readers are never kept waiting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CONNECT_SECONDS = 10
"""How long a server may take to answer at all; libpq by itself waits for minutes."""

_REFUSE = " BEGIN RAISE EXCEPTION 'the log is append-only'; END "
_APPEND = (
    " BEGIN IF NEW.sequence <= (SELECT max(sequence) FROM records) THEN RAISE EXCEPTION 'the log is append-only';"
    " END IF; RETURN NEW; END "
)
_UPDATE = (
    " BEGIN IF (NEW.sequence, NEW.kind, NEW.origin, NEW.payload_hash, NEW.previous, NEW.hash, NEW.recorded_at)"
    " IS DISTINCT FROM"
    " (OLD.sequence, OLD.kind, OLD.origin, OLD.payload_hash, OLD.previous, OLD.hash, OLD.recorded_at)"
    " OR get_byte(NEW.payload, 0) <> 84 THEN RAISE EXCEPTION 'the log is append-only'; END IF; RETURN NEW; END "
)
_DELETE = (
    " BEGIN IF NOT EXISTS (SELECT 1 FROM segments WHERE OLD.sequence BETWEEN segments.first AND segments.last)"
    " THEN RAISE EXCEPTION 'the log is append-only'; END IF; RETURN OLD; END "
)
_FUNCTIONS = {"c360_refuse": _REFUSE, "c360_append": _APPEND, "c360_update": _UPDATE, "c360_delete": _DELETE}
_TRIGGERS = {
    "records_append": "BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION c360_append()",
    "records_no_update": "BEFORE UPDATE ON records FOR EACH ROW EXECUTE FUNCTION c360_update()",
    "records_no_delete": "BEFORE DELETE ON records FOR EACH ROW EXECUTE FUNCTION c360_delete()",
    "records_no_truncate": "BEFORE TRUNCATE ON records FOR EACH STATEMENT EXECUTE FUNCTION c360_refuse()",
}
GUARDS = (
    *(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
      for name, body in _FUNCTIONS.items()),
    *(f"CREATE TRIGGER {name} {what}" for name, what in _TRIGGERS.items()),
)  # fmt: skip


def connect(url: str, *, read_only: bool) -> Engine:
    """An engine on the database of a URL. Raises `LogError` where the driver is not installed."""
    from sqlalchemy import create_engine, event, make_url

    target = make_url(url).set(drivername="postgresql+psycopg")
    waits = {} if "connect_timeout" in target.query else {"connect_timeout": CONNECT_SECONDS}
    try:
        engine = create_engine(target, pool_pre_ping=True, connect_args=waits)
    except ModuleNotFoundError:
        raise LogError(
            "the log is in PostgreSQL, and its driver is not installed",
            help="pip install 'c360-governance[postgres]'",
        ) from None

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        if cursor.execute("SHOW synchronous_commit").fetchone()[0] == "off":
            cursor.execute("SET synchronous_commit = on")
        if read_only:
            cursor.execute("SET default_transaction_read_only = on")
        connection.commit()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("c360_write", False):
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))

    return engine


_LOCK = 0x63333630_6C6F67
"""An advisory lock: the table cannot be locked before it exists. ("c360log" in ASCII.)"""


def shown(url: str) -> str:
    """How a database is called in messages: without user, password and options."""
    from sqlalchemy import make_url

    parsed = make_url(url)
    return f"postgresql://{parsed.host or ''}/{parsed.database or ''}"


def has_password(url: str) -> bool:
    """Whether a URL holds a password."""
    from sqlalchemy import make_url

    parsed = make_url(url)
    return bool(parsed.password) or "password" in parsed.query


def unguard(connection: Connection) -> None:
    """Take the triggers away, to make them anew."""
    for name in _TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON records")


def guarded(connection: Connection) -> bool:
    """Whether the triggers that refuse updates and deletions are in place as they were made."""
    found = connection.exec_driver_sql(
        "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgrelid = 'records'::regclass AND t.tgenabled IN ('O', 'A')"
    )
    present = {(str(row[0]), str(row[1])) for row in found}
    wanted = {(name, _FUNCTIONS[what.rpartition(" ")[2].removesuffix("()")]) for name, what in _TRIGGERS.items()}
    return wanted <= present
