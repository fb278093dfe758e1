"""Old records in sealed files beside the log: read as if they had never moved.

A segment is a records file that is named by its hash and listed in the log's table ``segments``; the chain runs
through it. Sealing is safe at any moment: the file is durable before one transaction lists it and takes its
records out of the table. What no segment lists is left over from a process that died, and is swept away.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from c360_governance.lineage.log import records_file
from c360_governance.lineage.log.chain import Row
from c360_governance.lineage.log.storage import make_folder, translated, writing
from c360_governance.lineage.log.storage.segments import Segment, listed
from c360_governance.lineage.log.storage.sqlite import maintain
from c360_governance.lineage.log.storage.tables import records, sealed_payloads, segments
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from c360_governance.lineage.log.log import Log

MOST_RECORDS = 10_000
"""Records a segment: what one question for an old record has to read."""


def seal(log: Log, before: datetime) -> int:
    """Move the records from before a time into sealed files; how many. The last record always stays in the table."""
    sweep(log)
    moved = 0
    old = (row for row in log.table_rows() if datetime.fromisoformat(row.recorded_at) < before)
    last = _last(log)
    for _, group in groupby(enumerate(row for row in old if row.sequence < last), lambda one: one[0] // MOST_RECORDS):
        rows = [row for _, row in group]
        segment = _write(log.folder, rows)
        with translated(log.name), writing(log.engine) as connection:
            there = connection.execute(
                select(func.count()).where(records.c.sequence.between(segment.first, segment.last))
            ).scalar()
            if there != len(rows):
                raise LogError("somebody else is sealing the log", help="try again when it is done")
            connection.execute(insert(segments).values(**_values(segment)))
            connection.execute(insert(sealed_payloads), [
                {"sequence": row.sequence, "kind": row.kind, "payload_hash": row.payload_hash} for row in rows
            ])  # fmt: skip
            connection.execute(delete(records).where(records.c.sequence.between(segment.first, segment.last)))
        moved += len(rows)
    if moved and log.engine.dialect.name == "sqlite":
        maintain(log.engine, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")  # gives the space back to the disk
    return moved


def replace(log: Log, connection: Connection, sequence: int, stored: bytes) -> None:
    """Put another payload in place of a sealed record's: a new file, listed in the caller's transaction."""
    segment = next((one for one in listed(connection) if one.first <= sequence <= one.last), None)
    if segment is None:
        raise LogError(f"there is no record {sequence} in the log", help="`c360 lineage verify` counts them")
    rows = [row._replace(payload=stored) if row.sequence == sequence else row for row in segment.rows(log.folder)]
    anew = _write(log.folder, rows)
    connection.execute(update(segments).where(segments.c.first == segment.first).values(**_values(anew)))


def sweep(log: Log) -> None:
    """Remove the files that no segment lists. Raises `LogError`."""
    if not log.folder.is_dir():
        return
    with translated(log.name), log.engine.connect() as connection:
        known = {segment.file for segment in listed(connection)}
    try:
        for path in log.folder.iterdir():
            if path.name.endswith(".records.zst") and path.name not in known:
                path.unlink()
    except OSError as error:
        raise LogError(f"{log.folder.name} cannot be swept: {error.strerror}", help="mend the folder") from None


def _write(folder: Path, rows: list[Row]) -> Segment:
    first, last = rows[0].sequence, rows[-1].sequence
    header = {"first": first, "last": last, "previous": rows[0].previous, "head": rows[-1].hash}
    try:
        make_folder(folder)
        path = records_file.write(folder, lambda digest: f"{first:012d}-{digest}.records.zst", header, rows)
    except OSError as error:
        raise LogError(
            f"the segment cannot be written: {error.strerror}", help=f"mend the folder {folder.name}"
        ) from None
    except ValueError:
        raise LogError("a record is damaged, so nothing was moved", help="run `c360 lineage verify`") from None
    digest = path.name.partition("-")[2].removesuffix(".records.zst")
    segment = Segment(first, last, path.name, digest, tuple(sorted({row.kind for row in rows})))
    if list(segment.rows(folder)) != rows:
        raise LogError(f"the segment {path.name} does not read as it was written", help="check the disk")
    return segment


def _values(segment: Segment) -> dict[str, Any]:
    return {"first": segment.first, "last": segment.last, "file": segment.file, "digest": segment.digest,
            "kinds": ",".join(segment.kinds)}  # fmt: skip


def _last(log: Log) -> int:
    newest = next(islice(log.table_rows(newest_first=True), 1), None)
    return newest.sequence if newest else 0
