"""One side's figures as a SELECT in its engine's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c360_governance.checks.reconcile.sides import MOST_GROUPS, Figure, Side
from c360_governance.model.errors import WarehouseError

if TYPE_CHECKING:
    from sqlglot import exp


def select(side: Side, dialect: str) -> str:
    """At most one group more than can be compared, so that too many are noticed.

    Raises `WarehouseError` for SQL in ``where`` or a figure that is none, or that reaches outside the tables.
    """
    from sqlglot import exp

    from c360_governance.warehouse.read_only import read_only

    columns = [exp.column(name, quoted=True) for name in side.by]
    named = [exp.alias_(column, f"g{at}") for at, column in enumerate(columns)]
    figures = [exp.alias_(_figure(figure, dialect), f"f{at}") for at, figure in enumerate(side.figures)]
    schema = exp.to_identifier(side.schema, quoted=True) if side.schema else None
    query = exp.select(*named, *figures).from_(exp.table_(exp.to_identifier(side.table, quoted=True), db=schema))
    if side.where is not None:
        query = query.where(_written(side.where, dialect))
    if columns:
        query = query.group_by(*(column.copy() for column in columns)).limit(MOST_GROUPS + 1)
    return read_only(query.sql(dialect=dialect), dialect)


def _figure(figure: Figure, dialect: str) -> exp.Expr:
    from sqlglot import exp

    if figure.function == "expression":
        return _written(figure.argument, dialect)
    if figure.function == "rows":
        return exp.Count(this=exp.Star())
    column = exp.column(figure.argument, quoted=True)
    match figure.function:
        case "sum":
            return exp.Sum(this=column)
        case "min":
            return exp.Min(this=column)
        case "max":
            return exp.Max(this=column)
        case "avg":
            return exp.Avg(this=column)
        case "count":
            return exp.Count(this=column)
    return exp.Count(this=exp.Distinct(expressions=[column]))


def _written(text: str, dialect: str) -> exp.Expr:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        return sqlglot.parse_one(text, dialect=dialect, into=exp.Condition)
    except (SqlglotError, RecursionError, ValueError) as error:
        words = (str(error).splitlines() or [type(error).__name__])[0]
        raise WarehouseError(f"the expression cannot be read: {words}") from None
