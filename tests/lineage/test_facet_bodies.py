"""The bodies of facets: what the package ships agrees with the official schemas, whole and spoilt."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from facet_schemas import condensed
from test_event_structure import spoilt

import c360_governance
from c360_governance.lineage.events.validate import violations

SHIPPED = Path(c360_governance.__file__).parent / "schemas" / "openlineage-facets-1.schema.json"
BASE = {"_producer": "https://dbt.example/1.0", "_schemaURL": "https://dbt.example/facet.json"}
TABLE = {"namespace": "duckdb://local", "name": "accounts"}
FIELD = {**TABLE, "field": "id", "transformations": [{"type": "DIRECT", "subtype": "IDENTITY", "masking": True}]}
RUN = {"runId": "01a20085-5b53-78ef-b206-57c22717dab5"}
JOB = {"namespace": "airflow", "name": "dag.task"}

FACETS: dict[str, dict[str, Any]] = {
    "run": {
        "parent": {"run": RUN, "job": JOB, "root": {"run": RUN, "job": JOB}},
        "nominalTime": {"nominalStartTime": "2026-01-31T00:00:00Z", "nominalEndTime": "2026-01-31T01:00:00Z"},
        "errorMessage": {"message": "m", "programmingLanguage": "PYTHON", "stackTrace": "s"},
        "processing_engine": {"version": "1", "name": "spark", "openlineageAdapterVersion": "1"},
        "externalQuery": {"externalQueryId": "1", "source": "bigquery"},
        "environmentVariables": {"environmentVariables": [{"name": "A", "value": "b"}]},
        "tags": {"tags": [{"key": "k", "value": "v", "source": "s"}]},
    },
    "job": {
        "sql": {"query": "select 1"},
        "sourceCode": {"language": "python", "sourceCode": "1"},
        "sourceCodeLocation": {"type": "git", "url": "https://git.example/x", "path": "a", "version": "1"},
        "ownership": {"owners": [{"name": "crm", "type": "OWNER"}]},
        "documentation": {"description": "d", "contentType": "text/plain"},
        "jobType": {"processingType": "BATCH", "integration": "DBT", "jobType": "MODEL"},
    },
    "dataset": {
        "schema": {"fields": [{"name": "id", "type": "int", "fields": [{"name": "x"}], "ordinal_position": 1}]},
        "columnLineage": {"fields": {"id": {"inputFields": [FIELD]}}, "dataset": [FIELD]},
        "dataSource": {"name": "db", "uri": "https://db.example"},
        "symlinks": {"identifiers": [{**TABLE, "type": "TABLE"}]},
        "storage": {"storageLayer": "iceberg", "fileFormat": "parquet"},
        "version": {"datasetVersion": "1"},
        "lifecycleStateChange": {"lifecycleStateChange": "RENAME", "previousIdentifier": TABLE},
        "lineage": {"inputs": [{**TABLE, "type": "DATASET"}],
                    "fields": {"id": {"inputs": [{**TABLE, "type": "DATASET", "field": "id"}]}}},
    },
    "input": {
        "dataQualityAssertions": {"assertions": [{"assertion": "not_null", "success": True, "column": "id"}]},
        "dataQualityMetrics": {"rowCount": 1, "columnMetrics": {"id": {"nullCount": 0, "quantiles": {"0.5": 1.0}}}},
        "inputStatistics": {"rowCount": 1, "size": 2, "fileCount": 3},
    },
    "output": {"outputStatistics": {"rowCount": 1, "size": 2, "fileCount": 3}},
}  # fmt: skip


def with_facet(event: dict[str, Any], place: str, key: str, body: Any) -> dict[str, Any]:
    owner, group = {
        "run": (event["run"], "facets"),
        "job": (event["job"], "facets"),
        "dataset": (event["outputs"][0], "facets"),
        "input": (event["inputs"][0], "inputFacets"),
        "output": (event["outputs"][0], "outputFacets"),
    }[place]
    owner[group] = {key: body}
    return event


@pytest.mark.parametrize(("place", "key"), [(place, key) for place, bodies in FACETS.items() for key in bodies])
def test_each_body_is_judged_as_the_official_schemas_judge_it(
    place: str, key: str, event: Callable[..., dict[str, Any]], official: Callable[[dict[str, Any]], list[str]]
) -> None:
    whole = {**BASE, **FACETS[place][key]}
    assert official(with_facet(event(), place, key, whole)) == []
    assert violations(with_facet(event(), place, key, whole)) == []
    variants = [body for body in spoilt(whole) if isinstance(body, dict)]
    chosen = random.Random(key).sample(variants, min(len(variants), 150))
    disagreeing = [
        body
        for body in chosen
        if bool(violations(with_facet(event(), place, key, body)))
        != bool(official(with_facet(event(), place, key, body)))
    ]
    assert disagreeing == []
    assert any(violations(with_facet(event(), place, key, body)) for body in chosen)


def test_what_is_shipped_is_the_structure_of_the_official_schemas(official_folder: Path) -> None:
    text = json.dumps(condensed(official_folder), indent=1) + "\n"
    if os.environ.get("C360_UPDATE_GOLDEN"):
        SHIPPED.write_text(text, "utf-8")
    assert SHIPPED.read_text("utf-8") == text
