"""Whether a log's records are what was appended. Pure: rows in, findings out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log.chain import GENESIS, Row, payload_hash, record_hash
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

RESTORE = "restore the log from a copy that verifies"


@dataclass(frozen=True, slots=True)
class Verification:
    """``events`` counts the records read, of all kinds; ``head`` is the last one's hash.

    ``since_head`` counts the records after the expected head: a log that grew since the head was pinned holds.
    ``redacted`` counts the payloads that were taken out with a reason.
    """

    verified: bool
    events: int
    head: str
    findings: tuple[Finding, ...]
    since_head: int | None = None
    redacted: int = 0


@dataclass
class Verifier:
    """Judges the records of a log in the order of their sequence; one finding for each thing that is wrong.

    ``head`` is a hash that the chain must contain; the findings' location is the log's path with the sequence as line.
    ``withheld`` allows payloads that are not there: a bundle carries the chain without all of them.
    """

    path: str
    head: str | None = None
    withheld: bool = False
    findings: list[Finding] = field(default_factory=list)
    events: int = 0
    redacted: int = 0
    _last: str = GENESIS
    _since: int | None = None
    _accepted: tuple[Any, ...] = (GENESIS,)
    _expected: int = 1
    _gone: dict[tuple[int, int], str] = field(default_factory=dict)
    """Payload hashes by the sequence that a tombstone names, and that of the record it stands in."""

    def __post_init__(self) -> None:
        self._since = 0 if self.head == GENESIS else None

    def add(self, row: Row) -> tuple[bytes | None, bool]:
        """Judge the next record: its payload's text where there is one, and whether it is what was appended."""
        text, problem = self._payload(row)
        computed = _computed(row)
        found = list(self._judge(row, problem, computed))
        self.findings += found
        if row.kind == "redaction" and text is not None:
            self._resolve(row, text)
        self._accepted, self._expected = (row.hash, computed), row.sequence + 1
        self.events, self._last = self.events + 1, str(row.hash)
        self._since = 0 if row.hash == self.head else self._since + 1 if self._since is not None else None
        return text, not found

    def done(self) -> Verification:
        """What all records together say."""
        for sequence in sorted(sequence for _, sequence in self._gone):
            gone = f"the payload of record {sequence} is gone, and no redaction is recorded"
            self._report("log-record-changed", sequence, gone, RESTORE)
        if self.head is not None and self._since is None:
            last = self._expected - 1
            self._report(
                "log-head-missing", last,
                f"the expected head {self.head[:16]} is not in the log: records after it or the log itself were "
                f"replaced, or its end was cut off after record {last}",
                "compare with a copy of the log; what was recorded up to that head is no longer proven",
            )  # fmt: skip
        return Verification(
            not self.findings, self.events, self._last, tuple(self.findings), self._since, self.redacted
        )

    def _payload(self, row: Row) -> tuple[bytes | None, bool]:
        """The payload's text, None where it was taken out or withheld; and whether it is not what was appended."""
        if stored_payload.is_tombstone(row.payload) and isinstance(row.payload_hash, str):
            try:
                self._gone[stored_payload.redacted_by(row.payload), row.sequence] = row.payload_hash
            except ValueError:
                return None, True
            return None, False
        if self.withheld and row.payload == stored_payload.WITHHELD:
            return None, False
        try:
            text = stored_payload.read(row.payload)
        except ValueError:
            return None, True
        return text, payload_hash(text) != row.payload_hash

    def _resolve(self, row: Row, text: bytes) -> None:
        """A redaction that is recorded explains the tombstone that names it."""
        said = _object(text)
        key = (row.sequence, said.get("sequence"))
        if key in self._gone and self._gone[key] == said.get("payload_hash"):
            del self._gone[key]
            self.redacted += 1

    def _judge(self, row: Row, payload_changed: bool, computed: str | None) -> Iterator[Finding]:
        if row.sequence > self._expected:
            first, last = self._expected, row.sequence - 1
            which = f"record {first} is" if last == first else f"records {first} to {last} are"
            yield _finding("log-record-missing", first, self.path, f"{which} missing", RESTORE)
        parts = (("its payload", payload_changed),
                 ("its sequence, kind, origin, time or hashes", computed != row.hash))  # fmt: skip
        changed = [name for name, wrong in parts if wrong]
        if changed:
            yield _finding(
                "log-record-changed", row.sequence, self.path,
                f"record {row.sequence} is not what was appended: {' and '.join(changed)} changed, or it was moved "
                "here", RESTORE,
            )  # fmt: skip
        elif row.sequence < self._expected or (row.sequence == self._expected and row.previous not in self._accepted):
            yield _finding(
                "log-chain-broken", row.sequence, self.path,
                f"record {row.sequence} was not appended to what stands before it: a record was inserted, removed, "
                "reordered or replaced", RESTORE,
            )  # fmt: skip

    def _report(self, rule: str, sequence: int, message: str, help_: str) -> None:
        self.findings.append(_finding(rule, sequence, self.path, message, help_))


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def verify(rows: Iterable[Row], path: str, head: str | None = None) -> Verification:
    """Judge the records of a log; see `Verifier`."""
    verifier = Verifier(path, head)
    for row in rows:
        verifier.add(row)
    return verifier.done()


def _computed(row: Row) -> str | None:
    parts = (row.kind, row.payload_hash, row.recorded_at, row.previous)
    if not all(isinstance(part, str) for part in parts) or not isinstance(row.origin, str | None):
        return None
    return record_hash(row.sequence, row.kind, row.origin, row.payload_hash, row.recorded_at, row.previous)


def _finding(rule: str, sequence: int, path: str, message: str, help_: str) -> Finding:
    return Finding(rule, "error", message, Location(path, max(sequence, 1)), subject=f"record {sequence}", help=help_)
