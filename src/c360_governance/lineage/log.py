"""The log: typed records, append-only, chained. What was acknowledged is durable; what was changed is found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from c360_governance.lineage import payload as stored_payload
from c360_governance.lineage.chain import GENESIS, Row, canonical, payload_hash, record_hash
from c360_governance.lineage.origin import FILE, OWN, checked
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from c360_governance.lineage.storage import Storage
    from c360_governance.lineage.storage.segments import Segment
    from c360_governance.lineage.verification import Verification

KINDS = ("openlineage", "incident", "gate", "approval", "redaction")

Prepared = tuple[str, bytes, str, dict[str, Any] | None]
"""A record's kind, the text of its payload, that text's hash, and the payload where it may be projected."""

_PAGE = 500
"""Records read at a time: a reader holds no transaction open while its caller works."""


@dataclass(frozen=True, slots=True)
class Record:
    """``recorded_at`` is when it was appended (UTC); ``hash`` covers it and, through the one before, all before it.

    ``origin`` says where it came from (`lineage.origin`), None in records of the log's first schema.
    """

    sequence: int
    kind: str
    payload: dict[str, Any]
    payload_hash: str
    hash: str
    recorded_at: datetime
    origin: str | None = None


class Log:
    """Open with `Log.open`, use as a context manager. Every method raises `LogError` when the file fails it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.engine = storage.engine
        self.name = storage.name
        self.folder = storage.folder
        self.partial = storage.partial

    @classmethod
    def open(cls, url: str, root: Path, must_exist: bool = False) -> Self:
        """The log of a URL (`Config.log`), relative to a repository's root; it is made unless it must exist.

        ``?mode=ro`` opens it for reading only, and so does ``bundle:FILE`` (`lineage.bundle`). Raises `LogError` where
        it is missing, cannot be written, is damaged, is no log or a newer version's.
        """
        from c360_governance.lineage import storage

        return cls(storage.connect(url, Path(root), must_exist=must_exist))

    @classmethod
    def find(cls, url: str, root: Path) -> Self | None:
        """The log, None where there is none yet."""
        from c360_governance.lineage import storage

        return cls.open(url, root, must_exist=True) if storage.exists(url, Path(root)) else None

    def append(self, kind: str, payload: Mapping[str, Any]) -> Record:
        """Append one record of our own; it is durable when this returns."""
        return self.append_many([(kind, payload)])[0]

    def append_many(self, entries: Iterable[tuple[str, Mapping[str, Any]]], origin: str = OWN) -> list[Record]:
        """Append records in order and in one transaction: all of them are durable when this returns, or none is."""
        from c360_governance.lineage.storage import translated, writing

        prepared = [prepare(kind, payload) for kind, payload in entries]
        if not prepared:
            return []
        with translated(self.name), writing(self.engine) as connection:
            return _records(insert_rows(connection, prepared, checked(origin)), self.name)

    def append_if_head(self, head: str, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Record] | None:
        """`append_many` for what was decided by reading the log up to ``head``.

        None, and nothing appended, when somebody else has appended meanwhile: read again and decide again.
        """
        from c360_governance.lineage.storage import translated, writing

        prepared = [prepare(kind, payload) for kind, payload in entries]
        with translated(self.name), writing(self.engine) as connection:
            if tail(connection)[1] != head:
                return None
            return _records(insert_rows(connection, prepared, OWN), self.name)

    def append_new(self, kind: str, texts: Iterable[bytes], origin: str = FILE) -> int:
        """Append those canonical payload texts that the log does not hold yet, in one transaction; how many.

        A payload that occurs twice among ``texts`` is appended once. They are others' words: none is projected.
        """

        return len(self.append_hashed(kind, {payload_hash(text): text for text in texts}, origin))

    def append_hashed(self, kind: str, texts: Mapping[str, bytes], origin: str) -> list[str]:
        """`append_new` for texts whose hashes are known: the hashes of those that were appended."""
        from c360_governance.lineage.storage import translated, writing

        if not texts:
            return []
        with translated(self.name), writing(self.engine) as connection:
            known = _known(connection, kind, list(texts))
            fresh: list[Prepared] = [
                (kind, text, digest, None) for digest, text in texts.items() if digest not in known
            ]
            return [row.payload_hash for row in insert_rows(connection, fresh, checked(origin))]

    def records(
        self, kind: str | None = None, newest_first: bool = False, containing: str | None = None
    ) -> Iterator[Record]:
        """The records, of one kind or of all, in the order of appending or its reverse; not those that were redacted.

        ``containing`` keeps those whose payload's text holds it: a sieve, not a question.
        """
        yield from self._read(self.rows(kind, newest_first), containing or "")

    def records_after(self, sequence: int, kind: str | None = None) -> Iterator[Record]:
        """`records` beyond a sequence."""
        yield from self._read(self.rows(kind, after=sequence), "")

    def hash_of(self, sequence: int) -> str | None:
        """The hash of one record, None where there is no such record."""
        row = next(self.rows(after=sequence - 1), None)
        return row.hash if row is not None and row.sequence == sequence else None

    def _read(self, rows: Iterable[Row], containing: str) -> Iterator[Record]:
        sieve = containing.encode("utf-8", "backslashreplace")
        for row in rows:
            if not stored_payload.is_tombstone(row.payload) and row.payload != stored_payload.WITHHELD:
                text = _text(row, self.name)
                if sieve in text:
                    yield _record(row, text, self.name)

    def rows(self, kind: str | None = None, newest_first: bool = False, after: int | None = None) -> Iterator[Row]:
        """The records as they are stored, sealed or not; those beyond the sequence ``after``."""
        if newest_first:
            yield from self.table_rows(kind, newest_first, after)
        for segment in self._segments(newest_first):
            beyond = after is None or (segment.first < after if newest_first else segment.last > after)
            if beyond and (kind is None or kind in segment.kinds):
                found = segment.rows(self.folder)
                for row in reversed(list(found)) if newest_first else found:
                    passed = after is not None and (row.sequence >= after if newest_first else row.sequence <= after)
                    if not passed and kind in (None, row.kind):
                        yield row
        if not newest_first:
            yield from self.table_rows(kind, newest_first, after)

    def _segments(self, newest_first: bool) -> list[Segment]:
        from c360_governance.lineage.storage import translated
        from c360_governance.lineage.storage.segments import listed

        with translated(self.name), self.engine.connect() as connection:
            found = listed(connection)
        return found[::-1] if newest_first else found

    def table_rows(
        self, kind: str | None = None, newest_first: bool = False, after: int | None = None
    ) -> Iterator[Row]:
        """`rows`, of those that were not moved into sealed files; page by page."""
        from sqlalchemy import text

        from c360_governance.lineage.storage import translated

        compare, order = ("<", "DESC") if newest_first else (">", "ASC")
        where = " AND kind = :kind" if kind is not None else ""
        if kind not in (None, "openlineage"):
            where += " AND kind <> 'openlineage'"  # what the index says of itself
        statement = text(
            "SELECT sequence, kind, origin, payload, payload_hash, previous, hash, recorded_at FROM records"  # noqa: S608
            f" WHERE sequence {compare} :after{where} ORDER BY sequence {order} LIMIT {_PAGE}"
        )
        at = after if after is not None else 2**63 - 1 if newest_first else -(2**63)
        parameters = {"kind": kind} if kind is not None else {}
        while True:
            with translated(self.name), self.engine.connect() as connection:
                page = [Row(*row) for row in connection.execute(statement, {**parameters, "after": at})]
            yield from page
            if len(page) < _PAGE:
                return
            at = page[-1].sequence

    @property
    def head(self) -> str:
        """The last record's hash; `chain.GENESIS` for an empty log."""
        from c360_governance.lineage.storage import translated

        with translated(self.name), self.engine.connect() as connection:
            return tail(connection)[1]

    def verify(self, head: str | None = None) -> Verification:
        """Judge every record and projection, and that ``head`` (kept outside) is among them; see `lineage.audit`."""
        from c360_governance.lineage.audit import audit

        return audit(self, head)

    def rebuild(self) -> None:
        """Throw the projections away and build them from the records."""
        from c360_governance.lineage import projections
        from c360_governance.lineage.storage import translated, writing
        from c360_governance.lineage.storage.segments import sealed_rows

        with translated(self.name), writing(self.engine) as connection:
            projections.rebuild(connection, sealed_rows(connection, self.folder))

    def close(self) -> None:
        self.engine.dispose()
        if self._storage.clean is not None:
            self._storage.clean()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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
    from c360_governance.lineage import projections

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
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    columns, marks = ", ".join(Row._fields), f"({', '.join([mark] * len(Row._fields))})"
    for at in range(0, len(rows), _PAGE):
        page = rows[at : at + _PAGE]
        statement = f"INSERT INTO records ({columns}) VALUES {', '.join([marks] * len(page))}"  # noqa: S608
        connection.exec_driver_sql(statement, tuple(value for row in page for value in row))


def tail(connection: Connection) -> tuple[int, str]:
    """The last record's sequence and hash."""
    from sqlalchemy import text

    row = connection.execute(text("SELECT sequence, hash FROM records ORDER BY sequence DESC LIMIT 1")).first()
    return (row[0], row[1]) if row is not None else (0, GENESIS)


def _known(connection: Connection, kind: str, digests: list[str]) -> set[str]:
    """Those of the payload hashes that records of a kind have already."""
    from sqlalchemy import bindparam, text

    from c360_governance.lineage.storage.tables import DIGEST_LENGTH

    # the kind is not asked for: SQLite would walk all records of the kind instead of looking the hashes up
    begins = f"substr(payload_hash, 1, {DIGEST_LENGTH}) IN :begin"
    statement = text(
        f"SELECT payload_hash, kind FROM records WHERE {begins}"  # noqa: S608
        f" UNION ALL SELECT payload_hash, kind FROM sealed_payloads WHERE {begins}"
    )
    statement = statement.bindparams(bindparam("begin", expanding=True))
    known: set[str] = set()
    for at in range(0, len(digests), _PAGE):
        page = [digest[:DIGEST_LENGTH] for digest in digests[at : at + _PAGE]]
        known.update(digest for digest, there in connection.execute(statement, {"begin": page}) if there == kind)
    return known


def _records(rows: Iterable[Row], name: str) -> list[Record]:
    return [_record(row, _text(row, name), name) for row in rows]


def _text(row: Row, name: str) -> bytes:
    try:
        return stored_payload.read(row.payload)
    except ValueError:
        raise _damaged(row, name) from None


def _record(row: Row, text: bytes, name: str) -> Record:
    try:
        payload = json.loads(text)
        recorded_at = datetime.fromisoformat(row.recorded_at)
    except (TypeError, ValueError):
        raise _damaged(row, name) from None
    return Record(row.sequence, row.kind, payload, row.payload_hash, row.hash, recorded_at, row.origin)


def _damaged(row: Row, name: str) -> LogError:
    return LogError(f"record {row.sequence} of {name} is damaged", help="run `c360 lineage verify`")
