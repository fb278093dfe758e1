"""Columns that flow according to an event's SQL, for the events that bring SQL and no column facet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.facts.names import plain_parts

if TYPE_CHECKING:
    from c360_governance.lineage.facts.names import Ref
    from c360_governance.lineage.facts.sql_query import ReadColumn

_Known = tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]
"""(the parts of a table's name, (column, type) of it)."""


def flows(
    sql: str, dialect: object, target: Ref, inputs: tuple[Ref, ...], schemas: Mapping[Ref, Mapping[str, str]]
) -> dict[Ref, tuple[Flow, ...]]:
    """The flows into one output, by the input that they come from; empty where the SQL cannot be understood."""
    known = tuple((plain_parts(ref.name), tuple(columns.items())) for ref, columns in schemas.items())
    named = dialect if isinstance(dialect, str) else None
    found: dict[Ref, dict[Flow, None]] = {}
    for read in _reads(sql, _dialect(named), plain_parts(target.name), known):
        source = _input(read.table, inputs)
        if source is not None:
            flow = Flow(read.column, read.target, "DIRECT" if read.direct else "INDIRECT", read.subtype, None, "sql")
            found.setdefault(source, {})[flow] = None
    return {source: tuple(listed) for source, listed in found.items()}


@lru_cache(maxsize=1024)
def _reads(
    sql: str, dialect: str | None, target: tuple[str, ...], schemas: _Known
) -> tuple[ReadColumn, ...]:  # fmt: skip
    """The columns that are read for one output. Jobs send the same SQL run after run, hence the cache."""
    from c360_governance.lineage.facts.sql_query import queries

    try:
        written = list(queries(sql, dialect))
        meant = [one for one in written if one[0] is not None and _same(one[0], target)]
        chosen = meant or (written if len(written) == 1 else [])
        return tuple(read for _, query, named in chosen for read in _resolved(query, named, schemas, dialect))
    except Exception:  # noqa: BLE001 - SQL of others in a parser: whatever goes wrong, the columns are not known
        return ()


def _resolved(query: Any, named: Any, schemas: _Known, dialect: str | None) -> list[ReadColumn]:
    """With the columns that the event knows, or without them where the query contradicts them."""
    from sqlglot.errors import SqlglotError

    from c360_governance.lineage.facts.sql_query import columns_read

    try:
        return list(columns_read(query, named, _Schemas(schemas), dialect))
    except SqlglotError:
        return list(columns_read(query, named, {}, dialect)) if schemas else []


class _Schemas(Mapping[tuple[str, ...], Mapping[str, str]]):
    """The columns of a table by its name, however many parts the statement and the event write of it."""

    def __init__(self, known: _Known) -> None:
        self._known = known

    def __getitem__(self, parts: tuple[str, ...]) -> Mapping[str, str]:
        found = [columns for name, columns in self._known if _same(parts, name)]
        if len(found) != 1:
            raise KeyError(parts)
        return dict(found[0])

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (name for name, _ in self._known)

    def __len__(self) -> int:
        return len(self._known)


def _input(table: tuple[str, ...], inputs: tuple[Ref, ...]) -> Ref | None:
    found = [ref for ref in inputs if _same(table, plain_parts(ref.name))]
    return found[0] if len(found) == 1 else None


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names can be one table's: the parts that both have are the same, in any case."""
    return bool(one and other) and all(
        a.lower() == b.lower() for a, b in zip(reversed(one), reversed(other), strict=False)
    )


def _dialect(name: str | None) -> str | None:
    from sqlglot.dialects.dialect import Dialect

    return name.lower() if name and Dialect.get(name.lower()) is not None else None
