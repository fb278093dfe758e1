"""A whole SELECT as a tree: what it yields, by column name.

Subqueries and common table expressions stand where they are read; those that only choose and compute columns and drop
rows become part of the query around them. Aliases give way to what they name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from c360_governance.diff.sql.foreign import Walk, name_of, said
from c360_governance.diff.sql.joins import From, Read, read_from
from c360_governance.diff.sql.normal import normal
from c360_governance.diff.sql.parser import NULL, Node, NotParsed
from c360_governance.diff.sql.scope import Scope
from c360_governance.diff.sql.shown import STAR, Shown, grouped, limited_by

TRUE: Node = ("true",)
_CLAUSES = {"with_", "expressions", "from_", "joins", "where", "group", "having", "order", "limit", "offset",
            "distinct"}  # fmt: skip
_LARGEST = 200
"""So many subqueries may stand in one query when every common table expression stands where it is read."""
_SCALAR = frozenset({"col", "num", "str", "param", "null", "true", "false", "+", "-", "*", "/", "//", "%", "neg", "||",
                     "cmp", "and", "or", "not", "isnull", "is", "differs", "like", "ilike", "cast",
                     "case"})  # fmt: skip
_SCALAR_CALLS = frozenset({"coalesce", "nullif", "lower", "upper", "trim", "length", "abs", "round", "floor", "ceil",
                           "greatest", "least", "date_part", "date_trunc", "substring", "concat"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Select:
    """``columns`` are (name, what it is) in their order; ``group`` None: no groups; ``limit`` holds its order."""

    columns: tuple[tuple[str, Node], ...]
    source: From
    where: Node
    group: Node | None
    having: Node
    distinct: bool
    limit: Node
    size: int

    @property
    def is_plain(self) -> bool:
        """Whether it only chooses and computes columns and drops rows."""
        return (self.group is None and self.having == TRUE and not self.distinct and self.limit == NULL
                and is_scalar(self.where)
                and (self.passes_all or all(is_scalar(value) for _, value in self.columns)))  # fmt: skip

    @property
    def has_rows_of_its_source(self) -> bool:
        """Whether it has a row for each row or each group that is left, whatever its columns are."""
        return self.group is not None or self.passes_all or all(is_scalar(value) for _, value in self.columns)

    @property
    def passes_all(self) -> bool:
        """Whether it has the columns of its only source, whatever they are."""
        return len(self.columns) == 1 and self.columns[0][1] == STAR


@dataclass(frozen=True, slots=True)
class SetOperation:
    """UNION, INTERSECT, EXCEPT: columns by their place, names from the first branch."""

    head: str
    distinct: bool
    branches: tuple[Query, ...]
    size: int

    @property
    def columns(self) -> tuple[tuple[str, Node], ...]:
        return self.branches[0].columns


Query = Select | SetOperation


def read_query(query: Any) -> Node:
    """The tree of a query. Raises `NotParsed`."""
    return ("query", told(_Reader({}).read(query, None), by_name=True))


def read_inner(query: Any, scope: Scope, rows_only: bool) -> Node:
    """The tree of a query in an expression that stands in no query of ours. Raises `NotParsed`."""
    return _Reader({}).node(query, scope, rows_only)


def is_scalar(node: Node) -> bool:
    """Whether a node is known to yield one value for each row, the same each time."""
    if node[0] == "fn":
        return node[1] in _SCALAR_CALLS and all(map(is_scalar, node[2:]))
    if node[0] == "case":
        return all(is_scalar(part) for branch in node[1] for part in branch) and is_scalar(node[2])
    return node[0] in _SCALAR and all(is_scalar(part) for part in node[1:] if isinstance(part, tuple))


def told(query: Query, *, by_name: bool) -> Node:
    """A query as a tree: its columns in the order of their names, or by their places."""
    names = [name for name, _ in query.columns]
    if not by_name:
        return _told(query, [(str(at), at) for at in range(len(names))])
    if len(set(names)) < len(names):
        raise NotParsed
    return _told(query, sorted((name, at) for at, name in enumerate(names)))


def _told(query: Query, order: list[tuple[str, int]]) -> Node:
    if isinstance(query, Select):
        columns = [("as", label, query.columns[at][1]) for label, at in order]
        return ("select", query.distinct, ("columns", *columns), query.source.node, ("where", query.where),
                query.group or NULL, ("where", query.having), query.limit)  # fmt: skip
    places = [(str(place), at) for place, (_, at) in enumerate(order)]
    branches = [_told(branch, places) for branch in query.branches]
    if query.head != "except" and all(value != STAR for _, value in query.columns):
        branches.sort(key=repr)
    return ("set", query.head, query.distinct, ("names", *(label for label, _ in order)), *branches)


class _Reader:
    """Reads queries; ``ctes`` are the common table expressions that can be seen, by name."""

    def __init__(self, ctes: Mapping[str, Query]) -> None:
        self.ctes = ctes

    def node(self, query: Any, scope: Scope, rows_only: bool) -> Node:
        """A query inside of an expression."""
        found = self.read(query, scope)
        if rows_only and isinstance(found, Select) and found.has_rows_of_its_source and found.limit == NULL:
            found = replace(found, columns=(), distinct=False)
        return ("query", told(found, by_name=False))

    def told(self, query: Query) -> Node:
        return told(query, by_name=True)

    def read(self, query: Any, outer: Scope | None) -> Query:
        if isinstance(query, exp.Subquery):
            if set(said(query)) - {"this", "alias"}:
                raise NotParsed
            return self.read(query.this, outer)
        reader = _Reader({**self.ctes, **self._with(query, outer)})
        if isinstance(query, exp.SetOperation):
            return reader._set(query, outer)
        if not isinstance(query, exp.Select) or set(said(query)) - _CLAUSES:
            raise NotParsed
        return reader._select(query, outer)

    def _with(self, query: Any, outer: Scope | None) -> Mapping[str, Query]:
        clause = query.args.get("with_")
        found: dict[str, Query] = {}
        for cte in clause.expressions if clause is not None else ():
            if clause.args.get("recursive") or cte.args["alias"].columns:
                raise NotParsed
            found[name_of(cte.args["alias"].this)] = _Reader({**self.ctes, **found}).read(cte.this, outer)
        return found

    def _set(self, query: exp.SetOperation, outer: Scope | None) -> SetOperation:
        if set(said(query)) - {"with_", "this", "expression", "distinct", "order"}:
            raise NotParsed
        parts = [self.read(query.this, outer), self.read(query.expression, outer)]
        distinct = bool(query.args.get("distinct"))
        if len({len(part.columns) for part in parts}) > 1:
            raise NotParsed
        branches: list[Query] = []
        for at, part in enumerate(parts):
            same = isinstance(part, SetOperation) and (part.head, part.distinct) == (query.key, distinct)
            flat = same and (query.key == "union" or (query.key == "except" and at == 0))
            branches += part.branches if flat and isinstance(part, SetOperation) else [part]
        return SetOperation(query.key, distinct, tuple(branches), _bounded(1 + sum(part.size for part in parts)))

    def _select(self, query: exp.Select, outer: Scope | None) -> Select:
        found = read_from(query, self, outer)
        walk = Walk(found.scope, self.node)

        def read(one: Any) -> Node:
            return normal(walk.node(one, 1))

        columns = _columns(query, found, read)
        where = query.args.get("where")
        source, filtered = found.joined(read, read(where.this) if where else TRUE)
        shown = Shown(columns, found.scope, read)
        having, limited = query.args.get("having"), query.args.get("limit") or query.args.get("offset")
        group = grouped(query, columns, shown)
        distinct = query.args.get("distinct")
        if distinct is not None and distinct.args.get("on"):
            raise NotParsed
        if distinct is not None and group is None and all(is_scalar(value) for _, value in columns) and not having:
            group, distinct = ("group", *sorted({value for _, value in columns}, key=repr)), None
        return Select(
            columns, source, filtered, group, shown.within(having.this) if having else TRUE,
            distinct is not None, limited_by(query, columns, shown) if limited else NULL, _bounded(found.size),
        )  # fmt: skip


def _columns(query: exp.Select, found: Read, read: Callable[[Any], Node]) -> tuple[tuple[str, Node], ...]:
    columns: list[tuple[str, Node]] = []
    for at, one in enumerate(query.expressions):
        if isinstance(one, exp.Star) or (isinstance(one, exp.Column) and isinstance(one.this, exp.Star)):
            whose = name_of(one.args.get("table")) if isinstance(one, exp.Column) else next(iter(found.aliases), "")
            if list(found.aliases) != [whose] or read(one.this if isinstance(one, exp.Column) else one) != STAR:
                raise NotParsed
            columns += found.listed[0] or [("*", STAR)]
            continue
        alias = one.args.get("alias") if isinstance(one, exp.Alias) else one.this if isinstance(one, exp.Column) else ""
        columns.append((name_of(alias) or f"#{at}", read(one.unalias())))
    return tuple(columns)


def _bounded(size: int) -> int:
    if size > _LARGEST:
        raise NotParsed
    return size
