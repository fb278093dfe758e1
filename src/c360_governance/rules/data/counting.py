"""Statements that count rows: all of them, and those that a condition or a set of columns picks out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from c360_governance.warehouse.table import quoted_table

if TYPE_CHECKING:
    from sqlglot import exp


class Question(NamedTuple):
    """One statement, its parameters, and what the rows do that it counts second ("" where only all of
    them matter)."""

    statement: exp.Select
    values: tuple[Any, ...]
    phrase: str


def counted(table: str, broken: exp.Expr, values: tuple[Any, ...], phrase: str) -> Question:
    """All rows, and those for which ``broken`` holds."""
    from sqlglot import exp

    cases = exp.Count(this=exp.Case().when(broken, exp.Literal.number(1)))
    return Question(exp.select(exp.Count(this=exp.Star()), cases).from_(quoted_table(table)), values, phrase)


def repeated(table: str, columns: Sequence[exp.Expr], *, key: bool) -> Question:
    """Rows that share their value with another one; of a key, those with a part that is missing too."""
    size, blank, groups = _groups(table, columns)
    from sqlglot import exp

    shared = exp.and_(size > 1, blank.eq(0))
    broken = exp.or_(shared, blank.eq(1)) if key else shared
    offending = exp.case().when(broken, size).else_(exp.Literal.number(0))
    phrase = "lack a part of the key or share it" if key else "share their value with another"
    return Question(_summed(groups, size, offending), (), phrase)


def too_many(table: str, columns: Sequence[exp.Expr]) -> Question:
    """Rows too many: of two that are equal, one. NULL in a single column equals nothing."""
    size, blank, groups = _groups(table, columns)
    from sqlglot import exp

    excess: exp.Expr = exp.Sub(this=size, expression=exp.Literal.number(1))
    if len(columns) == 1:
        excess = exp.case().when(blank.eq(0), excess).else_(exp.Literal.number(0))
    return Question(_summed(groups, size, excess), (), "are duplicates")


def orphans(table: str, columns: Sequence[exp.Expr], target: str, keys: Sequence[exp.Expr]) -> Question:
    """Rows of a table whose columns all have a value, which no row of the target has in its keys."""
    from sqlglot import exp

    names = [exp.to_identifier(f"k{place}", quoted=True) for place in range(len(keys))]
    known = exp.select(*(exp.alias_(key, name) for key, name in zip(keys, names, strict=True)))
    known = known.distinct().from_(quoted_table(target))
    own = exp.select(*(exp.alias_(column, name) for column, name in zip(columns, names, strict=True)))
    rows, partners = (side.subquery(exp.to_identifier(name, quoted=True))
                      for side, name in ((own.from_(quoted_table(table)), "rows"), (known, "known")))  # fmt: skip
    left, right = ([exp.column(name.copy(), table=exp.to_identifier(side, quoted=True)) for name in names]
                   for side in ("rows", "known"))  # fmt: skip
    filled = [exp.not_(column.is_(exp.Null())) for column in left]
    lonely = exp.case().when(exp.and_(*filled, right[0].is_(exp.Null())), exp.Literal.number(1))
    same = exp.and_(*(one.eq(other) for one, other in zip(left, right, strict=True)))
    statement = exp.select(exp.Count(this=exp.Star()), exp.Count(this=lonely)).from_(rows)
    return Question(statement.join(partners, on=same, join_type="left"), (), "have no partner")


def _groups(table: str, columns: Sequence[exp.Expr]) -> tuple[exp.Column, exp.Column, exp.Subquery]:
    from sqlglot import exp

    missing = exp.or_(*(column.is_(exp.Null()) for column in columns))
    blank = exp.case().when(missing, exp.Literal.number(1)).else_(exp.Literal.number(0))
    inner = exp.select(
        exp.alias_(exp.Count(this=exp.Star()), "size", quoted=True),
        exp.alias_(exp.Max(this=blank), "blank", quoted=True),
    )
    groups = inner.from_(quoted_table(table)).group_by(*columns).subquery("groups")
    size, empty = (exp.column(exp.to_identifier(name, quoted=True)) for name in ("size", "blank"))
    return size, empty, groups


def _summed(groups: exp.Subquery, size: exp.Expr, offending: exp.Expr) -> exp.Select:
    from sqlglot import exp

    sums = (exp.Sum(this=size), exp.Sum(this=offending))
    return exp.select(*(exp.func("COALESCE", total, exp.Literal.number(0)) for total in sums)).from_(groups)
