"""Duplicates: unique columns, primary keys of one column or of several, and the library's duplicateValues.

The measured value is the number of rows too many: two equal rows count one. For one column NULLs are left out,
as SQL's UNIQUE does; a tuple with a NULL in it equals another that has the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.spec import Tuples
from c360_governance.checks.sql import identifier
from c360_governance.checks.subject import Subject, metric, name
from c360_governance.checks.threshold import of_rule
from c360_governance.model.contract import Property
from c360_governance.model.location import Pointer


def compile_(subject: Subject) -> Iterator[Check]:
    """A key or a unique column has no two equal rows; a rule may allow some."""
    key = subject.dataset.primary_key
    for prop in subject.dataset.properties:
        if prop.unique or key == (prop,):
            declared = "unique" if prop.unique else "primaryKey"
            yield subject.check("duplicate", "duplicate", "duplicate", (*prop.pointer, declared), prop=prop)
    if len(key) > 1:
        columns = tuple(prop.column for prop in key)
        yield subject.check("duplicate", "primary_key", "metric", (*key[0].pointer, "primaryKey"),
                            body={"expression": excess_rows(columns)}, spec=Tuples(columns))  # fmt: skip
    for column, pointer, rule in subject.rules("duplicateValues", "duplicateCount", "duplicates"):
        yield _of_rule(subject, column, pointer, rule)


def excess_rows(columns: Sequence[str], *, where: str | None = None, percent: bool = False) -> str:
    """Rows minus distinct tuples, as an aggregate.

    Soda joins the values to one text and hashes it, so ('a||b', 'c') and ('a', 'b||c') count as equal, and so do
    NULL and its sentinel; a row value compares column by column.
    """
    kept = f" FILTER (WHERE {where})" if where else ""
    excess = f"COUNT(*){kept} - COUNT(DISTINCT ROW({', '.join(map(identifier, columns))})){kept}"
    return f"COALESCE(100.0 * ({excess}) / NULLIF(COUNT(*){kept}, 0), 0)" if percent else excess


def _of_rule(subject: Subject, prop: Property | None, pointer: Pointer, rule: Mapping[str, Any]) -> Check:
    suffix, threshold = name(rule, metric(rule)), of_rule(rule)
    if prop is not None:
        return subject.check("duplicate", suffix, "duplicate", pointer, prop=prop, threshold=threshold, rule=rule)
    arguments = rule.get("arguments")
    listed = arguments.get("properties") if isinstance(arguments, Mapping) else None
    names = [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []
    found = [subject.dataset.find(entry) for entry in names]
    unknown = [entry for entry, column in zip(names, found, strict=True) if column is None]
    problem = None
    if unknown:
        problem = f"there is no column {unknown[0]!r} in the contract"
    elif not names:
        problem = "on a table, duplicateValues needs arguments: properties"
    percent = threshold is not None and threshold.unit == "%"
    columns = tuple(column.column for column in found if column)
    body = {"expression": excess_rows(columns, percent=percent)} if names else {}
    return subject.check("duplicate", suffix, "metric", pointer, threshold=threshold, rule=rule, body=body,
                         spec=Tuples(columns, percent=percent), problem=problem)  # fmt: skip
