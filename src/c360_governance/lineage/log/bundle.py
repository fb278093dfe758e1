"""A log in one file, to be read elsewhere: CI judges with production's history and never writes to it.

A bundle has every record's place in the chain, so that the head proves it, and the payloads of some: of our own records
by default, since others' events are what is large and what is not needed to judge. What is withheld is only its hash.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, insert

from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log import projections, records_file
from c360_governance.lineage.log.chain import Row
from c360_governance.lineage.log.projections.projection import wanted
from c360_governance.lineage.log.storage import Storage, sqlite, translated, writing
from c360_governance.lineage.log.storage.migrations import guard
from c360_governance.lineage.log.storage.tables import SCHEMA_VERSION, log_version, metadata, records
from c360_governance.lineage.log.verification import Verifier
from c360_governance.model.errors import LogError
from c360_governance.model.finding import Finding

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from c360_governance.lineage.log.log import Log

_PAGE = 1000


def export(log: Log, path: Path, events: bool = False) -> tuple[int, str]:
    """Write a log to a file: how many records, and their head. ``events`` adds the payloads of others' events.

    The same log and choice give the same bytes. Raises `LogError` where the file cannot be written, or the log is
    damaged.
    """
    counted, head = 0, log.head

    def rows() -> Any:
        nonlocal counted
        for row in log.rows():
            counted += 1
            keep = events or wanted(row.kind, row.origin) or stored_payload.is_tombstone(row.payload)
            yield row if keep else row._replace(payload=stored_payload.WITHHELD)
            if row.hash == head:  # what was appended meanwhile is another bundle's
                return

    try:
        records_file.write(path.parent, lambda _: path.name, {"bundle": True, "head": head}, rows())
    except OSError as error:
        raise LogError(f"{path} cannot be written: {error.strerror}", help="name another file") from None
    except ValueError:
        raise LogError("a record is damaged, so no bundle was written", help="run `c360 lineage verify`") from None
    return counted, head


def load(path: Path) -> Storage:
    """A bundle as a log that can be read. Raises `LogError` for one that does not prove itself."""
    header, rows = records_file.read(path)
    folder = Path(tempfile.mkdtemp(prefix="c360-bundle-"))
    try:
        engine = sqlite.connect(folder / "log.db", path.name, must_exist=False, read_only=False)
        with translated(path.name), writing(engine) as connection:
            metadata.create_all(connection)
            connection.execute(insert(log_version).values(version=SCHEMA_VERSION))
            _fill(connection, path.name, str(header.get("head")), rows)
            guard(connection)
            projections.rebuild(connection, ())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise

    @event.listens_for(engine, "begin")
    def _read_only(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    return Storage(engine, path.name, folder, partial=True, clean=lambda: shutil.rmtree(folder, ignore_errors=True))


def _fill(connection: Connection, name: str, head: str, rows: Iterator[Row]) -> None:
    verifier = Verifier(name, head, withheld=True)
    while page := list(islice(rows, _PAGE)):
        for row in page:
            verifier.add(row)
        _require(name, verifier.findings)
        connection.execute(insert(records), [row._asdict() for row in page])
    _require(name, verifier.done().findings)


def _require(name: str, findings: Sequence[Finding]) -> None:
    for finding in findings:
        raise LogError(
            f"the bundle {name} does not prove itself: {finding.message}", help="export it again from the log"
        )
