"""Invariants: quality rules in SQL.

The SQL of a rule returns one number, which the rule's operator judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.sql import identifier, qualified
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
                            body=body, rule=rule, nested=False, problem=problem)  # fmt: skip


def _scalar(subject: Subject, prop: Property | None, rule: Mapping[str, Any]) -> tuple[str, str | None]:
    """The rule's statement, bound to return one value.

    Soda takes the first value of the first row, whatever else the statement returns; a scalar subquery of several
    rows or columns is an error of the engine.
    """
    text = rule.get("query")
    if not isinstance(text, str) or not text.strip():
        return "", "the rule has no query"
    known = dict.fromkeys(("table", "object", "model"), qualified(subject.table.schema, subject.table.name))
    if prop is not None:
        known |= dict.fromkeys(("column", "property"), identifier(prop.column))
    unknown = [found[1] for found in _PLACEHOLDER.finditer(text) if found[1] not in known]
    if unknown:
        return "", f"the query's placeholder {unknown[0]!r} stands for nothing here"
    filled = _PLACEHOLDER.sub(lambda found: known[found[1]], text)
    from c360_governance.warehouse.read_only import read_only

    try:
        statement = read_only(filled, "duckdb")
    except C360Error as error:
        return "", error.message
    return f"SELECT (\n{statement}\n) AS value", None
