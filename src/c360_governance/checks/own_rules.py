"""Quality rules for this package (``type: custom``, ``engine: c360``), held against ``quality-rule-1``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c360_governance.checks.subject import Subject
from c360_governance.model.contract import Property
from c360_governance.model.errors import SourceError
from c360_governance.model.location import Pointer
from c360_governance.sources.document import parse_document
from c360_governance.sources.validation import find_flaws

ENGINE = "c360"


@dataclass(frozen=True, slots=True)
class OwnRule:
    """``options`` is the implementation; ``problem`` says why it cannot be used."""

    prop: Property | None
    pointer: Pointer
    rule: Mapping[str, Any]
    options: Mapping[str, Any]
    problem: str | None


def own_rules(subject: Subject) -> Iterator[OwnRule]:
    """The dataset's rules and its columns'; an implementation may be a mapping, or one as YAML text."""
    for prop, pointer, rule in subject.rules(type_="custom"):
        if str(rule.get("engine", "")).lower() == ENGINE:
            options, problem = read(rule.get("implementation"))
            yield OwnRule(prop, pointer, rule, options, problem)


def read(implementation: object) -> tuple[Mapping[str, Any], str | None]:
    """The options of an implementation, or none and what is wrong with it."""
    if isinstance(implementation, str):
        try:
            implementation = parse_document(implementation.encode(), "").value
        except SourceError as error:
            return {}, f"the implementation cannot be read: {error.message}"
    if not isinstance(implementation, Mapping):
        return {}, "the implementation is no mapping"
    flaws = find_flaws(dict(implementation), "quality-rule-1")
    return implementation, f"the implementation: {flaws[0].message}" if flaws else None
