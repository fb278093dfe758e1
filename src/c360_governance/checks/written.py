"""SQL that people wrote into a contract or a check, read before it is asked: one expression or one SELECT."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

    from c360_governance.checks.measure.site import Site


class Unreadable(Exception):
    """sqlglot does not understand the text; the engine might."""


def condition(text: str, dialect: str) -> exp.Expr:
    """One expression. Raises `Unreadable`, and `WarehouseError` for one that reaches outside the tables."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    from c360_governance.warehouse.read_only import judge

    try:
        found = sqlglot.parse_one(text, dialect=dialect, into=exp.Condition)
    except (SqlglotError, RecursionError, ValueError) as error:
        raise Unreadable(str(error)) from None
    judge(found)
    return exp.paren(found, copy=False) if isinstance(found, exp.Connector) else found


def statement(text: str, dialect: str) -> exp.Query:
    """One SELECT, without the wrapping ``SELECT (...) AS value`` that makes it a scalar. Raises as `condition`."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        found = sqlglot.parse_one(text, dialect=dialect)
    except (SqlglotError, RecursionError, ValueError) as error:
        raise Unreadable(str(error)) from None
    if not isinstance(found, exp.Query):
        raise Unreadable("it is no SELECT")
    inner = found.expressions[0] if isinstance(found, exp.Select) and len(found.expressions) == 1 else None
    if isinstance(inner, exp.Alias) and isinstance(inner.this, exp.Subquery) and not found.args.get("from_"):
        return inner.this.this  # type: ignore[no-any-return]  # a subquery holds a query
    return found


def stands_alone(node: exp.Expr) -> bool:
    """Whether an expression looks at nothing but its own row or group: no subquery, no window."""
    from sqlglot import exp

    return node.find(exp.Query, exp.Window) is None


def row_condition(query: exp.Query, schema: str, table: str, *, counting: bool) -> exp.Expr | None:
    """The condition of a statement that takes each row of a table by itself: None for every other statement.

    ``counting`` asks for ``SELECT COUNT(*) FROM table WHERE condition``, else for ``SELECT ... FROM table WHERE
    condition``. Such a statement can be asked together with others, and of new rows alone.
    """
    from sqlglot import exp

    if not isinstance(query, exp.Select) or not _is_plain(query):
        return None
    source, where = query.args["from_"].this, query.args.get("where")
    if not isinstance(source, exp.Table) or source.args.get("joins") or source.args.get("sample"):
        return None
    if source.name.lower() != table.lower() or (source.db or schema).lower() != schema.lower() or source.catalog:
        return None
    (first, *others) = query.expressions
    if counting:
        if others or not isinstance(first.unalias(), exp.Count) or not isinstance(first.unalias().this, exp.Star):
            return None
    elif any(one.find(exp.AggFunc, exp.Window, exp.Unnest, exp.Explode) for one in query.expressions):
        return None
    if where is None:
        return exp.true()
    found: exp.Expr = where.this.copy()
    if not stands_alone(found) or found.find(exp.AggFunc):
        return None
    aliases = {one.alias.lower() for one in query.expressions if isinstance(one, exp.Alias)}
    for column in found.find_all(exp.Column):
        if column.name.lower() in aliases:
            return None
        if column.table:
            if column.table.lower() != source.alias_or_name.lower() or column.args.get("db"):
                return None
            column.set("table", None)
    return exp.paren(found, copy=False) if isinstance(found, exp.Connector) else found


def joined_rows(query: exp.Query, site: Site) -> exp.Query | None:
    """``SELECT COUNT(*) FROM table JOIN others ... WHERE ...``, held to the rows of the site's window.

    None where its count is not one of the table's own rows with what they are joined to.
    """
    from sqlglot import exp

    if not isinstance(query, exp.Select) or not query.args.get("from_") or len(query.expressions) != 1:
        return None
    if any(value and key not in (*_PARTS, "joins") for key, value in query.args.items()):
        return None
    counted = query.expressions[0].unalias()
    source = query.args["from_"].this
    names = [table.name.lower() for table in query.find_all(exp.Table)]
    if not isinstance(counted, exp.Count) or not isinstance(counted.this, exp.Star):
        return None
    if not isinstance(source, exp.Table) or source.name.lower() != site.table.name.lower() or source.catalog:
        return None
    if (source.db or site.table.schema).lower() != site.table.schema.lower() or names.count(source.name.lower()) > 1:
        return None
    if any(join.side in ("RIGHT", "FULL") for join in query.args.get("joins") or ()):
        return None
    return query.where(site.within(source.alias_or_name))


_PARTS = ("from_", "where", "expressions", "kind")


def _is_plain(query: exp.Select) -> bool:
    extra = [key for key, value in query.args.items() if value and key not in _PARTS]
    return not extra and query.args.get("from_") is not None and bool(query.expressions)
