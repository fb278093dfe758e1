"""ODCS 2.2 in the words of 3.x: enough to compare a contract with its migrated self."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.diff.values import text
from c360_governance.model.lenient import mappings, sequence

COLUMNS = "columns"
"""The key under which 2.2 holds a table's properties; kept beside `properties` so that pointers stay true."""

_TERMS = {
    "uuid": "id",
    "quantumName": "dataProduct",
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
_RULE = {"toolName": "engine", "toolRuleName": "implementation", "scheduleCronExpression": "schedule"}
_CONNECTION = ("server", "database", "project", "datasetProject", "datasetName", "driver", "sourceSystem",
               "sourcePlatform")  # fmt: skip
_CHANNELS = ("productDl", "productSlackChannel", "productFeedbackUrl")


def is_legacy(document: Mapping[Any, Any]) -> bool:
    """Whether a document was written before 3.0: it says so, or holds tables under `dataset`."""
    version = text(document, "apiVersion") or ""
    return version.startswith(("v2.", "2.")) or ("dataset" in document and "schema" not in document)


def says_how_to_connect(document: Mapping[Any, Any]) -> bool:
    """Whether a document of 2.2 says what 3.0 says under `servers`, in words that cannot be compared with those."""
    return any(text(document, key) for key in _CONNECTION)


def names_channels(document: Mapping[Any, Any]) -> bool:
    """Whether a document of 2.2 names what 3.0 lists under `support`."""
    return any(text(document, key) for key in _CHANNELS)


def terms(document: Mapping[Any, Any]) -> dict[Any, Any]:
    """The document with 3.x's keys. Pure; never raises."""
    renamed = {_name(key, _TERMS): value for key, value in document.items()}
    renamed["schema"] = [_table(raw) if isinstance(raw, Mapping) else raw for raw in sequence(document.get("dataset"))]
    renamed["slaProperties"] = [
        {_name(key, {"column": "element"}): value for key, value in raw.items()} if isinstance(raw, Mapping) else raw
        for raw in sequence(document.get("slaProperties"))
    ]
    return renamed


def _table(raw: Mapping[Any, Any]) -> dict[Any, Any]:
    table = {_name(key, _TABLE): value for key, value in raw.items()}
    columns = [_column(entry) if isinstance(entry, Mapping) else entry for entry in sequence(raw.get(COLUMNS))]
    return {**table, COLUMNS: True, "properties": columns, "quality": _rules(raw)}


def _column(raw: Mapping[Any, Any]) -> dict[Any, Any]:
    column = {_name(key, _COLUMN): value for key, value in raw.items()}
    nullable = column.pop("isNullable", None)
    if isinstance(nullable, bool):
        column["required"] = not nullable
    return {**column, "quality": _rules(raw)} if "quality" in raw else column


def _rules(raw: Mapping[Any, Any]) -> list[dict[Any, Any]]:
    """The rules of a tool; those that 3.0 knows by a name of its own get it."""
    return [
        {**{_name(key, _RULE): value for key, value in rule.items()}, "type": "custom", "rule": text(rule, "code")}
        for _, rule in mappings(raw.get("quality"))
    ]


def _name(key: Any, names: Mapping[str, str]) -> Any:
    return names.get(key, key) if isinstance(key, str) else key
