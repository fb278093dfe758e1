"""Missing values: required columns, keys, and the library's nullValues and missingValues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.subject import Subject, metric, name
from c360_governance.checks.threshold import of_rule


def compile_(subject: Subject) -> Iterator[Check]:
    """A required or primary-key column holds no NULL; a rule may call further values missing, or allow some."""
    for prop in subject.dataset.properties:
        if prop.required or prop.primary_key_position is not None:
            declared = "required" if prop.required else "primaryKey"
            yield subject.check("missing", "missing", "missing", (*prop.pointer, declared), prop=prop)
    for column, pointer, rule in subject.rules("nullValues", "missingValues", "nullCheck"):
        problem = None if column else f"{metric(rule)} is a rule for a column"
        yield subject.check("missing", name(rule, metric(rule)), "missing", pointer, prop=column,
                            threshold=of_rule(rule), body=_body(rule), rule=rule, problem=problem)  # fmt: skip


def _body(rule: Mapping[str, Any]) -> dict[str, Any]:
    arguments = rule.get("arguments")
    listed = arguments.get("missingValues") if isinstance(arguments, Mapping) else None
    # NULL is always missing, and as a member of Soda's list it would make the comparison itself NULL.
    values = [value for value in listed if value is not None] if isinstance(listed, list) else []
    return {"missing_values": values} if values and metric(rule) == "missingValues" else {}
