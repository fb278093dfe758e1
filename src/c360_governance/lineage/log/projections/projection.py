"""What a projection is: a typed table that follows from the log's records and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Column, Index, Integer, MetaData, Table
from sqlalchemy.types import TypeEngine

from c360_governance.lineage.event import time_of
from c360_governance.lineage.log.origin import OWN
from c360_governance.lineage.log.storage.tables import SEQUENCE

metadata = MetaData()

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Projection:
    """``rows`` gives what a record's payload puts into the table; it is pure, and skips what is not as it should be.

    A changed ``rows`` or table is a new ``version``: the table is then built again from the records.
    """

    table: Table
    version: int
    kind: str
    rows: Callable[[Mapping[str, Any]], Iterable[Values]]

    def of(self, sequence: int, payload: Mapping[str, Any]) -> list[Values]:
        """The table's rows of one record; none of one that does not hold what its kind must."""
        try:
            found = list(self.rows(payload))
        except (KeyError, TypeError, ValueError, AttributeError):
            return []
        return [
            {"sequence": sequence, "position": position, **{key: _storable(item) for key, item in values.items()}}
            for position, values in enumerate(found)
        ]


def table(name: str, columns: Mapping[str, type[TypeEngine[Any]]], *indexes: tuple[str, ...]) -> Table:
    """A projection's table: the record's sequence, the row's position in it, and the columns."""
    return Table(
        name, metadata,
        Column("sequence", SEQUENCE, primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False),
        *(Column(column, type_) for column, type_ in columns.items()),
        *(Index(f"{name}_{'_'.join(index)}", *index) for index in indexes),
    )  # fmt: skip


def wanted(kind: str, origin: str | None) -> bool:
    """Whether records like this are projected at all: what others say of our runs is no result of ours.

    Records of schema version 1 do not say where an event came from, so their events prove nothing.
    """
    return kind != "openlineage" or origin == OWN


def moment(value: Any) -> str | None:
    """A time as text that sorts: UTC, with microseconds. None for what is no time."""
    time = time_of(value)
    return time.astimezone(UTC).isoformat(timespec="microseconds") if time else None


def _storable(value: Any) -> Any:
    """Text that any database can hold: PostgreSQL takes no NUL, no database half a surrogate pair."""
    if not isinstance(value, str) or (value.isprintable() and value.isascii()):
        return value
    return value.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
