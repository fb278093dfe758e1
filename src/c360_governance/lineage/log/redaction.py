"""Taking a payload out of the log: the record stays in the chain, its content goes, and who said so is on record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log import projections, sealed
from c360_governance.lineage.log.append import insert_rows, prepare
from c360_governance.lineage.log.origin import OWN
from c360_governance.lineage.log.projections import incident_events
from c360_governance.lineage.log.storage import translated, writing
from c360_governance.lineage.log.storage.segments import listed
from c360_governance.lineage.log.storage.sqlite import maintain
from c360_governance.lineage.log.storage.tables import records
from c360_governance.model.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from c360_governance.lineage.log.chain import Row
    from c360_governance.lineage.log.log import Log

KIND = "redaction"


def redact(log: Log, sequences: Sequence[int], reason: str, approver: str) -> int:
    """Replace the payloads of records by tombstones, all or none; how many. What is gone already stays as it is.

    An incident goes as a whole: what is left of one without its beginning could not be read. Raises `UsageError` for a
    record that is not there or is itself a redaction. On SQLite nothing of the payload is
    left in the file: deleted content is overwritten, and the write-ahead log is emptied.
    """
    if not reason.strip() or not approver.strip():
        raise UsageError("a redaction needs a reason and an approver", help="name both; the reason quotes no value")
    with translated(log.name), writing(log.engine) as connection:
        wanted = _whole(connection, sequences)
        moved = {one.sequence: one for one in _sealed(log, connection, wanted)}
        done = 0
        for sequence in wanted:
            done += _redact(log, connection, sequence, moved.get(sequence), (reason, approver))
    sealed.sweep(log)
    if log.engine.dialect.name == "sqlite":
        maintain(log.engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    return done


def containing(log: Log, words: str) -> list[int]:
    """The sequences of the records whose payload holds a text as it is written in JSON, in any case."""
    wanted = json.dumps(words, ensure_ascii=False)[1:-1].encode("utf-8", "backslashreplace").lower()
    escaped = json.dumps(words)[1:-1].encode().lower()
    found = []
    for row in log.rows():
        if row.kind != KIND and not stored_payload.is_tombstone(row.payload):
            content = stored_payload.read(row.payload).lower()
            if wanted in content or escaped in content:
                found.append(row.sequence)
    return found


def _whole(connection: Connection, sequences: Sequence[int]) -> list[int]:
    """The records, each once, with all others of the incidents among them."""
    events = incident_events.TABLE.c
    found = dict.fromkeys(sequences)
    for sequence in sequences:
        same = select(events.incident).where(events.sequence == sequence)
        found |= dict.fromkeys(
            row[0] for row in connection.execute(select(events.sequence).where(events.incident.in_(same)))
        )
    return list(found)


def _redact(log: Log, connection: Connection, sequence: int, moved: Row | None, why: tuple[str, str]) -> bool:
    c = records.c
    there = connection.execute(select(c.kind, c.payload, c.payload_hash).where(c.sequence == sequence)).first()
    kind, stored, digest = there or ((moved.kind, moved.payload, moved.payload_hash) if moved else (None, b"", ""))
    if kind is None:
        raise UsageError(f"there is no record {sequence} in the log", help="`c360 lineage redact --containing TEXT`")
    if kind == KIND:
        raise UsageError(f"record {sequence} says why another one is gone", help="redact other records")
    if stored_payload.is_tombstone(stored):
        return False
    said = {"schema_version": 1, "sequence": sequence, "kind": kind, "payload_hash": digest, "reason": why[0],
            "approver": why[1], "at": datetime.now(UTC).isoformat()}  # fmt: skip
    [record] = insert_rows(connection, [prepare(KIND, said)], OWN)
    gone = stored_payload.tombstone(record.sequence)
    if there is not None:
        connection.execute(update(records).where(c.sequence == sequence).values(payload=gone))
    else:
        sealed.replace(log, connection, sequence, gone)
    projections.forget(connection, sequence)
    return True


def _sealed(log: Log, connection: Connection, sequences: Sequence[int]) -> list[Row]:
    wanted = set(sequences)
    return [
        row
        for segment in listed(connection)
        if any(segment.first <= sequence <= segment.last for sequence in wanted)
        for row in segment.rows(log.folder)
        if row.sequence in wanted
    ]
