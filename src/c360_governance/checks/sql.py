"""The two ways in which a contract's words may enter SQL, as a quoted identifier and as a quoted literal; and dialects.

What we write ourselves is DuckDB's SQL, and is translated for other engines where a check is made (`translated`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

AS_OF = "TIMESTAMPTZ '${soda.DATA_TIMESTAMP}'"
"""The data's clock, which Soda fills in: the plan does not change when the clock does."""


def identifier(name: str) -> str:
    """A name in double quotes; its own are doubled."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string in single quotes; its own are doubled."""
    return "'" + text.replace("'", "''") + "'"


def value(item: object) -> str:
    """A YAML scalar as SQL. Numbers and booleans stand as they are; everything else is text."""
    if isinstance(item, bool):
        return "TRUE" if item else "FALSE"
    return str(item) if isinstance(item, int | float) else literal(str(item))


def qualified(schema: str, table: str) -> str:
    """A table's quoted name."""
    return f"{identifier(schema)}.{identifier(table)}"


def dialect_of(server: object) -> str | None:
    """sqlglot's name of the engine that an ODCS server's type names; None for what speaks no SQL that it knows."""
    from sqlglot.dialects.dialect import Dialect

    name = {"postgresql": "postgres", "sqlserver": "tsql"}.get(server, server) if isinstance(server, str) else None
    return name if name and Dialect.get(name) else None


def translated(text: str, written: str, engine: str) -> str:
    """An expression or a statement in another engine's words; as it is where it cannot be read."""
    if written == engine:
        return text
    import sqlglot
    from sqlglot.errors import ErrorLevel, SqlglotError

    try:
        node = sqlglot.parse_one(text, dialect=written)
        return node.transform(_zoned, engine).sql(dialect=engine, unsupported_level=ErrorLevel.IGNORE)
    except (SqlglotError, RecursionError, ValueError):
        return text


def _zoned(node: exp.Expr, engine: str) -> exp.Expr:
    """DuckDB's and PostgreSQL's ``timezone(zone, time)`` for engines that have a function for each direction."""
    from sqlglot import exp

    if not isinstance(node, exp.Anonymous) or node.name.lower() != "timezone" or engine in ("duckdb", "postgres"):
        return node
    zone, time = node.expressions
    naive = isinstance(time, exp.Cast) and time.to.this in (exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ)
    if engine in ("spark", "databricks"):
        return exp.Anonymous(this="to_utc_timestamp" if naive else "from_utc_timestamp", expressions=[time, zone])
    if engine == "snowflake":
        zones = [zone, exp.Literal.string("UTC")] if naive else [zone]
        return exp.Anonymous(this="CONVERT_TIMEZONE", expressions=[*zones, time])
    if engine == "bigquery":
        return exp.Anonymous(this="TIMESTAMP" if naive else "DATETIME", expressions=[time, zone])
    if naive:
        return exp.Anonymous(this="with_timezone", expressions=[time, zone])
    return exp.AtTimeZone(this=time, zone=zone)
