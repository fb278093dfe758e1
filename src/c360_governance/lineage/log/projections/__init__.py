"""Typed tables that follow the log's records, so that a question about history does not read the whole log.

They are written in the transaction of the records they follow from, can be thrown away and built again, and are
compared with the records by `verify`. One module a table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, inspect, select

from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log.chain import Row
from c360_governance.lineage.log.projections import (
    check_outcomes,
    frontiers,
    gate_decisions,
    incident_events,
    reconciliations,
)
from c360_governance.lineage.log.projections.projection import Projection, metadata, wanted
from c360_governance.lineage.log.storage.tables import projections as versions
from c360_governance.lineage.log.storage.tables import records
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection

ALL: tuple[Projection, ...] = (
    check_outcomes.PROJECTION,
    frontiers.PROJECTION,
    gate_decisions.PROJECTION,
    incident_events.PROJECTION,
    reconciliations.PROJECTION,
)

Entry = tuple[int, str, str | None, dict[str, Any]]
"""A record's sequence, kind, origin and payload."""


def follow(connection: Connection, entries: Iterable[Entry]) -> None:
    """Put what the records say into the tables, in the caller's transaction."""
    for projection, rows in _rows(entries).values():
        if rows:
            connection.execute(insert(projection.table), rows)


def forget(connection: Connection, sequence: int) -> None:
    """Take what a redacted record said out of the tables."""
    for projection in ALL:
        connection.execute(delete(projection.table).where(projection.table.c.sequence == sequence))


def are_current(connection: Connection, name: str) -> bool:
    """Whether this version's code wrote the tables. Raises `LogError` where a newer one did."""
    known = _versions(connection)
    newer = [p.table.name for p in ALL if known.get(p.table.name, 0) > p.version]
    if newer:
        raise LogError(f"a newer c360 wrote the table {newer[0]} of the log {name}", help="upgrade c360")
    return all(known.get(projection.table.name) == projection.version for projection in ALL)


def rebuild(connection: Connection, sealed: Iterable[Row]) -> None:
    """Throw the tables away and build them from the records, in the caller's transaction.

    ``sealed`` are those that were moved out of the table of records.
    """
    metadata.drop_all(connection)
    metadata.create_all(connection)
    connection.execute(delete(versions))
    connection.execute(insert(versions), [{"name": p.table.name, "version": p.version} for p in ALL])
    batch: list[Entry] = []
    for entry in _readable(chain(sealed, _recorded(connection))):
        batch.append(entry)
        if len(batch) >= 1000:
            follow(connection, batch)
            batch = []
    follow(connection, batch)


def _rows(entries: Iterable[Entry]) -> dict[str, tuple[Projection, list[dict[str, Any]]]]:
    found: dict[str, tuple[Projection, list[dict[str, Any]]]] = {p.table.name: (p, []) for p in ALL}
    for sequence, kind, origin, payload in entries:
        if wanted(kind, origin):
            for projection in ALL:
                if projection.kind == kind:
                    found[projection.table.name][1].extend(projection.of(sequence, payload))
    return found


def _recorded(connection: Connection) -> Iterator[Row]:
    """The table's records that are projected."""
    after = 0
    while True:
        query = select(records).where(records.c.sequence > after)
        query = query.where((records.c.kind != "openlineage") | (records.c.origin == "own"))
        page = connection.execute(query.order_by(records.c.sequence).limit(1000)).all()
        yield from (Row(*row) for row in page)
        if len(page) < 1000:
            return
        after = page[-1][0]


def _readable(rows: Iterable[Row]) -> Iterator[Entry]:
    """What the records say, as far as they can be read: what is damaged is `verify`'s to say."""
    for row in rows:
        if wanted(row.kind, row.origin):
            try:
                value = json.loads(stored_payload.read(row.payload))
            except ValueError:
                continue
            if isinstance(value, dict):
                yield row.sequence, row.kind, row.origin, value


def _versions(connection: Connection) -> dict[str, int]:
    if not inspect(connection).has_table(versions.name):
        return {}
    return dict(connection.execute(select(versions.c.name, versions.c.version)).tuples().all())
