"""Documents held against their JSON Schema: every violation at once, each with its place and a way out.

jsonschema-rs decides; `sources.flaws` finds the words; positions are computed only when there is something to say,
so a clean document costs milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c360_governance.model.location import Location, Pointer
from c360_governance.model.words import quoted
from c360_governance.sources.document import Document
from c360_governance.sources.flaws import UNKNOWN_KEY, Flaw, flaws
from c360_governance.sources.json_values import as_json, is_not_json
from c360_governance.sources.schemas import ODCS, load, odcs_schema, validator

__all__ = ["UNKNOWN_KEY", "Violation", "find_flaws", "violations"]

_UPGRADE = "set apiVersion: v3.2.0 and rename what changed since 2.2; `datacontract` can convert it"


@dataclass(frozen=True, slots=True)
class Violation:
    """Something in a document that its schema does not allow.

    ``pointer`` leads to the value or to the missing key; ``location`` is the value's, an unknown key's own, or
    the parent's of a missing key. ``keyword`` is the schema keyword that failed, or `UNKNOWN_KEY`.
    """

    pointer: Pointer
    location: Location
    message: str
    help: str
    key: bool
    keyword: str


def violations(document: Document, schema: str) -> list[Violation]:
    """Everything in the document that breaks the schema, in the order of the file.

    ``schema`` is "odcs" (the version that the document names), "soda", or the stem of a file in the package's
    schemas folder ("config-1"). Never raises on a document, whatever it holds.
    """
    found = _odcs_flaws(document.value) if schema == "odcs" else find_flaws(document.value, schema)
    located = [
        Violation(flaw.pointer, document.locate(flaw.pointer, key=flaw.key), flaw.message, flaw.help, flaw.key,
                  flaw.keyword)
        for flaw in found
    ]  # fmt: skip
    return sorted(located, key=lambda violation: violation.location)


def find_flaws(value: Any, schema: str) -> list[Flaw]:
    """Everything in a value that breaks a schema (a name as `sources.schemas.load` takes it)."""
    found: list[Flaw] = []
    try:
        errors = list(validator(schema).iter_errors(value))
        if errors or is_not_json(value):
            value = as_json(value, (), found)
            errors = list(validator(schema).iter_errors(value))
    except ValueError:  # what only YAML can say, e.g. a key that is a number
        value = as_json(value, (), found)
        errors = list(validator(schema).iter_errors(value))
    return found + (flaws(errors, load(schema), value) if errors else [])


def _odcs_flaws(value: Any) -> list[Flaw]:
    if not isinstance(value, dict):
        return [Flaw((), "type", "the document must be a mapping of keys to values", "see https://bitol.io for ODCS")]
    if "dataContractSpecification" in value and "apiVersion" not in value:
        return [
            Flaw(("dataContractSpecification",), "apiVersion", "this is a Data Contract Specification, not ODCS",
                 "convert it with `datacontract export --format odcs`", key=True)
        ]  # fmt: skip
    version = value.get("apiVersion")
    if isinstance(version, str) and version.lstrip("v").startswith("2."):
        return [
            Flaw(("apiVersion",), "apiVersion", f"ODCS {version[:20]} can be compared by `c360 diff`, not linted",
                 _UPGRADE)
        ]  # fmt: skip
    schema = odcs_schema(version)
    if schema:
        return find_flaws(value, schema)
    latest = next(iter(ODCS.values()))
    others = [flaw for flaw in find_flaws(value, latest) if flaw.pointer != ("apiVersion",)]
    return [_unsupported(version, "apiVersion" in value, load(latest)["properties"]["apiVersion"]["enum"]), *others]


def _unsupported(version: object, present: bool, enum: list[str]) -> Flaw:
    supported = sorted(name for name in enum if name.startswith("v3."))
    listed = f"write one of {', '.join(supported)}"
    if not present:
        return Flaw(("apiVersion",), "required", "apiVersion is missing", listed)
    if f"v{version}" in supported:
        listed = f"did you mean 'v{version}'?"
    return Flaw(("apiVersion",), "enum", f"apiVersion {quoted(version)} is no ODCS version that is known", listed)
