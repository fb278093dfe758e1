"""Bitol's Open Metadata Difference Standard (`kind: MetadataDifference`), one YAML document a changed document.

Built to Bitol's RFC 0039, which is open and has no JSON Schema yet. Of what it leaves open, its own recommendations
are followed: paths name the entries of lists, and its impact table is a floor that our rules may exceed. Documents
of kinds that its table does not know have the level UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c360_governance import __version__
from c360_governance.diff.change import Change
from c360_governance.diff.values import plain, text
from c360_governance.diff.version import core
from c360_governance.model.lenient import mapping, sequence
from c360_governance.model.location import Pointer
from c360_governance.rules.document_diff import DocumentDiff
from c360_governance.rules.judge import message
from c360_governance.rules.registry import breaking_rule

API_VERSION = "v1.0.0"
_KINDS = {"contract": "DataContract", "metric": "Metric", "event-schema": "EventSchema"}
_LEVELS = ("PATCH", "MINOR", "MAJOR")
_PROMISES = frozenset({
    "name", "physicalName", "logicalType", "physicalType", "required", "unique", "criticalDataElement",
})  # fmt: skip
_NAMES = ("name", "id", "property", "server", "role", "channel", "username", "table", "column")
"""The keys that tell the entries of a list apart, the first that an entry has."""


def render(documents: Iterable[DocumentDiff]) -> str:
    """The documents that have two versions to compare, as a YAML stream; "" where there is none."""
    import yaml

    bodies = [_body(document) for document in documents if document.old_path and document.values[1] is not None]
    return yaml.safe_dump_all(bodies, sort_keys=False, allow_unicode=True, width=10_000, explicit_start=len(bodies) > 1)


def _body(document: DocumentDiff) -> dict[str, Any]:
    diffs = [_entry(change, document) for change in document.changes]
    impact = {level.lower(): sum(entry["impactLevel"] == level for entry in diffs) for level in reversed(_LEVELS)}
    suggested = _suggested(document, impact)
    return {
        "apiVersion": API_VERSION,
        "kind": "MetadataDifference",
        "sourceKind": _KINDS[document.kind],
        "source1": _source(document, document.values[0], document.old_version),
        "source2": _source(document, document.values[1], document.new_version),
        "scope": "all",
        "impact": impact,
        **({"suggestedVersion": suggested} if suggested else {}),
        "diffs": diffs,
        "customProperties": [
            {"property": "generatedBy", "value": f"c360-governance/{__version__}"},
            {"property": "path", "value": document.path},
            {"property": "verdict", "value": document.verdict},
            {"property": "requiredBump", "value": document.required_bump},
        ],
    }


def _source(document: DocumentDiff, value: Any, version: str | None) -> dict[str, str]:
    raw = mapping(value)
    id_ = next((found for key in ("id", "uuid", "$id", "name") for found in [text(raw, key)] if found), document.name)
    return {"id": id_, "version": version or ""}


def _entry(change: Change, document: DocumentDiff) -> dict[str, Any]:
    kind = _kind(change)
    side, pointer = (0, change.pointer_old) if kind == "REMOVE" else (1, change.pointer_new)
    section = {"dataset": "schema"}.get(str(pointer[0]), str(pointer[0])) if pointer else "all"
    field = next((step for step in reversed(pointer) if isinstance(step, str)), section)
    entry: dict[str, Any] = {"type": kind, "section": section, "field": field}
    entry["path"] = path(document.values[side], pointer)
    if kind != "ADD":
        entry["value1"] = _value(document.values[0], change.pointer_old, change.old)
    if kind != "REMOVE":
        entry["value2"] = _value(document.values[1], change.pointer_new, change.new)
    rule = breaking_rule(change.kind)
    entry["message"] = f"{change.subject}: {message(rule, change.old, change.new)}"
    level = _level(rule.bump or "none", kind, section, field) if document.kind == "contract" else "UNKNOWN"
    return {**entry, "impactLevel": level}


def _kind(change: Change) -> str:
    """What became of the thing; of one that stands for itself (a property of an event), the places tell."""
    if change.new is None and (change.old is not None or change.gone):
        return "REMOVE"
    before, after = change.pointer_old, change.pointer_new
    appeared = len(before) < len(after) and after[: len(before)] == before
    return "ADD" if change.old is None and (change.new is not None or appeared) else "CHANGE"


def path(document: Any, pointer: Pointer) -> str:
    """A pointer with names for positions: `/schema[name=accounts]/properties[name=email]/required`."""
    written = ""
    for index, step in enumerate(pointer):
        if isinstance(step, str):
            written += f"/{step}"
            continue
        entry = mapping(_at(document, pointer[: index + 1]))
        name = next(((key, found) for key in _NAMES for found in [text(entry, key)] if found), None)
        written += f"[{name[0]}={name[1]}]" if name else f"[{step}]"
    return written or "/"


def _value(document: Any, pointer: Pointer, compared: Any) -> Any:
    """What stands at the pointer; the value that was compared where nothing does, or where it is the whole document."""
    found = _at(document, pointer) if pointer else None
    return plain(compared if found is None else found)


def _at(document: Any, pointer: Pointer) -> Any:
    """What stands at a pointer, None where it leads nowhere."""
    value = document
    for step in pointer:
        if isinstance(value, Mapping):
            value = value.get(step)
        else:
            items = sequence(value)
            value = items[step] if isinstance(step, int) and 0 <= step < len(items) else None
    return value


def _level(bump: str, kind: str, section: str, field: str) -> str:
    """The graver of our rule's bump and the least level that the standard's table has for contracts."""
    if section == "schema":
        if kind == "REMOVE":
            floor = "MAJOR"
        elif kind == "CHANGE":
            floor = "MAJOR" if field in _PROMISES else "MINOR" if field == "quality" else "PATCH"
        else:
            floor = "MINOR" if field in _PROMISES | {"properties", "quality"} else "PATCH"
    else:
        floor = "PATCH" if kind == "ADD" or field == "contractCreatedTs" else "MINOR"
    ours = bump.upper() if bump != "none" else "PATCH"
    return max(floor, ours, key=_LEVELS.index)


def _suggested(document: DocumentDiff, impact: Mapping[str, int]) -> str | None:
    """The next version by the standard's arithmetic, which knows no exception below 1.0.0."""
    found = core(document.old_version)
    if found is None or document.verdict == "identical" or document.kind != "contract":
        return None
    major, minor, patch = found
    if impact["major"]:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if impact["minor"] else f"{major}.{minor}.{patch + 1}"
