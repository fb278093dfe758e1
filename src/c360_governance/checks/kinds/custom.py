"""Rules in Soda's own language inside a contract (``type: custom``, ``engine: soda``).

The implementation is a Soda v4 check, or a list of them, as a mapping or as YAML text:
``{missing: {threshold: {must_be: 0}}}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.soda.check import read
from c360_governance.checks.subject import Subject, name
from c360_governance.model.contract import Property
from c360_governance.model.errors import SourceError
from c360_governance.model.location import Pointer
from c360_governance.sources.document import parse_document
from c360_governance.sources.validation import find_flaws


def compile_(subject: Subject) -> Iterator[Check]:
    """Every custom rule for Soda; those for other engines are theirs to run."""
    for prop, pointer, rule in subject.rules(type_="custom"):
        if str(rule.get("engine", "")).lower() != "soda":
            continue
        entries, problem = _entries(subject, prop, rule.get("implementation"))
        if problem:
            yield subject.check("invariant", name(rule, "soda"), "metric", pointer, prop=prop, rule=rule,
                                problem=problem)  # fmt: skip
        for number, (type_, written) in enumerate(entries, start=1):
            suffix = name(rule, type_) + (f"_{number}" if len(entries) > 1 else "")
            yield _check(subject, prop, pointer, rule, suffix, type_, written)


def _check(
    subject: Subject, prop: Property | None, pointer: Pointer, rule: Mapping[str, Any], suffix: str, type_: str,
    written: Mapping[str, Any],
) -> Check:  # fmt: skip
    soda = read(subject, type_, written, subject.written)
    judged = rule if "severity" in rule else {**rule, "severity": soda.severity}
    return subject.check(soda.kind, suffix, soda.type, pointer, prop=prop, threshold=soda.threshold, body=soda.body,
                         rule=judged, asked=soda.asked, spec=soda.spec, written=soda.dialect,
                         problem=soda.problem)  # fmt: skip


def _entries(
    subject: Subject, prop: Property | None, implementation: object
) -> tuple[list[tuple[str, Mapping[str, Any]]], str | None]:
    """The (type, options) of the checks in an implementation, or why there are none."""
    if isinstance(implementation, str):
        try:
            implementation = parse_document(implementation.encode(), "").value
        except SourceError as error:
            return [], f"the implementation cannot be read: {error.message}"
    if isinstance(implementation, Mapping) and isinstance(implementation.get("checks"), list):
        implementation = implementation["checks"]
    checks: list[Any] = implementation if isinstance(implementation, list) else [implementation]
    column = {"name": prop.column if prop else "", "checks": checks}
    document = {"dataset": subject.table.path, "columns": [column] if prop else []} | (
        {} if prop else {"checks": checks}
    )
    flaws = find_flaws(document, "soda")
    if flaws:
        return [], f"the implementation is no Soda v4 check: {flaws[0].message}"
    if not all(isinstance(check, Mapping) and len(check) == 1 for check in checks):
        return [], "the implementation is no Soda v4 check: each has one key, its type"
    return [(type_, options or {}) for check in checks for type_, options in check.items()], None
