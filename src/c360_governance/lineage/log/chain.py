"""The arithmetic of the log's hash chain. Pure: no database, no clock.

A record's hash covers its sequence, kind, origin, time, the hash of its payload and that of the record before it; the
payload itself is covered through its hash, so that a payload which must go can be replaced by a tombstone while
the chain still holds. What is covered, then, is every column of every record. What is not: a database file's
unused bytes, and a chain that somebody rewrote as a whole or cut off at its end, for which a head that was kept
outside the log is needed.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

import orjson

GENESIS = "0" * 64
"""The hash "before" the first record, and the head of an empty log."""

_FORMAT = "c360-log-2"
_FORMAT_WITHOUT_ORIGIN = "c360-log-1"
_quote = json.encoder.encode_basestring_ascii


class Row(NamedTuple):
    """A record as it is stored. After tampering any field may hold any value, hence the loose types."""

    sequence: int
    kind: Any
    origin: Any
    payload: Any
    payload_hash: Any
    previous: Any
    hash: Any
    recorded_at: Any


def canonical(payload: Any) -> bytes:
    """The one JSON text of a payload: sorted keys, no spaces. Raises `ValueError` for what is no JSON (NaN)."""
    try:
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"no JSON value: {type(error).__name__}") from None
    return canonical_of_json(payload, text)


def canonical_of_json(payload: Any, fallback: str | None = None) -> bytes:
    """`canonical` of what a JSON parser returned, many times faster; NaN must have been refused before.

    What orjson cannot write (numbers beyond 64 bits, halves of surrogate pairs) is written by `json`, in ASCII. Raises
    `ValueError` for what is nested too deeply.
    """
    try:
        return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    except (TypeError, RecursionError):
        pass
    try:
        text = fallback or json.dumps(payload, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"no JSON value: {type(error).__name__}") from None
    return text.encode()


def payload_hash(text: bytes) -> str:
    """SHA-256 of a payload's text."""
    return hashlib.sha256(text).hexdigest()


def record_hash(
    sequence: int, kind: str, origin: str | None, payload_hash: str, recorded_at: str, previous: str
) -> str:
    """The hash that the next record is chained to: of a JSON array, without an origin that of the first schema."""
    where = _quote(kind) if origin is None else f"{_quote(kind)},{_quote(origin)}"
    text = (
        f'["{_FORMAT_WITHOUT_ORIGIN if origin is None else _FORMAT}",{sequence},{where},'
        f"{_quote(payload_hash)},{_quote(recorded_at)},{_quote(previous)}]"
    )
    return hashlib.sha256(text.encode()).hexdigest()
