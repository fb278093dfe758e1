"""SQL that the light grammar does not know, read with sqlglot into the same kind of tree.

A whole SELECT becomes a tree too: subqueries and common table expressions stand where they are read, aliases give way
to what they name, inner joins are a set of sources and of conditions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from c360_governance.diff.sql.normal import joined, normal
from c360_governance.diff.sql.parser import NULL, Node, NotParsed

DIALECT = "duckdb"
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_BINARY: dict[type[exp.Expr], str] = {
    exp.And: "and", exp.Or: "or", exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.IntDiv: "//",
    exp.Mod: "%", exp.Like: "like", exp.ILike: "ilike", exp.NullSafeNEQ: "differs", exp.DPipe: "||",
}  # fmt: skip
_FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.Coalesce: "coalesce", exp.Sum: "sum", exp.Count: "count", exp.Avg: "avg", exp.Min: "min", exp.Max: "max",
    exp.Lower: "lower", exp.Upper: "upper", exp.Round: "round", exp.Abs: "abs", exp.Greatest: "greatest",
    exp.Least: "least", exp.Nullif: "nullif", exp.Length: "length", exp.Trim: "trim",
}  # fmt: skip
_ARGUMENTS = frozenset({"this", "expressions", "expression", "decimals", "big_int"})
_DEEPEST = 60


def parse(sql: str, *, query: bool, source: str = "") -> Node:
    """The tree of an expression, or of one SELECT (``query``), normalised. Raises `NotParsed`."""
    text = _TEMPLATE.sub(lambda found: '"' + re.sub(r"""[\s'"]""", "", found.group()) + '"', sql)
    try:
        if query:
            return _query(_one(text), {})
        select = _one(f"SELECT {text}\n")
        if not isinstance(select, exp.Select) or len(select.expressions) != 1 or select.args.get("from_"):
            raise NotParsed
        return normal(Walk({}).node(select.expressions[0].unalias(), 0), source)
    except (SqlglotError, RecursionError, ValueError, AttributeError, KeyError) as error:
        raise NotParsed from error


def _one(sql: str) -> exp.Expr:
    statements = [one for one in sqlglot.parse(sql, dialect=DIALECT) if one is not None]
    if len(statements) != 1:
        raise NotParsed
    return statements[0]


class Walk:
    """Reads expressions; ``aliases`` gives the sources' names for the names that they have in the query."""

    def __init__(self, aliases: Mapping[str, str], ctes: Mapping[str, Node] | None = None) -> None:
        self.aliases = aliases
        self.ctes = ctes or {}

    def node(self, one: Any, depth: int) -> Node:
        if depth > _DEEPEST:
            raise NotParsed
        if isinstance(one, exp.Paren):
            return self.node(one.this, depth + 1)
        if isinstance(one, exp.Subquery) or (isinstance(one, exp.Query) and depth):
            inner = one.this if isinstance(one, exp.Subquery) else one
            return ("subquery", _query(inner, self.ctes))
        kind = type(one)
        if kind in _SIGNS:
            return ("cmp", _SIGNS[kind], self.node(one.this, depth + 1), self.node(one.expression, depth + 1))
        if kind in _BINARY:
            return (_BINARY[kind], self.node(one.this, depth + 1), self.node(one.expression, depth + 1))
        found = self._simple(one, depth)
        return found if found is not None else self._other(one, depth)

    def _simple(self, one: Any, depth: int) -> Node | None:
        if isinstance(one, exp.Column):
            table = _name(one.args.get("table"))
            name = _name(one.this)
            return ("col", f"{self.aliases.get(table, table)}.{name}" if table else name)
        if isinstance(one, exp.Literal):
            return ("str" if one.is_string else "num", one.this)
        if isinstance(one, exp.Null):
            return NULL
        if isinstance(one, exp.Boolean):
            return ("true",) if one.this else ("false",)
        if isinstance(one, exp.Star):
            return ("star",)
        if isinstance(one, exp.Not):
            return ("not", self.node(one.this, depth + 1))
        if isinstance(one, exp.Neg):
            return ("neg", self.node(one.this, depth + 1))
        if isinstance(one, exp.Is):
            inner = self.node(one.this, depth + 1)
            return ("isnull", inner) if isinstance(one.expression, exp.Null) else (
                "is", inner, self.node(one.expression, depth + 1))  # fmt: skip
        if isinstance(one, exp.NullSafeEQ):
            return ("not", ("differs", self.node(one.this, depth + 1), self.node(one.expression, depth + 1)))
        if isinstance(one, exp.Between) and not one.args.get("symmetric"):
            return ("between", *(self.node(one.args[key], depth + 1) for key in ("this", "low", "high")))
        if isinstance(one, exp.In) and one.expressions and not one.args.get("query"):
            return ("in", self.node(one.this, depth + 1), *(self.node(part, depth + 1) for part in one.expressions))
        return self._call(one, depth)

    def _call(self, one: Any, depth: int) -> Node | None:
        if isinstance(one, exp.Cast) and not one.args.get("format"):
            head = "try_cast" if isinstance(one, exp.TryCast) else "cast"
            return (head, self.node(one.this, depth + 1), one.to.sql().lower())
        if isinstance(one, exp.Date) and not one.expressions and not one.args.get("zone"):
            return ("cast", self.node(one.this, depth + 1), "date")
        if isinstance(one, exp.Case):
            subject = self.node(one.this, depth + 1) if one.this else None
            branches = []
            for branch in one.args.get("ifs") or ():
                tested = self.node(branch.this, depth + 1)
                condition: Node = tested if subject is None else ("cmp", "=", subject, tested)
                branches.append((condition, self.node(branch.args["true"], depth + 1)))
            default = one.args.get("default")
            return ("case", tuple(branches), self.node(default, depth + 1) if default else NULL)
        if isinstance(one, exp.If):
            default = one.args.get("false")
            branch = (self.node(one.this, depth + 1), self.node(one.args["true"], depth + 1))
            return ("case", (branch,), self.node(default, depth + 1) if default else NULL)
        if isinstance(one, exp.Filter) and isinstance(one.expression, exp.Where):
            return ("filter", self.node(one.this, depth + 1), self.node(one.expression.this, depth + 1))
        if isinstance(one, exp.Distinct):
            return ("distinct", *(self.node(part, depth + 1) for part in one.expressions))
        if isinstance(one, exp.Anonymous):
            return ("fn", one.name.lower(), *(self.node(part, depth + 1) for part in one.expressions))
        said = {key for key, value in one.args.items() if value}
        if type(one) in _FUNCTIONS and said <= _ARGUMENTS:
            parts = [one.args.get(key) for key in ("this", "expression", "decimals")]
            arguments = [part for part in parts if isinstance(part, exp.Expr)] + list(one.expressions)
            return ("fn", _FUNCTIONS[type(one)], *(self.node(part, depth + 1) for part in arguments))
        return None

    def _other(self, one: Any, depth: int) -> Node:
        """Any other node, by its class and its parts."""
        if isinstance(one, exp.Expr):
            if isinstance(one, exp.Identifier):
                return ("name", _name(one))
            parts = [(key, self._other(value, depth + 1)) for key, value in sorted(one.args.items()) if value]
            own = tuple(("part", key, value) for key, value in parts)
            return ("foreign", one.key, *own)
        if isinstance(one, list):
            return ("list", *(self.node(part, depth + 1) if isinstance(part, exp.Expr) else ("value", str(part))
                              for part in one))  # fmt: skip
        return ("value", str(one).lower())


def _name(identifier: Any) -> str:
    if identifier is None:
        return ""
    text = str(identifier.this if isinstance(identifier, exp.Identifier) else identifier)
    quoted = isinstance(identifier, exp.Identifier) and identifier.args.get("quoted")
    return f'"{text}"' if quoted and not re.fullmatch(r"[a-z_][a-z0-9_]*", text) else text.lower()


def _query(query: Any, outer: Mapping[str, Node]) -> Node:
    """A SELECT by what it yields: projections by name, sources, conditions, groups."""
    if isinstance(query, exp.Subquery):
        return _query(query.this, outer)
    ctes = dict(outer)
    clause = query.args.get("with_")
    if clause is not None:
        if clause.args.get("recursive"):
            raise NotParsed
        for cte in clause.expressions:
            if cte.args["alias"].columns:
                raise NotParsed
            ctes[cte.alias.lower()] = _query(cte.this, ctes)
    if isinstance(query, exp.SetOperation):
        parts = (_query(query.this, ctes), _query(query.expression, ctes))
        return ("set", query.key, str(query.args.get("distinct")), *parts)
    if not isinstance(query, exp.Select):
        raise NotParsed
    return _select(query, ctes)


_KNOWN = {"with_", "expressions", "from_", "joins", "where", "group", "having", "order", "limit", "distinct", "kind",
          "hint", "operation_modifiers"}  # fmt: skip


def _select(query: exp.Select, ctes: Mapping[str, Node]) -> Node:
    if {key for key, value in query.args.items() if value} - _KNOWN or query.args.get("hint"):
        raise NotParsed
    start = query.args.get("from_")
    tables = [] if start is None else [start.this, *(join.this for join in query.args.get("joins") or ())]
    sources, aliases = _sources(tables, ctes)
    walk = Walk(aliases, ctes)
    only = next(iter(aliases.values())) if len(tables) == 1 else ""

    def read(one: Any) -> Node:
        return normal(walk.node(one, 1), only)

    conditions: list[Node] = []
    joins: list[Node] = []
    for join, source in zip(query.args.get("joins") or (), sources[1:], strict=True):
        if join.args.get("using") or join.args.get("method"):
            raise NotParsed
        words = [part.lower() for part in (join.side, join.kind) if part and part.upper() != "OUTER"]
        kind = " ".join(words) or "inner"
        on = read(join.args["on"]) if join.args.get("on") else ("true",)
        joins.append(("join", kind, source, on))
    where = query.args.get("where")
    filtered = read(where.this) if where else ("true",)
    if all(join[1] in ("inner", "cross") for join in joins):
        conditions = [join[3] for join in joins]
        read_from: Node = ("sources", *sorted(sources, key=repr))
    else:
        read_from = ("joined", *sources[:1], *joins)
    projections = {_alias(one, at): read(one.unalias()) for at, one in enumerate(query.expressions)}
    if len(projections) < len(query.expressions):
        raise NotParsed
    having = query.args.get("having")
    order, limit = query.args.get("order"), query.args.get("limit")
    return (
        "select",
        bool(query.args.get("distinct")),
        tuple(("as", name, value) for name, value in sorted(projections.items())),
        read_from,
        ("where", joined("and", [filtered, *conditions])),
        _grouped(query.args.get("group"), query, projections, read),
        ("where", read(having.this) if having else ("true",)),
        ("limit", walk.node(limit.expression, 1), *(read(one) for one in order.expressions)) if limit and order
        else ("limit", walk.node(limit.expression, 1)) if limit else NULL,
    )  # fmt: skip


def _sources(tables: list[Any], ctes: Mapping[str, Node]) -> tuple[list[Node], dict[str, str]]:
    """The sources, and for each alias the name that stands for its source in the tree."""
    sources: list[Node] = []
    aliases: dict[str, str] = {}
    for table in tables:
        alias = table.alias_or_name.lower()
        if isinstance(table, exp.Table) and isinstance(table.this, exp.Identifier):
            name = ".".join(_name(part) for part in table.parts)
            source = ctes.get(name, ("table", name))
        elif isinstance(table, exp.Subquery) and not table.args.get("pivots"):
            source = _query(table.this, ctes)
        else:
            raise NotParsed
        known = source[1] if source[0] == "table" else f"{source!r}"
        shown = known
        while shown in aliases.values():
            shown += "#"
        if alias in aliases:
            raise NotParsed
        aliases[alias] = shown
        sources.append(("source", shown, source))
    return sources, aliases


def _grouped(group: Any, query: exp.Select, projections: Mapping[str, Node], read: Any) -> Node:
    if group is None:
        return NULL
    if {key for key, value in group.args.items() if value} - {"expressions"}:
        raise NotParsed
    found = []
    for one in group.expressions:
        if isinstance(one, exp.Literal) and not one.is_string and one.this.isdigit():
            found.append(read(query.expressions[int(one.this) - 1].unalias()))
        elif isinstance(one, exp.Column) and not one.table and one.name.lower() in projections:
            found.append(projections[one.name.lower()])
        else:
            found.append(read(one))
    return ("group", *sorted(set(found), key=repr))


def _alias(one: exp.Expr, at: int) -> str:
    if isinstance(one, exp.Star) or (isinstance(one, exp.Column) and isinstance(one.this, exp.Star)):
        raise NotParsed
    return one.alias_or_name.lower() or f"#{at}"
