"""Statements that people wrote and we run: one SELECT each, that touches the warehouse's tables and nothing else.

The connection is read-only and shut in already; a statement is refused here first, so that the refusal says why and
holds for engines whose connections cannot be shut in as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from c360_governance.model.errors import WarehouseError

if TYPE_CHECKING:
    from sqlglot import exp

_QUERY_WORDS = ("SELECT", "WITH", "FROM")
_REACHES_OUT = re.compile(
    r"^(current_setting$|duckdb_(settings|logs)|read_|write_|st_read|load_|sniff_|glob$|getenv$|which_secret$|duckdb_secrets$|pg_read|pg_ls|pg_stat_file$"
    r"|pg_(file|backup|current_logfile|stat.*_reset)|lo_|loread$|lowrite$|ts_stat$|ts_rewrite$|crosstab|connectby$"
    r"|(force_)?checkpoint$|enable_|disable_"
    r"|pg_(terminate|cancel|reload|rotate|switch|promote|create|drop|advisory|try_adv|notify|logical|replic|export|wal)"
    r"|set_config$|nextval$|setval$|query_to_xml|cursor_to_xml|database_to_xml|xp_|java_method$|reflect$|try_reflect$|dblink|query$|query_table$|shell|system$|http_|pragma_)"
    r"|_(scan|query|attach|execute|metadata|snapshots)$|_secrets?$"
)
_ESCAPED_NAME = re.compile(r"\bu&\s*\"", re.I)
"""PostgreSQL's ``U&"\\0061"``: the name that would be judged is not the one that is called."""
_FILE = re.compile(r"[/\\:]|\.(csv|tsv|parquet|json|jsonl|ndjson|db|duckdb|sqlite|xlsx|arrow)(\.gz|\.zst)?$", re.I)


def read_only(sql: str, dialect: str, limit: int | None = None) -> str:
    """The statement, if it is one that may run. Raises `WarehouseError` with the reason where it may not.

    ``limit`` spares the warehouse rows that nobody looks at: it is added to a statement that sets none itself.
    """
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    if sql.strip() and _keyword(sql) not in _QUERY_WORDS:
        raise _refusal(f"{_keyword(sql)} is no SELECT")
    if _ESCAPED_NAME.search(sql):
        raise _refusal("it writes a name in escapes")
    try:
        statements = [statement for statement in sqlglot.parse(sql, dialect=dialect) if statement is not None]
    except (SqlglotError, RecursionError) as error:
        words = str(error).splitlines() or [type(error).__name__]
        raise _refusal(f"it is not valid SQL: {words[0].rstrip('. ')}") from None
    statements = [statement for statement in statements if not isinstance(statement, exp.Semicolon)]
    if len(statements) != 1:
        raise _refusal(f"it holds {len(statements)} statements, one is allowed")
    (statement,) = statements
    if not isinstance(statement, exp.Query):
        raise _refusal(f"{_keyword(sql)} is no SELECT")
    judge(statement)
    text = sql.strip().rstrip(";").rstrip()
    unlimited = not statement.args.get("limit") and not isinstance(statement, exp.Subquery)
    return f"{text}\nLIMIT {limit:d}" if limit is not None and unlimited and ";" not in text else text


def judge(expression: exp.Expr) -> None:
    """Raises `WarehouseError` for an expression that writes, or that reads anything but the warehouse's tables."""
    for node in expression.walk():
        _judge(node)


def _judge(node: exp.Expr) -> None:
    from sqlglot import exp

    if isinstance(node, exp.DML | exp.DDL | exp.Command | exp.Into) and not isinstance(node, exp.Query):
        raise _refusal(f"it holds {node.key.upper()}")
    if isinstance(node, exp.Lock):
        raise _refusal("it locks rows")
    if isinstance(node, exp.Func):
        name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
        if _REACHES_OUT.search(name):
            raise _refusal(f"the function {name} reaches outside the warehouse's tables")
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier) and _FILE.search(node.name):
        raise _refusal("it reads a file as if it were a table")


def _keyword(sql: str) -> str:
    """The statement's first word, for the reader; never more of it, because it may hold values."""
    found = re.search(r"[A-Za-z]+", re.sub(r"--[^\n]*|/\*.*?\*/", " ", sql, flags=re.S))
    return found[0].upper() if found else "the statement"


def _refusal(reason: str) -> WarehouseError:
    return WarehouseError(f"the statement is refused: {reason}", help="write one SELECT over the warehouse's tables")
