"""A statement in the words of an engine, where sqlglot's own translation asks something else or fails on some rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def mark() -> exp.Expr:
    """Where a value is bound: `?` for every engine, as `Warehouse.query` takes it."""
    from sqlglot import exp

    return exp.var("?")


def spoken(statement: exp.Select, dialect: str) -> str:
    """The statement as text."""
    return (statement.transform(_in_postgres) if dialect == "postgres" else statement).sql(dialect=dialect)


def _in_postgres(node: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    if isinstance(node, exp.ArraySize):  # ARRAY_LENGTH of an empty list is NULL.
        return exp.Anonymous(this="CARDINALITY", expressions=[node.this])
    if not isinstance(node, exp.TryCast):
        return node
    # A cast that fails would end the statement, so the text is asked first, without digits that say nothing.
    text = exp.func("REGEXP_REPLACE", exp.cast(node.this, "TEXT"), exp.Literal.string(r"\.0+$"), exp.Literal.string(""))
    fits = exp.func("PG_INPUT_IS_VALID", text, exp.Literal.string(node.to.sql(dialect="postgres")))
    return exp.case().when(fits, exp.cast(text.copy(), node.to.copy()))
