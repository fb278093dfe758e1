"""What a SELECT reads from: tables and subqueries, and how they are joined.

Inner joins are a set of sources and conditions, whatever their order. A subquery that only chooses and computes columns
and drops rows is its sources. A left join whose missing rows the conditions drop again is an inner join.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlglot import exp

from c360_governance.diff.sql.foreign import name_of, said
from c360_governance.diff.sql.logic import columns_in, is_strict
from c360_governance.diff.sql.normal import joined
from c360_governance.diff.sql.parser import Node, NotParsed
from c360_governance.diff.sql.scope import Columns, Scope, renamed

TRUE: Node = ("true",)
_INNER = frozenset({"inner", "cross"})
_KEEPING = frozenset({*_INNER, "left", "semi", "anti", "left semi", "left anti"})
"""Joins that drop and repeat rows of what stands before them, and never make up one of their own."""


@dataclass(frozen=True, slots=True)
class Source:
    """``shown`` is its name in the tree: the table's, or one that is given; ``content`` the table or the query."""

    shown: str
    content: Node

    @property
    def node(self) -> Node:
        return ("source", self.shown, self.content)


@dataclass(frozen=True, slots=True)
class Join:
    kind: str
    source: Source
    on: Node

    @property
    def node(self) -> Node:
        return ("join", self.kind, self.source.node, self.on)


@dataclass(frozen=True, slots=True)
class From:
    """``sources`` are joined with each other as a set, then the ``joins`` follow in their order."""

    sources: tuple[Source, ...]
    joins: tuple[Join, ...] = ()

    @property
    def node(self) -> Node:
        return ("from", *sorted((source.node for source in self.sources), key=repr), *(one.node for one in self.joins))


class Inner(Protocol):
    """A subquery: see `diff.sql.query.Query`."""

    @property
    def columns(self) -> tuple[tuple[str, Node], ...]: ...
    @property
    def size(self) -> int: ...


@dataclass(slots=True)
class Item:
    """A source as it was written, with the kind of its join."""

    kind: str
    alias: str
    names: tuple[str, ...]
    table: str
    query: Any
    on: Any


@dataclass(slots=True)
class Read:
    """The sources of a SELECT while it is read: ``listed`` are the columns of each, None where nobody lists them."""

    outer: Scope | None
    aliases: dict[str, str | Columns] = field(default_factory=dict)
    listed: list[tuple[tuple[str, Node], ...] | None] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    sources: list[Source] = field(default_factory=list)
    joins: list[tuple[str, Source, Any, Node]] = field(default_factory=list)
    conditions: list[Node] = field(default_factory=list)
    size: int = 1

    @property
    def scope(self) -> Scope:
        return Scope(self.aliases, self.outer)

    def joined(self, read: Callable[[Any], Node], where: Node) -> tuple[From, Node]:
        """The joins with their conditions, and what is left to the WHERE clause."""
        joins = [Join(kind, source, joined("and", [extra, read(on) if on is not None else TRUE]))
                 for kind, source, on, extra in self.joins]  # fmt: skip
        keeping = all(join.kind in _KEEPING for join in joins)
        conditions = joined("and", [where, *self.conditions])
        joins = _tightened(joins, conditions) if keeping else joins
        sources = list(self.sources)
        while keeping and joins and joins[0].kind in _INNER:
            first = joins.pop(0)
            sources.append(first.source)
            conditions = joined("and", [conditions, first.on])
        return From(tuple(sources), tuple(joins)), conditions

    def fresh(self, name: str) -> str:
        while name in self.used:
            name += "#"
        self.used.add(name)
        return name


def read_from(query: exp.Select, reader: Any, outer: Scope | None) -> Read:
    """The sources of a SELECT. ``reader`` reads subqueries (`diff.sql.query`). Raises `NotParsed`."""
    items = _items(query, reader, outer)
    found = Read(outer)
    keeping = all(item.kind in _KEEPING for item in items)
    for at, item in enumerate(items):
        if item.alias in found.aliases:
            raise NotParsed
        leading = all(one.kind in _INNER for one in items[: at + 1])
        if _merged(item, found, alone=len(items) == 1, leading=leading and keeping, first=at == 0, keeping=keeping):
            continue
        source = Source(found.fresh(item.table or "~"), ("table", item.table) if item.query is None else
                        ("query", reader.told(item.query)))  # fmt: skip
        columns = None if item.query is None else _columns(item)
        if columns is None or _passes_all(columns):
            found.aliases[item.alias], columns = source.shown, None
        else:
            columns = tuple((name, ("col", f"{source.shown}.{name}")) for name, _ in columns)
            found.aliases[item.alias] = _by_name(columns)
        found.listed.append(columns)
        found.size += 0 if item.query is None else item.query.size
        _place(found, item, source, TRUE, first=at == 0)
    return found


def _items(query: exp.Select, reader: Any, outer: Scope | None) -> list[Item]:
    start = query.args.get("from_")
    if start is None:
        return []
    found = [_item("inner", start.this, None, reader, outer)]
    for join in query.args.get("joins") or ():
        if set(said(join)) - {"this", "on", "kind", "side"}:
            raise NotParsed
        words = [part.lower() for part in (join.side, join.kind) if part and part.upper() != "OUTER"]
        found.append(_item(" ".join(words) or "inner", join.this, join.args.get("on"), reader, outer))
    return found


def _item(kind: str, table: Any, on: Any, reader: Any, outer: Scope | None) -> Item:
    alias = table.args.get("alias")
    names = tuple(name_of(part) for part in alias.columns) if alias is not None else ()
    shown = name_of(alias.this) if alias is not None and alias.this is not None else ""
    if isinstance(table, exp.Table) and isinstance(table.this, exp.Identifier):
        if set(said(table)) - {"this", "db", "catalog", "alias"}:
            raise NotParsed
        name = ".".join(name_of(part) for part in table.parts)
        inner = reader.ctes.get(name)
        if inner is None and names:
            raise NotParsed
        return Item(kind, shown or name_of(table.this), names, name if inner is None else "", inner, on)
    if not isinstance(table, exp.Subquery):
        raise NotParsed
    return Item(kind, shown or "~", names, "", reader.read(table, outer), on)


def _merged(item: Item, found: Read, *, alone: bool, leading: bool, first: bool, keeping: bool) -> bool:
    """Make a plain subquery part of the query around it, where that changes nothing; whether it did."""
    inner: Any = item.query
    if inner is None or not getattr(inner, "is_plain", False) or not inner.source.sources:
        return False
    columns = _columns(item)
    if not (alone or (not inner.source.joins and (leading or len(inner.source.sources) == 1))):
        return False
    only_named = _passes_all(columns) or all(value[0] == "col" for _, value in columns)
    if not only_named and (item.kind not in _INNER or not keeping):
        return False
    if not keeping and inner.where != TRUE:
        return False
    names = {source.shown: found.fresh(source.shown) for source in inner.source.sources}
    names |= {join.source.shown: found.fresh(join.source.shown) for join in inner.source.joins}
    where = renamed(inner.where, names)
    sources = [Source(names[source.shown], source.content) for source in inner.source.sources]
    if _passes_all(columns):
        found.aliases[item.alias] = sources[0].shown
        found.listed.append(None)
    else:
        columns = tuple((name, renamed(value, names)) for name, value in columns)
        found.aliases[item.alias] = _by_name(columns)
        found.listed.append(columns)
    found.size += inner.size
    if not leading:
        _place(found, item, sources[0], where, first=first)
        return True
    found.conditions.append(where)
    if found.sources:
        _place(found, item, sources[0], TRUE, first=False)
        found.joins += [("inner", source, None, TRUE) for source in sources[1:]]
    else:
        found.sources += sources
        found.joins += [(join.kind, join.source, None, join.on) for join in inner.source.joins]
    return True


def _place(found: Read, item: Item, source: Source, extra: Node, *, first: bool) -> None:
    if first:
        found.sources.append(source)
    else:
        found.joins.append((item.kind, source, item.on, extra))


def _tightened(joins: Sequence[Join], conditions: Node) -> list[Join]:
    """Left joins as inner ones where a condition drops the rows that found no partner."""
    found = list(joins)
    for at in range(len(found) - 1, -1, -1):
        asked = [conditions, *(join.on for join in found[at + 1 :] if join.kind in _INNER)]
        parts = [part for one in asked for part in (one[1:] if one[0] == "and" else [one])]
        if found[at].kind == "left" and any(_rejects(part, found[at].source.shown) for part in parts):
            found[at] = Join("inner", found[at].source, found[at].on)
    return found


def _rejects(condition: Node, shown: str) -> bool:
    """Whether a condition is never true where the columns of a source are null."""
    inner = condition[1] if condition[0] == "not" else condition
    if inner[0] == "isnull":
        inner = inner[1] if condition[0] == "not" else TRUE
    return is_strict(inner) and any(column[1].rpartition(".")[0] == shown for column in columns_in(inner))


def _columns(item: Item) -> tuple[tuple[str, Node], ...]:
    columns: tuple[tuple[str, Node], ...] = item.query.columns
    if item.names:
        if len(item.names) > len(columns) or _passes_all(columns):
            raise NotParsed
        columns = tuple((name, value) for name, (_, value) in zip(
            [*item.names, *(name for name, _ in columns[len(item.names):])], columns, strict=True))  # fmt: skip
    if len({name for name, _ in columns}) < len(columns):
        raise NotParsed
    return columns


def _by_name(columns: Sequence[tuple[str, Node]]) -> Mapping[str, Node]:
    return dict(columns)


def _passes_all(columns: Sequence[tuple[str, Node]]) -> bool:
    return len(columns) == 1 and columns[0][1] == ("star",)
