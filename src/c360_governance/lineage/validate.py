"""Whether an event is what OpenLineage says an event is, by JSON Schemas of our own that ship with the package.

The OpenLineage client accepts NaN, times without a zone and unknown event types; this does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c360_governance.model.errors import LogError
from c360_governance.sources.schemas import validator

OWN_FACETS = {
    "c360_check": "c360-check-input-dataset-facet-1",
    "c360_frontier": "c360-frontier-input-dataset-facet-1",
    "c360_reconciliation": "c360-reconciliation-run-facet-1",
    "c360_findings": "c360-findings-run-facet-1",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """``pointer`` is the way to the value (``inputs/0/facets/schema``), ``keyword`` the schema's that it breaks.

    ``message`` quotes no value of the event but those of closed sets and the names of keys.
    """

    pointer: str
    keyword: str
    message: str


def violations(event: Mapping[str, Any]) -> list[Violation]:
    """What in an event deviates from the specification's structure, and in our facets from their schemas."""
    found: list[Violation] = []
    try:
        if not validator("openlineage-event-1").is_valid(event):
            found += [_violation(error, ()) for error in validator("openlineage-event-1").iter_errors(event)]
        for place, key, body in _own_facets(event):
            errors = validator(OWN_FACETS[key]).iter_errors({key: body})
            found += [_violation(error, place) for error in errors]
    except ValueError:  # jsonschema-rs walks to a depth of 255
        found.append(Violation("", "depth", "the event is nested too deeply to be validated"))
    return found


def require_valid(event: Mapping[str, Any]) -> None:
    """Raises `LogError` for an event of our own that no receiver should get."""
    for violation in violations(event):
        raise LogError(f"the run's event is no valid OpenLineage: {violation.pointer}: {violation.message}")


def _own_facets(event: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    run = event.get("run")
    if isinstance(run, dict):
        yield from _named(run.get("facets"), ("run", "facets"))
    inputs = event.get("inputs")
    for at, dataset in enumerate(inputs if isinstance(inputs, list) else ()):
        if isinstance(dataset, dict):
            yield from _named(dataset.get("inputFacets"), ("inputs", at, "inputFacets"))


def _named(facets: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    for key in OWN_FACETS if isinstance(facets, dict) else ():
        if key in facets:
            yield place, key, facets[key]


def _violation(error: Any, place: tuple[str | int, ...]) -> Violation:
    pointer = "/".join(str(step) for step in (*place, *error.instance_path))
    return Violation(pointer, error.kind.name, _message(error.kind))


_FORMATS = {"date-time": "an ISO time with a zone", "uri": "a URI", "uuid": "a UUID"}


def _message(kind: Any) -> str:
    """jsonschema-rs's own messages quote the value, which may be personal; these do not."""
    match kind.name:
        case "required":
            return f"{kind.property!r} is missing"
        case "type":
            return f"is no {' or '.join(kind.types)}"
        case "format":
            return f"is not {_FORMATS.get(kind.format, kind.format)}"
        case "enum":
            return f"is none of {', '.join(map(str, kind.options))}"
        case "falseSchema":
            return "does not belong into this kind of event"
        case "additionalProperties":
            return f"has unknown keys: {', '.join(kind.unexpected)}"
        case other:
            return f"breaks the specification ({other})"
