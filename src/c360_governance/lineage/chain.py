"""The arithmetic of the log's hash chain. Pure: no database, no clock.

A record's hash covers its sequence, kind, time, the hash of its payload and the hash of the record before it; the
payload itself is covered through its hash, so that a payload which must go can be replaced by a tombstone while
the chain still holds. What is covered, then, is every column of every record. What is not: a database file's
unused bytes, and a chain that somebody rewrote as a whole or cut off at its end, for which a head that was kept
outside the log is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

GENESIS = "0" * 64
"""The hash "before" the first record, and the head of an empty log."""

_FORMAT = "c360-log-1"


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is stored. After tampering any field may hold any value, hence the loose types."""

    sequence: int
    kind: Any
    payload: Any
    payload_hash: Any
    previous: Any
    hash: Any
    recorded_at: Any


@dataclass(frozen=True, slots=True)
class Verification:
    """``events`` counts the records read, of all kinds; ``head`` is the last one's hash.

    ``since_head`` counts the records after the expected head: a log that grew since the head was pinned holds.
    """

    verified: bool
    events: int
    head: str
    findings: tuple[Finding, ...]
    since_head: int | None = None


def canonical(payload: Any) -> str:
    """The one JSON text of a payload: sorted keys, no spaces, ASCII. Raises `ValueError` for what is no JSON (NaN)."""
    try:
        return json.dumps(payload, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"no JSON value: {type(error).__name__}") from None


def payload_hash(payload: str) -> str:
    """SHA-256 of a payload's text. Bytes that are no UTF-8 (only tampering makes them) hash as they are."""
    return hashlib.sha256(payload.encode("utf-8", "surrogateescape")).hexdigest()


def record_hash(sequence: int, kind: str, payload_hash: str, recorded_at: str, previous: str) -> str:
    """The hash that the next record is chained to."""
    text = json.dumps([_FORMAT, sequence, kind, payload_hash, recorded_at, previous], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(rows: Iterable[Row], path: str, head: str | None = None) -> Verification:
    """Judge the records of a log in the order of their sequence; one finding for each thing that is wrong.

    ``head`` is a hash that the chain must contain; the findings' location is the log's path with the sequence as line.
    """
    findings: list[Finding] = []
    events, last, since = 0, GENESIS, 0 if head == GENESIS else None
    accepted: tuple[Any, ...] = (GENESIS,)
    expected = 1
    for row in rows:
        findings += _judge(row, expected, accepted, path)
        computed = _computed(row)
        accepted, expected = (row.hash, computed), row.sequence + 1
        events, last = events + 1, str(row.hash)
        since = 0 if row.hash == head else since + 1 if since is not None else None
    if head is not None and since is None:
        findings.append(
            _finding(
                "log-head-missing", expected - 1, path,
                f"the expected head {head[:16]} is not in the log: records after it or the log itself were replaced, "
                f"or its end was cut off after record {expected - 1}",
                "compare with a copy of the log; what was recorded up to that head is no longer proven",
            )
        )  # fmt: skip
    return Verification(not findings, events, last, tuple(findings), since)


def _judge(row: Row, expected: int, accepted: tuple[Any, ...], path: str) -> Iterator[Finding]:
    """What is wrong with one record. ``accepted`` are the stored and the computed hash of the record before it."""
    if row.sequence > expected:
        last = row.sequence - 1
        which = f"record {expected} is" if last == expected else f"records {expected} to {last} are"
        yield _finding(
            "log-record-missing", expected, path, f"{which} missing", "restore the log from a copy that verifies"
        )
    changed = [
        name
        for name, holds in (
            ("its payload", isinstance(row.payload, str) and payload_hash(row.payload) == row.payload_hash),
            ("its sequence, kind, time or hashes", _computed(row) == row.hash),
        )
        if not holds
    ]
    if changed:
        yield _finding(
            "log-record-changed", row.sequence, path,
            f"record {row.sequence} is not what was appended: {' and '.join(changed)} changed, or it was moved here",
            "restore the log from a copy that verifies",
        )  # fmt: skip
    elif row.sequence == expected and row.previous not in accepted:
        yield _finding(
            "log-chain-broken", row.sequence, path,
            f"record {row.sequence} was not appended to what stands before it: a record was inserted, removed, "
            "reordered or replaced",
            "restore the log from a copy that verifies",
        )  # fmt: skip


def _computed(row: Row) -> str | None:
    parts = (row.kind, row.payload_hash, row.recorded_at, row.previous)
    if not all(isinstance(part, str) for part in parts):
        return None
    return record_hash(row.sequence, *parts)


def _finding(rule: str, sequence: int, path: str, message: str, help_: str) -> Finding:
    return Finding(rule, "error", message, Location(path, max(sequence, 1)), subject=f"record {sequence}", help=help_)
