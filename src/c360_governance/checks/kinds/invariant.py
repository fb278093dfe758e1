"""Invariants: quality rules in SQL.

The SQL of a rule returns one number, which the rule's operator judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.subject import Subject, name
from c360_governance.checks.threshold import of_rule
from c360_governance.model.contract import Property
from c360_governance.model.errors import C360Error

_PLACEHOLDER = re.compile(r"\$\{\s*([A-Za-z_]+)\s*\}")


def compile_(subject: Subject) -> Iterator[Check]:
    """Every rule of type sql as one check."""
    for prop, pointer, rule in subject.rules(type_="sql"):
        query, problem = _scalar(subject, prop, rule)
        body = {"query": query} if query else {}
        yield subject.check("invariant", name(rule, "sql"), "metric", pointer, prop=prop, threshold=of_rule(rule),
                            body=body, rule=rule, nested=False, written=subject.written, problem=problem)  # fmt: skip


def _scalar(subject: Subject, prop: Property | None, rule: Mapping[str, Any]) -> tuple[str, str | None]:
    """The rule's statement, bound to return one value.

    Soda takes the first value of the first row, whatever else the statement returns; a scalar subquery of several
    rows or columns is an error of the engine.
    """
    text = rule.get("query")
    if not isinstance(text, str) or not text.strip():
        return "", "the rule has no query"
    known = dict.fromkeys(("table", "object", "model"), _named(subject, subject.table.name, subject.table.schema))
    if prop is not None:
        known |= dict.fromkeys(("column", "property"), _named(subject, prop.column))
    unknown = [found[1] for found in _PLACEHOLDER.finditer(text) if found[1] not in known]
    if unknown:
        return "", f"the query's placeholder {unknown[0]!r} stands for nothing here"
    filled = _PLACEHOLDER.sub(lambda found: known[found[1]], text)
    from c360_governance.warehouse.read_only import read_only

    try:
        statement = read_only(filled, subject.written)
    except C360Error as error:
        return "", error.message
    return f"SELECT (\n{statement}\n) AS value", None


def _named(subject: Subject, name: str, schema: str = "") -> str:
    """A table's or a column's name, quoted as the contract's SQL quotes."""
    from sqlglot import exp

    parts = [exp.to_identifier(part, quoted=True) for part in (schema, name) if part]
    return ".".join(part.sql(dialect=subject.written) for part in parts)
