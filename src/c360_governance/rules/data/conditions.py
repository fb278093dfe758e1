"""Which rows break what a change demands from now on, as a condition on one column of a table.

The names are those of the old version, under which the data stands today. Identifiers are quoted, values are bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.diff.physical import family
from c360_governance.diff.subjects.text_options import bits
from c360_governance.diff.subjects.type import logical_type
from c360_governance.diff.values import number
from c360_governance.rules.data.speaking import mark

if TYPE_CHECKING:
    from sqlglot import exp


class Condition(NamedTuple):
    """``broken`` holds for a row that breaks the new demand; ``values`` are its parameters, ``phrase`` says what such
    rows do."""

    broken: exp.Expr
    values: tuple[Any, ...]
    phrase: str


Maker = Callable[["exp.Expr", Change], Condition | None]


def condition(column: exp.Expr, change: Change) -> Condition | None:
    """The condition for a change's kind; None for one that says nothing about the rows that there are, or that SQL
    cannot check. NULL breaks nothing but a demand for a value."""
    maker = CONDITIONS.get(change.kind)
    return maker(column, change) if maker else None


def _missing(column: exp.Expr, change: Change) -> Condition:
    return Condition(column.is_(_null()), (), "have no value")


def _not_among(column: exp.Expr, change: Change) -> Condition | None:
    values = _scalars(change.new)
    return Condition(column.isin(*_marks(values)).not_(), values, "hold another value") if values else None


def _among(column: exp.Expr, change: Change) -> Condition | None:
    values = _scalars(change.old)
    return Condition(column.isin(*_marks(values)), values, "hold a value that is ruled out") if values else None


def _limit(column: exp.Expr, change: Change) -> Condition | None:
    from sqlglot import exp

    key, value = str(change.pointer_new[-1]), _value(change.new)
    sort = {"minimum": exp.LT, "exclusiveMinimum": exp.LTE, "maximum": exp.GT, "exclusiveMaximum": exp.GTE}.get(key)
    if sort is None or value is None:
        return None
    return Condition(sort(this=column, expression=mark()), (value,), "lie outside")


def _length(column: exp.Expr, change: Change) -> Condition | None:
    from sqlglot import exp

    limit = number(change.new)
    if limit is None:
        return None
    sort = exp.LT if "-length-" in change.kind and change.kind.startswith("min-") else exp.GT
    return Condition(
        sort(this=exp.Length(this=column), expression=mark()),
        (int(limit),),
        "are shorter" if sort is exp.LT else "are longer",
    )


def _items(column: exp.Expr, change: Change) -> Condition | None:
    from sqlglot import exp

    limit = number(change.new)
    if limit is None:
        return None
    sort, phrase = (exp.LT, "hold fewer") if change.kind.startswith("min-") else (exp.GT, "hold more")
    return Condition(sort(this=exp.ArraySize(this=column), expression=mark()), (int(limit),), phrase)


def _repeating(column: exp.Expr, change: Change) -> Condition:
    """Lists in which an item, or NULL, stands more than once."""
    from sqlglot import exp

    item = exp.to_identifier("item", quoted=True)
    items = exp.select(exp.alias_(exp.Anonymous(this="UNNEST", expressions=[column]), item))
    twice = exp.Count(this=exp.Star()) > 1
    found = exp.select(exp.Literal.number(1)).from_(items.subquery(exp.to_identifier("items", quoted=True)))
    return Condition(exp.Exists(this=found.group_by(exp.column(item.copy())).having(twice)), (), "repeat an item")


def _members(column: exp.Expr, change: Change) -> Condition | None:
    """Structs in which one of the members has no value."""
    from sqlglot import exp

    names = change.new if isinstance(change.new, list) else []
    members = [exp.Dot(this=exp.Paren(this=column.copy()), expression=exp.to_identifier(str(name), quoted=True))
               for name in names]  # fmt: skip
    if not members:
        return None
    lacking = exp.or_(*(exp.Is(this=member, expression=exp.Null()) for member in members))
    return Condition(exp.and_(exp.Is(this=column, expression=exp.Null()).not_(), lacking), (), "lack a member")


def _format(column: exp.Expr, change: Change) -> Condition | None:
    """Numbers of fewer bits."""
    from sqlglot import exp

    ends = bits(str(change.new))
    if ends is None:
        return None
    outside = exp.or_(
        exp.LT(this=column, expression=exp.Literal.number(ends[0])),
        exp.GT(this=column.copy(), expression=exp.Literal.number(ends[1])),
    )
    return Condition(outside, (), f"do not fit {change.new}")


def _pattern(column: exp.Expr, change: Change) -> Condition | None:
    from sqlglot import exp

    if not isinstance(change.new, str):
        return None
    return Condition(exp.RegexpLike(this=column, expression=mark()).not_(), (change.new,), "do not match the pattern")


def _multiple(column: exp.Expr, change: Change) -> Condition | None:
    from sqlglot import exp

    if number(change.new) is None:
        return None
    exact = exp.cast(column, exp.DataType.build("DECIMAL(38, 12)"))
    rest = exp.Mod(this=exact, expression=mark())
    return Condition(rest.neq(0), (Decimal(str(change.new)),), f"are no multiple of {change.new}")


def _physical(column: exp.Expr, change: Change) -> Condition | None:
    from sqlglot import exp

    new = str(change.new)
    before, after = family(str(change.old)), family(new)
    if after is None:
        return None
    if after.name in ("varchar", "char"):
        if after.size is None:
            return None
        text = exp.cast(column, exp.DataType.build("TEXT"))
        return Condition(exp.GT(this=exp.Length(this=text), expression=mark()), (after.size,), "are longer")
    return _cast(column, new, exact=before is not None and before.kind == after.kind)


def _logical(column: exp.Expr, change: Change) -> Condition | None:
    old, new = (logical_type(value) for value in (change.old, change.new))
    target = _LOGICAL.get(new or "")
    if target is None:
        return None
    return _cast(column, target, exact={old, new} in ({"integer", "number"}, {"date", "timestamp"}))


def _cast(column: exp.Expr, target: str, *, exact: bool) -> Condition | None:
    """Rows whose value the type does not hold: it does not convert, or becomes another one."""
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        converted = exp.TryCast(this=column, to=exp.DataType.build(target))
    except (SqlglotError, ValueError, RecursionError):
        return None
    lost: exp.Expr = converted.is_(_null())
    if exact:
        lost = exp.or_(lost, converted.neq(column))
    return Condition(exp.and_(column.is_(_null()).not_(), lost), (), f"do not fit {target}")


def _null() -> exp.Expr:
    from sqlglot import exp

    return exp.Null()


def _marks(values: tuple[Any, ...]) -> list[exp.Expr]:
    return [mark() for _ in values]


def _scalars(value: Any) -> tuple[Any, ...]:
    values = value if isinstance(value, list) else []
    return tuple(values) if all(isinstance(one, str | int | float) for one in values) else ()


def _value(value: Any) -> int | float | date | time | None:
    """A limit as a parameter: a number, or the moment or time of day that a text names."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    for parse in (datetime.fromisoformat, time.fromisoformat):
        with suppress(ValueError, TypeError):
            return parse(value)
    return None


_LOGICAL = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "timestamp": "TIMESTAMP",
            "time": "TIME"}  # fmt: skip
CONDITIONS: Mapping[str, Maker] = {
    "required-added": _missing,
    "property-added-required": _missing,
    "enum-added": _not_among,
    "enum-value-removed": _among,
    "minimum-tightened": _limit,
    "maximum-tightened": _limit,
    "object-required-added": _members,
    "unique-items-added": _repeating,
    "min-items-tightened": _items,
    "max-items-tightened": _items,
    "format-narrowed": _format,
    "min-length-tightened": _length,
    "max-length-tightened": _length,
    "multiple-of-tightened": _multiple,
    "multiple-of-changed": _multiple,
    "pattern-added": _pattern,
    "pattern-tightened": _pattern,
    "pattern-replaced": _pattern,
    "pattern-changed": _pattern,
    "physical-type-narrowed": _physical,
    "physical-type-changed": _physical,
    "scale-changed": _physical,
    "logical-type-narrowed": _logical,
    "logical-type-changed": _logical,
}
