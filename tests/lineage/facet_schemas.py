"""The structure of OpenLineage's facets, out of the official schemas: what the package ships of them.

Names, types and what is required; no prose. `C360_UPDATE_GOLDEN=1 pytest tests/lineage/test_facet_bodies.py` writes it
anew where the official schemas are at hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ID = "https://c360-governance.dev/schemas/openlineage-facets-1.schema.json"
_BASES = {"RunFacet": "run", "JobFacet": "job", "DatasetFacet": "dataset", "InputDatasetFacet": "input",
          "OutputDatasetFacet": "output"}  # fmt: skip
_PROSE = {"description", "title", "example", "examples", "deprecated", "$schema", "$id", "default"}


def condensed(folder: Path) -> dict[str, Any]:
    """One schema of all facets: ``$defs`` by name, and per place (run, job, dataset, input, output) the keys."""
    defs: dict[str, Any] = {"Facet": _base(), "DeletableFacet": _base(_deleted={"type": "boolean"})}
    places: dict[str, dict[str, Any]] = {place: {} for place in _BASES.values()}
    for path in sorted((folder / "facets").glob("*.json")):
        document = json.loads(path.read_text())
        own = {name: f"{name}" if name.endswith("Facet") else f"{path.stem}.{name}" for name in document["$defs"]}
        for name, body in document["$defs"].items():
            defs[own[name]] = _plain(body, own)
        for key, schema in document["properties"].items():
            for one in schema.get("anyOf", [schema]):
                name = one["$ref"].rpartition("/")[2]
                for place in _places(document["$defs"][name], document["$defs"]):
                    places[place][key] = {"$ref": f"{ID}#/$defs/{own[name]}"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "The structure of the facets of OpenLineage 2-0-2",
        "description": "x-places: for each place of an event, the keys of its facets.",
        "$defs": dict(sorted(defs.items())),
        "x-places": places,
    }


def _base(**more: Any) -> dict[str, Any]:
    uri = {"type": "string", "format": "uri"}
    properties = {"_producer": uri, "_schemaURL": uri, **more}
    return {"type": "object", "properties": properties, "required": ["_producer", "_schemaURL"]}


def _places(body: dict[str, Any], defs: dict[str, Any]) -> Iterator[str]:
    for part in (*body.get("allOf", ()), *body.get("oneOf", ())):
        name = part.get("$ref", "").rpartition("/")[2]
        if name in _BASES:
            yield _BASES[name]
        elif name in defs:
            yield from _places(defs[name], defs)


def _plain(value: Any, own: dict[str, str], named: bool = False) -> Any:
    if isinstance(value, list):
        return [_plain(item, own) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str) and not named:
        name = value["$ref"].rpartition("/")[2]
        if name in _BASES:
            return {"$ref": f"#/$defs/{'DeletableFacet' if name in ('JobFacet', 'DatasetFacet') else 'Facet'}"}
        return {"$ref": f"#/$defs/{own[name]}"}
    return {key: _plain(item, own, key in ("properties", "$defs")) for key, item in value.items()
            if named or (key not in _PROSE and not (key == "additionalProperties" and item is True))}  # fmt: skip
