"""The log: typed records, append-only, chained. What was acknowledged is durable; what was changed is found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from c360_governance.lineage.chain import GENESIS, Row, Verification, canonical, payload_hash, record_hash
from c360_governance.lineage.chain import verify as verify_chain
from c360_governance.model.errors import LogError
from c360_governance.model.finding import Finding, Severity
from c360_governance.model.location import Location

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

KINDS = ("openlineage", "incident", "gate", "approval")

_PAGE = 500
"""Records read at a time: a reader holds no transaction open while its caller works."""


@dataclass(frozen=True, slots=True)
class Record:
    """``recorded_at`` is when it was appended (UTC); ``hash`` covers it and, through the one before, all before it."""

    sequence: int
    kind: str
    payload: dict[str, Any]
    payload_hash: str
    hash: str
    recorded_at: datetime


class Log:
    """Open with `Log.open`, use as a context manager. Every method raises `LogError` when the file fails it."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @classmethod
    def open(cls, url: str, root: Path, must_exist: bool = False) -> Self:
        """The log of a URL (`Config.log`), relative to a repository's root; it is made unless it must exist.

        Raises `LogError` where it is missing, cannot be written, is damaged, is no log or a newer version's.
        """
        from c360_governance.lineage import storage

        path = storage.locate(url, Path(root))
        name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
        return cls(storage.connect(path, name, must_exist=must_exist), name)

    def append(self, kind: str, payload: Mapping[str, Any]) -> Record:
        """Append one record; it is durable when this returns."""
        return self.append_many([(kind, payload)])[0]

    def append_many(self, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Record]:
        """Append records in order and in one transaction: all of them are durable when this returns, or none is."""
        from c360_governance.lineage.storage import translated, writing

        prepared = [(kind, dict(payload), *_serialised(kind, payload)) for kind, payload in entries]
        if not prepared:
            return []
        with translated(self.name), writing(self._engine) as connection:
            return _insert(connection, prepared)

    def append_if_head(self, head: str, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Record] | None:
        """`append_many` for what was decided by reading the log up to ``head``.

        None, and nothing appended, when somebody else has appended meanwhile: read again and decide again.
        """
        from c360_governance.lineage.storage import translated, writing

        prepared = [(kind, dict(payload), *_serialised(kind, payload)) for kind, payload in entries]
        with translated(self.name), writing(self._engine) as connection:
            return _insert(connection, prepared) if _tail(connection)[1] == head else None

    def append_new(self, kind: str, texts: Iterable[str]) -> int:
        """Append those canonical payload texts that the log does not hold yet, in one transaction; how many.

        A payload that occurs twice among ``texts`` is appended once.
        """
        from c360_governance.lineage.storage import translated, writing

        wanted = {payload_hash(text): text for text in texts}
        if not wanted:
            return 0
        with translated(self.name), writing(self._engine) as connection:
            known = _known(connection, kind, list(wanted))
            fresh = [(text, digest) for digest, text in wanted.items() if digest not in known]
            _insert_rows(connection, [(kind, text, digest) for text, digest in fresh])
            return len(fresh)

    def records(
        self, kind: str | None = None, newest_first: bool = False, containing: str | None = None
    ) -> Iterator[Record]:
        """The records, of one kind or of all, in the order of appending or its reverse.

        ``containing`` keeps those whose payload's text holds it (letters in any case): a sieve, not a question.
        """
        where = ""
        parameters: dict[str, Any] = {}
        if kind is not None:
            where = " AND kind = :kind"
            parameters["kind"] = kind
        if containing is not None:
            escaped = containing.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            where += " AND payload LIKE :pattern ESCAPE '!'"
            parameters["pattern"] = f"%{escaped}%"
        for row in self._rows(where, parameters, newest_first):
            yield _record(row, self.name)

    @property
    def head(self) -> str:
        """The last record's hash; `chain.GENESIS` for an empty log."""
        from c360_governance.lineage.storage import translated

        with translated(self.name), self._engine.connect() as connection:
            return _tail(connection)[1]

    def verify(self, head: str | None = None) -> Verification:
        """Judge every record, and that ``head`` (kept outside) is among them. Damage is a finding, not an error.

        Triggers that were dropped are a warning: they change no record, so the chain may hold all the same.
        """
        from c360_governance.lineage.storage import damage, guarded, translated

        found: list[Finding] = []
        try:
            with translated(self.name):
                found = [self._finding("log-damaged", "error", problem) for problem in damage(self._engine)]
                if not guarded(self._engine):
                    problem = "the triggers that refuse updates and deletions were removed or changed"
                    found.append(self._finding("log-unguarded", "warning", problem))
        except LogError as error:
            found = [self._finding("log-damaged", "error", error.message)]
        chain = verify_chain(self._readable(found), self.name, head)
        findings = (*chain.findings, *found)
        verified = not any(finding.severity == "error" for finding in findings)
        return Verification(verified, chain.events, chain.head, findings, chain.since_head)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, where: str, parameters: Mapping[str, Any], newest_first: bool = False) -> Iterator[Row]:
        from sqlalchemy import text

        from c360_governance.lineage.storage import translated

        compare, order = ("<", "DESC") if newest_first else (">", "ASC")
        statement = text(
            "SELECT sequence, kind, payload, payload_hash, previous, hash, recorded_at FROM records"  # noqa: S608
            f" WHERE sequence {compare} :after{where} ORDER BY sequence {order} LIMIT {_PAGE}"
        )
        after = 2**63 - 1 if newest_first else -(2**63)
        while True:
            with translated(self.name), self._engine.connect() as connection:
                page = [Row(*row) for row in connection.execute(statement, {**parameters, "after": after})]
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].sequence

    def _readable(self, found: list[Finding]) -> Iterator[Row]:
        """All rows up to the first that the engine cannot read, which becomes a finding unless damage was found."""
        try:
            yield from self._rows("", {})
        except LogError as error:
            if not any(finding.severity == "error" for finding in found):
                found.append(self._finding("log-damaged", "error", error.message))

    def _finding(self, rule: str, severity: Severity, problem: str) -> Finding:
        return Finding(
            rule, severity, problem, Location(self.name), subject="log",
            help="restore the log from a copy that verifies; keep this file as evidence",
        )  # fmt: skip


def _serialised(kind: str, payload: Mapping[str, Any]) -> tuple[str, str]:
    if kind not in KINDS:
        raise LogError(f"{kind!r} is no kind of record", help=f"one of: {', '.join(KINDS)}")
    try:
        text = canonical(dict(payload))
    except ValueError as error:
        raise LogError(f"a record of kind {kind} is no JSON: {error}") from None
    return text, payload_hash(text)


def _insert(connection: Connection, prepared: list[tuple[str, dict[str, Any], str, str]]) -> list[Record]:
    rows = _insert_rows(connection, [(kind, text, digest) for kind, _, text, digest in prepared])
    return [_record(row, "") for row in rows]


def _insert_rows(connection: Connection, entries: list[tuple[str, str, str]]) -> list[Row]:
    """Chain the entries (kind, payload, payload's hash) to the tail. The caller holds the write lock."""
    from sqlalchemy import text

    sequence, previous = _tail(connection)
    recorded_at = datetime.now(UTC).isoformat(timespec="microseconds")
    rows: list[Row] = []
    for kind, payload, digest in entries:
        sequence += 1
        hash_ = record_hash(sequence, kind, digest, recorded_at, previous)
        rows.append(Row(sequence, kind, payload, digest, previous, hash_, recorded_at))
        previous = hash_
    if rows:
        connection.execute(
            text(
                "INSERT INTO records (sequence, kind, payload, payload_hash, previous, hash, recorded_at)"
                " VALUES (:sequence, :kind, :payload, :payload_hash, :previous, :hash, :recorded_at)"
            ),
            [{name: getattr(row, name) for name in Row.__slots__} for row in rows],
        )
    return rows


def _known(connection: Connection, kind: str, digests: list[str]) -> set[str]:
    """Those of the payload hashes that records of a kind have already."""
    from sqlalchemy import bindparam, text

    statement = text("SELECT payload_hash FROM records WHERE kind = :kind AND payload_hash IN :digests")
    statement = statement.bindparams(bindparam("digests", expanding=True))
    known: set[str] = set()
    for at in range(0, len(digests), _PAGE):
        chunk = digests[at : at + _PAGE]
        known.update(row[0] for row in connection.execute(statement, {"kind": kind, "digests": chunk}))
    return known


def _tail(connection: Connection) -> tuple[int, str]:
    from sqlalchemy import text

    row = connection.execute(text("SELECT sequence, hash FROM records ORDER BY sequence DESC LIMIT 1")).first()
    return (row[0], row[1]) if row is not None else (0, GENESIS)


def _record(row: Row, name: str) -> Record:
    try:
        payload = json.loads(row.payload)
        recorded_at = datetime.fromisoformat(row.recorded_at)
    except (TypeError, ValueError):
        raise LogError(f"record {row.sequence} of {name} is damaged", help="run `c360 lineage verify`") from None
    return Record(row.sequence, row.kind, payload, row.payload_hash, row.hash, recorded_at)
