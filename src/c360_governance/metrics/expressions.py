"""The SQL pieces of a spec as syntax trees: parsed, confined, their columns qualified, their traps taken out.

Specs are written in DuckDB's dialect, which is close to PostgreSQL's; the trees belong to no dialect, so the
engine's own is a matter of printing them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.period import Period
from c360_governance.metrics.spec import Snippet

DIALECT = "duckdb"
PARAMETERS = ("as_of", "period_start", "first_week", "last_week")
_FOREIGN = (exp.Query, exp.Subquery, exp.Table, exp.Star, exp.Window, exp.DDL, exp.DML, exp.Command, exp.Alias)


def parse(snippet: Snippet, *, aggregates: bool = False) -> exp.Expr:
    """One SQL expression over a row. Raises `SpecError` for what is none: a statement, a subquery, a window.

    With ``aggregates`` it may (and must) aggregate; without, it may not.
    """
    tree = _parsed(snippet, f"SELECT {snippet.text}\n")
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or set(_parts(tree)) != {"expressions"}:
        raise _wrong(snippet, "is not one SQL expression")
    expression: exp.Expr = tree.expressions[0]
    for node in expression.walk():
        if isinstance(node, _FOREIGN) and not (isinstance(node, exp.Star) and isinstance(node.parent, exp.Count)):
            raise _wrong(snippet, f"holds {node.key.upper()}, which an expression over a row may not")
        if isinstance(node, exp.Column) and node.args.get("db"):
            raise _wrong(snippet, f"names {node.sql()}; columns are written column or dataset.column")
        if isinstance(node, exp.AggFunc) and not aggregates:
            raise _wrong(snippet, f"holds the aggregate {node.key.upper()}; say it with `agg`, or give an `entity`")
    if aggregates and not any(isinstance(node, exp.AggFunc) for node in expression.walk()):
        raise _wrong(snippet, "must aggregate the entity's rows, as in MIN(created_at)")
    _confine(snippet, expression)
    return expression.copy()


def parse_query(snippet: Snippet) -> exp.Query:
    """The one SELECT of a metric of type sql. Raises `SpecError` for anything else."""
    tree = _parsed(snippet, snippet.text)
    if not isinstance(tree, exp.Query):
        raise _wrong(snippet, "is no SELECT")
    _confine(snippet, tree)
    return tree


def qualified(expression: exp.Expr, snippet: Snippet) -> exp.Expr:
    """The expression with every column qualified: unqualified ones are the source's."""
    for column in expression.find_all(exp.Column):
        if not column.table and snippet.source:
            column.set("table", exp.to_identifier(snippet.source, quoted=True))
    return expression


def columns(expression: exp.Expr) -> set[tuple[str, str]]:
    """The (dataset, column) pairs that a qualified expression reads."""
    return {(column.table, column.name) for column in expression.find_all(exp.Column)}


def without_traps(expression: exp.Expr) -> exp.Expr:
    """The expression with divisions that mean the same in every engine: never of integers, null for a zero divisor."""

    def mend(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Div):
            return node
        divisor = node.expression
        known = isinstance(divisor, exp.Literal) and not divisor.is_string and float(divisor.name) != 0
        safe = divisor if known else exp.Nullif(this=_bare(divisor), expression=exp.Literal.number(0))
        return exp.Div(this=double(_bare(node.this)), expression=safe, typed=False, safe=False)

    return expression.transform(mend)


def bound(expression: exp.Expr, snippet: Snippet, period: Period) -> exp.Expr:
    """The expression with the period's values for its parameters, so that the SQL stands for itself."""
    values: Mapping[str, date | datetime | None] = {
        "as_of": period.as_of,
        "period_start": period.start,
        "first_week": period.first_week,
        "last_week": period.last_week,
    }

    def bind(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder | exp.Parameter):
            return node
        if node.name not in values:
            raise _wrong(
                snippet, f"has an unknown parameter :{node.name}",
                f"there are {', '.join(f':{name}' for name in PARAMETERS)}",
            )  # fmt: skip
        if node.name != "as_of" and period.start is None:
            raise _wrong(snippet, f"uses :{node.name}, which `grain_to_date: all` has not")
        return literal(values[node.name])

    return expression.transform(bind)


def literal(value: date | datetime | float | None) -> exp.Expr:
    """A date, a time (UTC) or a number as SQL."""
    if value is None:
        return exp.cast(exp.null(), "DATE")
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), "TIMESTAMP")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.convert(value)


def double(expression: exp.Expr) -> exp.Expr:
    return exp.cast(expression, "DOUBLE")


def column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def table(name: str) -> exp.Table:
    """A table by name, quoted."""
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _bare(expression: exp.Expr) -> exp.Expr:
    """The expression without parentheses around it, which a function call makes superfluous."""
    while isinstance(expression, exp.Paren):
        expression = expression.this
    return expression


def _parsed(snippet: Snippet, sql: str) -> exp.Expr:
    try:
        statements = sqlglot.parse(sql, dialect=DIALECT)
    except (SqlglotError, RecursionError) as error:
        reason = (str(error).splitlines() or ["it is nested too deeply"])[0]
        raise _wrong(snippet, f"is not valid SQL: {reason.partition('. Line')[0]}") from None
    if len(statements) != 1 or statements[0] is None:
        raise _wrong(snippet, f"holds {len(statements)} statements")
    return statements[0]


def _confine(snippet: Snippet, tree: exp.Expr) -> None:
    """Refuse what reaches outside the warehouse's tables, with the words of the guard that knows."""
    from c360_governance.model.errors import WarehouseError
    from c360_governance.warehouse.read_only import read_only

    query = tree if isinstance(tree, exp.Query) else exp.select(tree.copy())
    try:
        read_only(query.sql(DIALECT, comments=False), DIALECT)
    except WarehouseError as error:
        raise _wrong(snippet, f"cannot be used: {error.message.partition(': ')[2]}") from None


def _parts(tree: exp.Expr) -> list[str]:
    return [name for name, value in tree.args.items() if value]


def _wrong(snippet: Snippet, message: str, help: str = "") -> SpecError:
    return SpecError(f"{snippet.pointer[-1]} {message}", snippet.metric, snippet.pointer, help=help)
