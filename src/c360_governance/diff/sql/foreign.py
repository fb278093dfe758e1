"""Expressions that sqlglot has parsed, as the kind of tree that the light grammar makes.

Nothing of sqlglot's optimizer is used: its rewritings do not all hold where a value is null, or a type not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from c360_governance.diff.sql.parser import NULL, Node, NotParsed
from c360_governance.diff.sql.scope import Scope

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
_COMPARING = (*_SIGNS, exp.NullSafeNEQ, exp.NullSafeEQ, exp.Like, exp.ILike, exp.Is, exp.In, exp.Between, exp.Not)
_DEEPEST = 60

Queries = Callable[[Any, Scope, bool], Node]
"""Reads a query that stands in a scope; True where only its rows matter, not its columns."""


class Walk:
    """Reads the expressions of one scope, ``queries`` the subqueries in them. Its methods raise `NotParsed`."""

    def __init__(self, scope: Scope, queries: Queries) -> None:
        self.scope = scope
        self.queries = queries

    def node(self, one: Any, depth: int) -> Node:
        if depth > _DEEPEST:
            raise NotParsed
        if isinstance(one, exp.Paren):
            return self.node(one.this, depth + 1)
        if isinstance(one, exp.Subquery | exp.Query):
            return ("subquery", self.query(one))
        kind = type(one)
        if kind in _SIGNS or kind in (exp.Like, exp.ILike, exp.NullSafeNEQ):
            _alone(one.this, one.expression)
        if kind in _SIGNS:
            return ("cmp", _SIGNS[kind], self.node(one.this, depth + 1), self.node(one.expression, depth + 1))
        if kind in _BINARY:
            return (_BINARY[kind], self.node(one.this, depth + 1), self.node(one.expression, depth + 1))
        found = self._simple(one, depth)
        if found is None:
            found = self._call(one, depth)
        return found if found is not None else self._other(one, depth)

    def query(self, one: Any, *, rows_only: bool = False) -> Node:
        """A query inside of this one."""
        return self.queries(one, self.scope, rows_only)

    def _column(self, one: exp.Column) -> Node:
        names = [name_of(part) for part in one.parts]
        if len(names) == 1:
            return self.scope.bare(names[0])
        if len(names) == 2 or ".".join(names[:-1]) == self.scope.sources.get(names[-2]):
            return self.scope.qualified(*names[-2:])
        return ("col", ".".join(names) if not self.scope.sources else f"?{'.'.join(names)}")

    def _simple(self, one: Any, depth: int) -> Node | None:
        if isinstance(one, exp.Column):
            return self._column(one)
        if isinstance(one, exp.Literal):
            return ("str" if one.is_string else "num", one.this)
        if isinstance(one, exp.Null):
            return NULL
        if isinstance(one, exp.Boolean):
            return ("true",) if one.this else ("false",)
        if isinstance(one, exp.Star):
            if said(one):
                raise NotParsed
            return ("star",)
        if isinstance(one, exp.Not):
            return ("not", self.node(one.this, depth + 1))
        if isinstance(one, exp.Neg):
            return ("neg", self.node(one.this, depth + 1))
        if isinstance(one, exp.Is):
            _alone(one.this)
            inner = self.node(one.this, depth + 1)
            return ("isnull", inner) if isinstance(one.expression, exp.Null) else (
                "is", inner, self.node(one.expression, depth + 1))  # fmt: skip
        if isinstance(one, exp.NullSafeEQ):
            _alone(one.this, one.expression)
            return ("not", ("differs", self.node(one.this, depth + 1), self.node(one.expression, depth + 1)))
        if isinstance(one, exp.Between) and not one.args.get("symmetric"):
            parts = [one.args[key] for key in ("this", "low", "high")]
            _alone(*parts)
            return ("between", *(self.node(part, depth + 1) for part in parts))
        if isinstance(one, exp.In):
            return self._in(one, depth)
        return None

    def _in(self, one: exp.In, depth: int) -> Node | None:
        _alone(one.this)
        written = set(said(one))
        if written == {"this", "query"}:
            return ("among", self.node(one.this, depth + 1), self.query(one.args["query"]))
        if written == {"this", "expressions"}:
            return ("in", self.node(one.this, depth + 1), *(self.node(part, depth + 1) for part in one.expressions))
        return None

    def _call(self, one: Any, depth: int) -> Node | None:
        if isinstance(one, exp.Cast) and set(said(one)) <= {"this", "to"}:
            head = "try_cast" if isinstance(one, exp.TryCast) else "cast"
            written = one.to.sql()
            return (head, self.node(one.this, depth + 1), written if "'" in written else written.lower())
        if isinstance(one, exp.Date) and not one.expressions and not one.args.get("zone"):
            return ("cast", self.node(one.this, depth + 1), "date")
        if isinstance(one, exp.Case | exp.If):
            return self._case(one, depth)
        if isinstance(one, exp.Exists) and isinstance(one.this, exp.Query):
            return ("exists", self.query(one.this, rows_only=True))
        if isinstance(one, exp.Extract) and isinstance(one.this, exp.Var):
            return ("fn", "date_part", ("str", one.this.name.lower()), self.node(one.expression, depth + 1))
        if isinstance(one, exp.Filter) and isinstance(one.expression, exp.Where):
            return ("filter", self.node(one.this, depth + 1), self.node(one.expression.this, depth + 1))
        if isinstance(one, exp.Distinct) and not one.args.get("on"):
            return ("distinct", *(self.node(part, depth + 1) for part in one.expressions))
        if isinstance(one, exp.Anonymous):
            return ("fn", one.name.lower(), *(self.node(part, depth + 1) for part in one.expressions))
        if type(one) in _FUNCTIONS and set(said(one)) <= _ARGUMENTS:
            parts = [one.args.get(key) for key in ("this", "expression", "decimals")]
            arguments = [part for part in parts if isinstance(part, exp.Expr)] + list(one.expressions)
            return ("fn", _FUNCTIONS[type(one)], *(self.node(part, depth + 1) for part in arguments))
        return None

    def _case(self, one: Any, depth: int) -> Node:
        subject = self.node(one.this, depth + 1) if isinstance(one, exp.Case) and one.this else None
        branches = []
        for branch in [one] if isinstance(one, exp.If) else one.args.get("ifs") or ():
            tested = self.node(branch.this, depth + 1)
            condition: Node = tested if subject is None else ("cmp", "=", subject, tested)
            branches.append((condition, self.node(branch.args["true"], depth + 1)))
        default = one.args.get("false" if isinstance(one, exp.If) else "default")
        return ("case", tuple(branches), self.node(default, depth + 1) if default else NULL)

    def _other(self, one: Any, depth: int) -> Node:
        """Any other node, by its class and its parts."""
        if isinstance(one, exp.Identifier):
            return ("name", name_of(one))
        if isinstance(one, exp.Var):
            return ("value", one.name.lower())
        if isinstance(one, exp.Lambda):
            raise NotParsed
        if isinstance(one, exp.Expr):
            return ("foreign", one.key, *(("part", key, self._part(value, depth)) for key, value in said(one).items()))
        return ("value", repr(one))

    def _part(self, value: Any, depth: int) -> Node:
        if isinstance(value, list):
            return ("list", *(self._part(part, depth + 1) for part in value))
        return self.node(value, depth + 1) if isinstance(value, exp.Expr) else self._other(value, depth)


def name_of(identifier: Any) -> str:
    """A name in lower case; one that is quoted and means something else without its quotes keeps them."""
    if identifier is None:
        return ""
    text = str(identifier.this if isinstance(identifier, exp.Identifier) else identifier)
    quoted = isinstance(identifier, exp.Identifier) and identifier.args.get("quoted")
    return f'"{text}"' if quoted and not re.fullmatch(r"[a-z_][a-z0-9_]*", text) else text.lower()


def said(one: exp.Expr) -> dict[str, Any]:
    """The arguments of a node that are there, in one order."""
    return {key: value for key, value in sorted(one.args.items()) if value is not None and value is not False
            and value != []}  # fmt: skip


def _alone(*operands: Any) -> None:
    """A comparison of a comparison, without parentheses, is read one way by one engine and another by the next."""
    if any(isinstance(one, _COMPARING) for one in operands):
        raise NotParsed
