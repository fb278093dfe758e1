"""SQL that the light grammar does not know: parsed by sqlglot, read into the same kind of tree."""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from c360_governance.diff.sql.foreign import Walk, said
from c360_governance.diff.sql.normal import normal
from c360_governance.diff.sql.parser import Node, NotParsed
from c360_governance.diff.sql.query import read_inner, read_query
from c360_governance.diff.sql.scope import Scope
from c360_governance.diff.sql.tokens import plain_template

DIALECT = "duckdb"
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def parse(sql: str, *, query: bool, source: str = "") -> Node:
    """The tree of an expression, or of one SELECT (``query``), normalised. Raises `NotParsed`."""
    text = _TEMPLATE.sub(lambda found: '"' + plain_template(found.group()).replace('"', "'") + '"', sql)
    try:
        if query:
            return read_query(_one(text))
        select = _one(f"SELECT {text}\n")
        if not isinstance(select, exp.Select) or len(select.expressions) != 1 or set(said(select)) != {"expressions"}:
            raise NotParsed
        one = select.expressions[0]
        if isinstance(one, exp.Alias) and not re.search(r"\bas\b", text, re.IGNORECASE):
            raise NotParsed  # what runs into a number or a placeholder is read as an alias, and is none
        return normal(Walk(Scope(), read_inner).node(one.unalias(), 0), source)
    except (SqlglotError, RecursionError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise NotParsed from error


def _one(sql: str) -> exp.Expr:
    statements = [one for one in sqlglot.parse(sql, dialect=DIALECT) if one is not None]
    if len(statements) != 1:
        raise NotParsed
    return statements[0]
