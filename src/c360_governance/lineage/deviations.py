"""How an event of others deviates from the OpenLineage specification, as findings. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.lineage.validate import violations
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

_RULES = {
    "required": ("openlineage-missing-field", "the producer should send the field that the specification requires"),
    "format": ("openlineage-invalid-format", "the producer should write the value in the specified format"),
    "type": ("openlineage-wrong-type", "the producer should send the specified type"),
    "enum": ("openlineage-unknown-value", "the producer should use a value that the specification knows"),
}
_OTHER = ("openlineage-invalid-event", "the producer should follow the OpenLineage specification 2-0-2")
_NAN = ("openlineage-not-a-number", "JSON has no NaN and no infinity: the value is stored as null")


def is_event(event: Mapping[str, Any]) -> bool:
    """Whether an object is an OpenLineage event at all: it speaks of a run, a job or a dataset."""
    return any(isinstance(event.get(part), dict) for part in ("run", "job", "dataset"))


def deviations(event: Mapping[str, Any], place: Location) -> Iterator[Finding]:
    """One warning for each deviation of the structure; no message quotes a value of the event."""
    for violation in violations(event):
        rule, help_ = _RULES.get(violation.keyword, _OTHER)
        pointer = violation.pointer or "the event"
        yield Finding(rule, "warning", violation.message, place, subject=pointer, help=help_)


def without_nan(event: Any, place: Location) -> tuple[Any, list[Finding]]:
    """The event with null for numbers that JSON lacks, and a warning for each of them."""
    found: list[Finding] = []

    def scrub(value: Any, pointer: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            return {key: scrub(item, (*pointer, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [scrub(item, (*pointer, str(index))) for index, item in enumerate(value)]
        if isinstance(value, float) and not math.isfinite(value):
            rule, help_ = _NAN
            found.append(Finding(rule, "warning", "is no JSON number", place, subject="/".join(pointer), help=help_))
            return None
        return value

    return scrub(event, ()), found
