"""Whether two pieces of SQL always yield the same.

Three steps, each dearer than the one before and imported when it is needed: the same tokens; the same normal form;
conditions that agree in every case. sqlglot is imported only for SQL that the light grammar does not know.
"""

from __future__ import annotations

from typing import Literal

from c360_governance.diff.sql.parser import Node, NotParsed, parse
from c360_governance.diff.sql.tokens import same_tokens
from c360_governance.diff.sql.volatile import is_volatile

Role = Literal["condition", "expression", "query"]
"""A condition only tells what is true from what is not; an expression has a value; a query is a whole SELECT."""

_LONGEST = 20_000


def equivalent(old: str, new: str, role: Role = "expression", source: str | None = None) -> bool:
    """Whether both always yield the same, proven. Pure; never raises.

    ``source`` is the dataset whose columns need no qualifier.
    """
    if same_tokens(old, new):
        return True
    if max(len(old), len(new)) > _LONGEST:
        return False
    try:
        before, after = (_tree(text, role, (source or "").lower()) for text in (old, new))
    except (NotParsed, RecursionError):
        return False
    if is_volatile(before) or is_volatile(after):
        return False
    return _same(before, after, passing=role == "condition")


def tree(text: str, source: str | None = None) -> Node | None:
    """The normal form of an expression or a condition; None for what cannot be read."""
    try:
        return _tree(text, "expression", (source or "").lower())
    except (NotParsed, RecursionError):
        return None


def _tree(text: str, role: Role, source: str) -> Node:
    if role != "query":
        from c360_governance.diff.sql.normal import normal

        try:
            return normal(parse(text), source)
        except NotParsed:
            pass
    from c360_governance.diff.sql.full_parser import parse as parse_foreign

    return parse_foreign(text, query=role == "query", source=source)


def _same(left: Node, right: Node, *, passing: bool = False) -> bool:
    """``passing``: the nodes are conditions of which only the true ones matter."""
    if left == right:
        return True
    from c360_governance.diff.sql.normal import is_boolean

    if passing or (is_boolean(left) and is_boolean(right)):
        from c360_governance.diff.sql.logic import same_condition

        return same_condition(left, right, passing=passing)
    if left[:1] != right[:1] or len(left) != len(right) or left[0] in ("num", "str", "col", "param"):
        return False
    if left[0] == "where":
        return _same(left[1], right[1], passing=True)
    if left[0] == "case":
        return len(left[1]) == len(right[1]) and _same(left[2], right[2]) and all(
            _same(old[0], new[0], passing=True) and _same(old[1], new[1])
            for old, new in zip(left[1], right[1], strict=True)
        )  # fmt: skip
    return all(
        one == other or (isinstance(one, tuple) and isinstance(other, tuple) and _same(one, other))
        for one, other in zip(left[1:], right[1:], strict=True)
    )
