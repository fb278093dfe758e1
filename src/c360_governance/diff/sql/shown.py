"""What may name a column of a query's result as well as one of its sources: GROUP BY, HAVING, ORDER BY.

Engines differ in which of the two they take. Where both are possible the name is neither, and equals itself only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from c360_governance.diff.sql.foreign import name_of, said
from c360_governance.diff.sql.parser import NULL, Node, NotParsed
from c360_governance.diff.sql.scope import Scope

STAR: Node = ("star",)
Columns = tuple[tuple[str, Node], ...]
"""The columns of a result in their order: name, what it is."""


class Shown:
    """Reads what may name a column of the result as well as one of a source: GROUP BY, HAVING, ORDER BY."""

    def __init__(self, columns: Columns, scope: Scope, read: Callable[[Any], Node]) -> None:
        self.columns = dict(columns)
        self.scope = scope
        self.read = read

    def within(self, one: Any) -> Node:
        """An expression; a name that could be either is neither."""
        twins = [column for column in one.find_all(exp.Column) if not column.table and self.is_either(column)]
        if not twins:
            return self.read(one)
        copy = one.copy()
        for column in list(copy.find_all(exp.Column)):
            if not column.table and self.is_either(column):
                column.replace(exp.Anonymous(this=f"either~{name_of(column.this)}"))
        return self.read(copy)

    def is_either(self, column: exp.Column) -> bool:
        name = name_of(column.this)
        return name in self.columns and self.columns[name] != self.read(column)


def grouped(query: exp.Select, columns: Columns, shown: Shown) -> Node | None:
    """GROUP BY as a set; None where there is none. Raises `NotParsed`."""
    clause = query.args.get("group")
    if clause is None:
        return None
    if set(said(clause)) - {"expressions"}:
        raise NotParsed
    found = []
    aliased = False
    for one in clause.expressions:
        name = name_of(one.this) if isinstance(one, exp.Column) and not one.table else ""
        if isinstance(one, exp.Literal):
            found.append(_numbered(one, columns))
        elif name in shown.columns and _is_only_an_alias(name, shown.columns[name]):
            found.append(shown.columns[name])
            aliased = True
        else:
            found.append(shown.within(one))
    if aliased and len(set(found)) < len(found):
        raise NotParsed  # the alias may be a column of the source after all
    return ("group", *sorted(set(found), key=repr))


def _is_only_an_alias(name: str, value: Node) -> bool:
    """Whether grouping by a column of a source of that name would not be allowed beside ``value``."""
    read = list(_names(value))
    return bool(read) and name not in {one.rpartition(".")[2] for one in read}


def _names(node: Node) -> list[str]:
    if node[0] == "col":
        return [node[1]]
    return [name for part in node if isinstance(part, tuple) and part for name in _names(part)]


def _numbered(one: exp.Literal, columns: Columns) -> Node:
    if one.is_string or not one.this.isdigit() or not 0 < int(one.this) <= len(columns) < 10_000:
        raise NotParsed
    value = columns[int(one.this) - 1][1]
    if any(column == STAR for _, column in columns):
        raise NotParsed
    return value


def limited_by(query: exp.Select, columns: Columns, shown: Shown) -> Node:
    """LIMIT and OFFSET with the order that they cut in. Raises `NotParsed`."""
    found: list[Node] = []
    for key in ("limit", "offset"):
        clause = query.args.get(key)
        if clause is not None and (
            not isinstance(clause, exp.Limit | exp.Offset) or set(said(clause)) - {"expression"}
        ):
            raise NotParsed
        found.append(shown.read(clause.expression) if clause is not None else NULL)
    order = query.args.get("order")
    for one in order.expressions if order is not None else ():
        if set(said(one)) - {"this", "desc", "nulls_first"}:
            raise NotParsed
        name = name_of(one.this.this) if isinstance(one.this, exp.Column) and not one.this.table else ""
        value = (_numbered(one.this, columns) if isinstance(one.this, exp.Literal)
                 else shown.columns[name] if name in shown.columns else shown.within(one.this))  # fmt: skip
        found.append(("ordered", bool(one.args.get("desc")), bool(one.args.get("nulls_first")), value))
    return ("limit", *found)
