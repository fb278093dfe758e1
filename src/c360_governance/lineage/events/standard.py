"""Facets as OpenLineage's JSON, without its client: importing that takes longer than checking a small warehouse.

A test holds the addresses of the schemas to the client's, and every event is validated before it is recorded.
"""

from __future__ import annotations

from typing import Any

from c360_governance import __version__

SITE = "https://c360-governance.dev"
PRODUCER = f"{SITE}/c360/{__version__}"
EVENT_SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"

SCHEMAS = {
    "ColumnLineageDatasetFacet": "1-2-0/ColumnLineageDatasetFacet",
    "DataQualityAssertionsDatasetFacet": "1-1-0/DataQualityAssertionsDatasetFacet",
    "DataQualityMetricsInputDatasetFacet": "1-0-3/DataQualityMetricsInputDatasetFacet",
    "DatasetTypeDatasetFacet": "1-0-1/DatasetTypeDatasetFacet",
    "DocumentationDatasetFacet": "1-1-0/DocumentationDatasetFacet",
    "ErrorMessageRunFacet": "1-0-1/ErrorMessageRunFacet",
    "JobTypeJobFacet": "2-0-4/JobTypeJobFacet",
    "LineageDatasetFacet": "1-0-0/LineageFacet",
    "NominalTimeRunFacet": "1-0-1/NominalTimeRunFacet",
    "OwnershipDatasetFacet": "1-0-1/OwnershipDatasetFacet",
    "ProcessingEngineRunFacet": "1-1-1/ProcessingEngineRunFacet",
    "SchemaDatasetFacet": "1-2-0/SchemaDatasetFacet",
    "SourceCodeLocationJobFacet": "1-1-0/SourceCodeLocationJobFacet",
    "TestRunFacet": "1-0-1/TestRunFacet",
}
"""The version and file of each standard facet that our events have."""

_OWN = {
    "C360CheckInputDatasetFacet": "c360-check-input-dataset-facet-1",
    "C360FrontierInputDatasetFacet": "c360-frontier-input-dataset-facet-1",
    "C360ReconciliationRunFacet": "c360-reconciliation-run-facet-1",
    "C360FindingsRunFacet": "c360-findings-run-facet-1",
}


def facet(name: str, /, **values: Any) -> dict[str, Any]:
    """A facet by the name of its definition, ours or the standard's; what is None is not said."""
    if name in _OWN:
        schema = f"{SITE}/schemas/{_OWN[name]}.schema.json#/$defs/{name}"
    else:
        schema = f"https://openlineage.io/spec/facets/{SCHEMAS[name]}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": schema, **said(**values)}


def said(**values: Any) -> dict[str, Any]:
    """The values that are not None."""
    return {key: value for key, value in values.items() if value is not None}
