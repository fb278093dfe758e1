"""ODCS 2.2 in the words of 3.x: enough to compare a contract with its migrated self."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.diff.values import mappings, text

COLUMNS = "columns"
"""The key under which 2.2 holds a table's properties; kept beside `properties` so that pointers stay true."""

_TERMS = {
    "uuid": "id",
    "quantumName": "name",
    "datasetDomain": "domain",
    "stakeholders": "team",
    "slaDefaultColumn": "slaDefaultElement",
}
_TABLE = {"table": "name", "dataGranularity": "dataGranularityDescription"}
_COLUMN = {
    "column": "name",
    "isPrimaryKey": "primaryKey",
    "isUnique": "unique",
    "partitionStatus": "partitioned",
    "criticalDataElementStatus": "criticalDataElement",
    "encryptedColumnName": "encryptedName",
    "transformSourceTables": "transformSourceObjects",
    "sampleValues": "examples",
}


def is_legacy(document: Mapping[Any, Any]) -> bool:
    """Whether a document was written before 3.0: it says so, or holds tables under `dataset`."""
    version = text(document, "apiVersion") or ""
    return version.startswith(("v2.", "2.")) or ("dataset" in document and "schema" not in document)


def terms(document: Mapping[Any, Any]) -> dict[Any, Any]:
    """The document with 3.x's keys. Pure; never raises."""
    renamed = {_name(key, _TERMS): value for key, value in document.items()}
    renamed["schema"] = [_table(raw) if isinstance(raw, Mapping) else raw for raw in _list(document.get("dataset"))]
    renamed["slaProperties"] = [
        {_name(key, {"column": "element"}): value for key, value in raw.items()} if isinstance(raw, Mapping) else raw
        for raw in _list(document.get("slaProperties"))
    ]
    return renamed


def _table(raw: Mapping[Any, Any]) -> dict[Any, Any]:
    table = {_name(key, _TABLE): value for key, value in raw.items()}
    columns = [_column(entry) if isinstance(entry, Mapping) else entry for entry in _list(raw.get(COLUMNS))]
    quality = [{"type": "custom", **entry} for _, entry in mappings(raw.get("quality"))]
    return {**table, COLUMNS: True, "properties": columns, "quality": quality}


def _column(raw: Mapping[Any, Any]) -> dict[Any, Any]:
    column = {_name(key, _COLUMN): value for key, value in raw.items()}
    nullable = column.pop("isNullable", None)
    if isinstance(nullable, bool):
        column["required"] = not nullable
    return column


def _name(key: Any, names: Mapping[str, str]) -> Any:
    return names.get(key, key) if isinstance(key, str) else key


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
