"""Whether an event is what OpenLineage says an event is, by JSON Schemas of our own that ship with the package.

The OpenLineage client accepts NaN, times without a zone and unknown event types; this does not.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import LogError
from c360_governance.sources.schemas import load

if TYPE_CHECKING:
    from jsonschema_rs import Validator

OWN_FACETS = {
    "c360_check": ("input", "c360-check-input-dataset-facet-1"),
    "c360_frontier": ("input", "c360-frontier-input-dataset-facet-1"),
    "c360_reconciliation": ("run", "c360-reconciliation-run-facet-1"),
    "c360_findings": ("run", "c360-findings-run-facet-1"),
}
"""Where each of our facets stands, and the schema that judges it."""


@dataclass(frozen=True, slots=True)
class Violation:
    """``pointer`` is the way to the value (``inputs/0/facets/schema``), ``keyword`` the schema's that it breaks.

    ``message`` quotes no value of the event but those of closed sets and the names of keys.
    """

    pointer: str
    keyword: str
    message: str


def violations(event: Mapping[str, Any]) -> list[Violation]:
    """What in an event deviates from the specification's structure, the bodies of known facets included."""
    try:
        if _validator().is_valid(event):
            return []
        return [_violation(error) for error in _validator().iter_errors(event)]
    except ValueError:  # jsonschema-rs walks to a depth of 255
        return [Violation("", "depth", "the event is nested too deeply to be validated")]


def require_valid(event: Mapping[str, Any]) -> None:
    """Raises `LogError` for an event of our own that no receiver should get."""
    for violation in violations(event):
        raise LogError(f"the run's event is no valid OpenLineage: {violation.pointer}: {violation.message}")


@cache
def _validator() -> Validator:
    """The schema of events with those of the facets put in their places, compiled into one."""
    import jsonschema_rs

    facets, own = load("openlineage-facets-1"), {name: load(name) for _, name in OWN_FACETS.values()}
    keys: dict[str, dict[str, Any]] = {place: dict(known) for place, known in facets["x-places"].items()}
    for key, (place, name) in OWN_FACETS.items():
        keys[place][key] = {"$ref": f"{own[name]['$id']}{own[name]['properties'][key]['$ref']}"}
    schema = copy.deepcopy(load("openlineage-event-1"))
    defs = schema["$defs"]
    for place, holder, group in (
        ("run", defs["RunEvent"]["properties"]["run"], "facets"),
        ("job", defs["Job"], "facets"),
        ("dataset", defs["DatasetEvent"]["properties"]["dataset"], "facets"),
        ("dataset", defs["Inputs"]["items"], "facets"),
        ("dataset", defs["Outputs"]["items"], "facets"),
        ("input", defs["Inputs"]["items"], "inputFacets"),
        ("output", defs["Outputs"]["items"], "outputFacets"),
    ):
        holder["properties"][group]["properties"] = keys[place]
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in (facets, *own.values())])
    return jsonschema_rs.validator_for(schema, registry=registry, validate_formats=True, offline=True)


def _violation(error: Any) -> Violation:
    pointer = "/".join(str(step) for step in error.instance_path)
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
