"""Appending to the chain, in a transaction that keeps other writers out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log.chain import GENESIS, Row, canonical, payload_hash, record_hash
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection

KINDS = ("openlineage", "incident", "gate", "approval", "redaction")

Prepared = tuple[str, bytes, str, dict[str, Any] | None]
"""A record's kind, the text of its payload, that text's hash, and the payload where it may be projected."""

_ROWS = 500
"""Rows a statement."""


def prepare(kind: str, payload: Mapping[str, Any]) -> Prepared:
    """A record of our own, ready to be inserted. Raises `LogError` for what is none."""
    if kind not in KINDS:
        raise LogError(f"{kind!r} is no kind of record", help=f"one of: {', '.join(KINDS)}")
    plain = dict(payload)
    try:
        text = canonical(plain)
    except ValueError as error:
        raise LogError(f"a record of kind {kind} is no JSON: {error}") from None
    return kind, text, payload_hash(text), plain


def insert_rows(connection: Connection, entries: list[Prepared], origin: str) -> list[Row]:
    """Chain the entries to the tail, with what is projected of them. The caller keeps other writers out."""
    from c360_governance.lineage.log import projections

    sequence, previous = tail(connection)
    recorded_at = datetime.now(UTC).isoformat(timespec="microseconds")
    rows: list[Row] = []
    stored = stored_payload.store_many([text for _, text, _, _ in entries])
    for (kind, _, digest, _), payload in zip(entries, stored, strict=True):
        sequence += 1
        hash_ = record_hash(sequence, kind, origin, digest, recorded_at, previous)
        rows.append(Row(sequence, kind, origin, payload, digest, previous, hash_, recorded_at))
        previous = hash_
    if rows:
        _insert(connection, rows)
        payloads = ((row, entry[3]) for row, entry in zip(rows, entries, strict=True))
        projections.follow(
            connection, [(row.sequence, row.kind, origin, plain) for row, plain in payloads if plain is not None]
        )
    return rows


def _insert(connection: Connection, rows: list[Row]) -> None:
    """Many rows a statement: the driver gives other threads their turn once a statement, not once a row."""
    mark = _mark(connection)
    columns, marks = ", ".join(Row._fields), f"({', '.join([mark] * len(Row._fields))})"
    for at in range(0, len(rows), _ROWS):
        page = rows[at : at + _ROWS]
        statement = f"INSERT INTO records ({columns}) VALUES {', '.join([marks] * len(page))}"  # noqa: S608
        connection.exec_driver_sql(statement, tuple(value for row in page for value in row))


def tail(connection: Connection) -> tuple[int, str]:
    """The last record's sequence and hash."""
    from sqlalchemy import text

    row = connection.execute(text("SELECT sequence, hash FROM records ORDER BY sequence DESC LIMIT 1")).first()
    return (row[0], row[1]) if row is not None else (0, GENESIS)


def known(connection: Connection, kind: str, digests: list[str]) -> set[str]:
    """Those of the payload hashes that records of a kind have already."""
    from c360_governance.lineage.log.storage.tables import DIGEST_LENGTH

    mark = _mark(connection)
    found: set[str] = set()
    tables = ["records"]
    if connection.exec_driver_sql("SELECT 1 FROM sealed_payloads LIMIT 1").first() is not None:
        tables.append("sealed_payloads")
    for at in range(0, len(digests), _ROWS):
        page = tuple(digest[:DIGEST_LENGTH] for digest in digests[at : at + _ROWS])
        begins = f"substr(payload_hash, 1, {DIGEST_LENGTH}) IN ({', '.join([mark] * len(page))})"
        # the kind is not asked for: SQLite would walk all records of the kind instead of looking the hashes up
        for table in tables:
            statement = f"SELECT payload_hash, kind FROM {table} WHERE {begins}"  # noqa: S608
            rows = connection.exec_driver_sql(statement, page)
            found.update(digest for digest, there in rows if there == kind)
    return found


def _mark(connection: Connection) -> str:
    """How the driver writes a parameter. Thousands of rows a statement are too many for SQLAlchemy to look at each."""
    return "?" if connection.dialect.name == "sqlite" else "%s"
