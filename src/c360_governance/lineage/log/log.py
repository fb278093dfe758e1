"""The log: typed records, append-only, chained. What was acknowledged is durable; what was changed is found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log.append import Prepared, insert_rows, known, prepare, tail
from c360_governance.lineage.log.chain import Row, payload_hash
from c360_governance.lineage.log.origin import FILE, OWN, checked
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from c360_governance.lineage.log.storage import Storage
    from c360_governance.lineage.log.storage.segments import Segment
    from c360_governance.lineage.log.verification import Verification

_PAGE = 500
"""Records read at a time: a reader holds no transaction open while its caller works."""


@dataclass(frozen=True, slots=True)
class Record:
    """``recorded_at`` is when it was appended (UTC); ``hash`` covers it and, through the one before, all before it.

    ``origin`` says where it came from (`lineage.log.origin`), None in records of the log's first schema.
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

        ``?mode=ro`` opens it for reading only, and so does ``bundle:FILE`` (`lineage.log.bundle`). Raises `LogError`
        where it is missing, cannot be written, is damaged, is no log or a newer version's.
        """
        from c360_governance.lineage.log import storage

        return cls(storage.connect(url, Path(root), must_exist=must_exist))

    @classmethod
    def find(cls, url: str, root: Path) -> Self | None:
        """The log, None where there is none yet."""
        from c360_governance.lineage.log import storage

        return cls.open(url, root, must_exist=True) if storage.exists(url, Path(root)) else None

    def append(self, kind: str, payload: Mapping[str, Any]) -> Record:
        """Append one record of our own; it is durable when this returns."""
        return self.append_many([(kind, payload)])[0]

    def append_many(self, entries: Iterable[tuple[str, Mapping[str, Any]]], origin: str = OWN) -> list[Record]:
        """Append records in order and in one transaction: all of them are durable when this returns, or none is."""
        from c360_governance.lineage.log.storage import translated, writing

        prepared = [prepare(kind, payload) for kind, payload in entries]
        if not prepared:
            return []
        with translated(self.name), writing(self.engine) as connection:
            return _records(insert_rows(connection, prepared, checked(origin)), self.name)

    def append_if_head(self, head: str, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Record] | None:
        """`append_many` for what was decided by reading the log up to ``head``.

        None, and nothing appended, when somebody else has appended meanwhile: read again and decide again.
        """
        from c360_governance.lineage.log.storage import translated, writing

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
        from c360_governance.lineage.log.storage import translated, writing

        if not texts:
            return []
        with translated(self.name), writing(self.engine) as connection:
            there = known(connection, kind, list(texts))
            fresh: list[Prepared] = [
                (kind, text, digest, None) for digest, text in texts.items() if digest not in there
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
        from c360_governance.lineage.log.storage import translated
        from c360_governance.lineage.log.storage.segments import listed

        with translated(self.name), self.engine.connect() as connection:
            found = listed(connection)
        return found[::-1] if newest_first else found

    def table_rows(
        self, kind: str | None = None, newest_first: bool = False, after: int | None = None
    ) -> Iterator[Row]:
        """`rows`, of those that were not moved into sealed files; page by page."""
        from sqlalchemy import text

        from c360_governance.lineage.log.storage import translated

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
        from c360_governance.lineage.log.storage import translated

        with translated(self.name), self.engine.connect() as connection:
            return tail(connection)[1]

    def verify(self, head: str | None = None) -> Verification:
        """Judge every record and projection, and that ``head`` (kept outside) is among them: `lineage.log.audit`."""
        from c360_governance.lineage.log.audit import audit

        return audit(self, head)

    def rebuild(self) -> None:
        """Throw the projections away and build them from the records."""
        from c360_governance.lineage.log import projections
        from c360_governance.lineage.log.storage import translated, writing
        from c360_governance.lineage.log.storage.segments import sealed_rows

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
