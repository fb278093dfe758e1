"""The files that a log's old records were moved into: which there are, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from c360_governance.lineage.log import records_file
from c360_governance.lineage.log.chain import Row
from c360_governance.lineage.log.storage.tables import segments

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Segment:
    """Records ``first`` to ``last`` in ``file``, whose SHA-256 is ``digest``; ``kinds`` are those that occur in it."""

    first: int
    last: int
    file: str
    digest: str
    kinds: tuple[str, ...]

    def rows(self, folder: Path) -> Iterator[Row]:
        """Its records in order. Raises `LogError` where the file is missing or was changed."""
        return records_file.read(folder / self.file, self.digest)[1]


def listed(connection: Connection) -> list[Segment]:
    """The log's segments, oldest first."""
    columns = (segments.c.first, segments.c.last, segments.c.file, segments.c.digest, segments.c.kinds)
    rows = connection.execute(select(*columns).order_by(segments.c.first))
    return [Segment(first, last, file, digest, tuple(kinds.split(","))) for first, last, file, digest, kinds in rows]


def sealed_rows(connection: Connection, folder: Path) -> Iterator[Row]:
    """The records in all of the files."""
    for segment in listed(connection):
        yield from segment.rows(folder)
