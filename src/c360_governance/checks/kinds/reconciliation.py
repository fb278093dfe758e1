"""Reconciliation: figures of this dataset against those of another table, here or in another warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.own_rules import own_rules
from c360_governance.checks.own_rules import read as read_options
from c360_governance.checks.reconcile.declared import NotDeclared, read
from c360_governance.checks.subject import Subject, name
from c360_governance.checks.threshold import Threshold
from c360_governance.model.contract import Property
from c360_governance.model.location import Pointer
from c360_governance.sources.document import Document


def compile_(subject: Subject) -> Iterator[Check]:
    """One check a rule of kind reconciliation in the contract."""
    for own in own_rules(subject):
        if own.options.get("kind") == "reconciliation":
            yield _check(subject, own.prop, own.pointer, own.rule, own.options, own.problem, None)


def of_file(subject: Subject, document: Document) -> Iterator[Check]:
    """One check an entry of a file in checks/ that ``reconciliations-1`` has accepted."""
    for index, entry in enumerate(document.value["reconciliations"]):
        written = {key: value for key, value in entry.items() if key not in ("name", "severity", "description")}
        options, problem = read_options({"kind": "reconciliation", **written})
        yield _check(subject, None, ("reconciliations", index), entry, options, problem, document.path)


def _check(
    subject: Subject, prop: Property | None, pointer: Pointer, rule: Mapping[str, Any], options: Mapping[str, Any],
    problem: str | None, path: str | None,
) -> Check:  # fmt: skip
    asked = None
    if problem is None:
        try:
            asked = read(subject, options)
        except NotDeclared as error:
            problem = str(error)
    unit = f"differences, compared {asked.tolerance}" if asked else "differences"
    check = subject.check("reconciliation", name(rule, "reconciliation"), "reconciliation", pointer, prop=prop,
                          threshold=Threshold("=", 0, None, unit), rule=rule, nested=False, path=path,
                          problem=problem)  # fmt: skip
    return replace(check, reconciliation=asked)
