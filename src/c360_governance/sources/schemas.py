"""The JSON Schemas that documents are held against: found, read and compiled once.

ODCS's are the official ones as datacontract-cli ships them and Soda's its own; both are found without importing
the packages they lie in, which would take seconds.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import SourceError

if TYPE_CHECKING:
    from jsonschema_rs import Validator

ODCS = {"v3.2": "odcs-3.2.0", "v3.1": "odcs-3.1.0", "v3.0": "odcs-3.0.2"}
"""The schema of each ODCS version that can be linted; later patches only widened the earlier ones."""

SODA = "soda"

_OWN = Path(__file__).parent.parent / "schemas"


@cache
def load(name: str) -> dict[str, Any]:
    """The schema of that name: one of `ODCS`'s, `SODA`, or the stem of a file in the package's schemas folder.

    Raises `SourceError` when the package that ships it is not installed as it should be.
    """
    path = _path(name)
    try:
        schema: dict[str, Any] = json.loads(path.read_bytes())
    except OSError as error:
        raise SourceError(
            f"the JSON Schema {path.name} cannot be read: {error.strerror}", help="install c360-governance again"
        ) from None
    return schema


@cache
def validator(name: str) -> Validator:
    """The compiled schema. Formats are asserted; nothing is ever fetched."""
    import jsonschema_rs

    return jsonschema_rs.validator_for(load(name), validate_formats=True, offline=True)


def odcs_schema(api_version: object) -> str | None:
    """The schema for a document's ``apiVersion`` (v3.1.0), or None where there is none for it."""
    if not isinstance(api_version, str) or api_version.count(".") != 2:
        return None
    name = ODCS.get(api_version.rpartition(".")[0])
    return name if name and api_version in load(name)["properties"]["apiVersion"]["enum"] else None


def _path(name: str) -> Path:
    if name in ODCS.values():
        return _package("datacontract") / "schemas" / f"{name}.schema.json"
    if name == SODA:
        return _package("soda_core") / "contracts" / "soda_data_contract_json_schema_1_0_0.json"
    return _OWN / f"{name}.schema.json"


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SourceError(f"the package {name} is not installed", help="install c360-governance with its dependencies")
    return Path(next(iter(spec.submodule_search_locations)))
