"""OpenLineage events of our own runs. Pure: time and run id come in, a JSON value comes out.

A run is one START and one COMPLETE, FAIL or ABORT event, however many datasets it read. FAIL is for a run that
could not finish; a run that finished and found failing checks is COMPLETE, with failed assertions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from c360_governance import __version__
from c360_governance.lineage.events import facets
from c360_governance.lineage.events.job import (
    JOB_NAMESPACE,
    METRIC_FIELD,
    METRIC_NAMESPACE,
    DatasetRef,
    EndState,
    Facts,
    MetricRef,
)
from c360_governance.lineage.events.job import Job as JobSpec
from c360_governance.lineage.events.standard import EVENT_SCHEMA, PRODUCER, facet, said


def start(job: JobSpec, run_id: str, time: datetime, inputs: Iterable[DatasetRef] = ()) -> dict[str, Any]:
    """The event that a run begins with; its datasets by name only, because the end event describes them."""
    datasets = [facets.input_dataset(ref, (), None, described=False) for ref in inputs]
    return _event(job, run_id, time, "START", {}, datasets, [])


def end(
    job: JobSpec, run_id: str, time: datetime, state: EndState, facts: Facts, error: str | None = None
) -> dict[str, Any]:
    """The event that a run ends with: what it read and found, also as far as it came. ``error`` holds no values."""
    run_facets: dict[str, Any] = {}
    if facts.findings is not None:
        run_facets["test"] = facets.tests(job.name, facts.findings)
        run_facets["c360_findings"] = facets.findings(facts.findings)
    if facts.figures:
        run_facets["c360_reconciliation"] = facets.reconciliation(facts.figures)
    if error is not None:
        run_facets["errorMessage"] = facet("ErrorMessageRunFacet", message=error, programmingLanguage="python")
    refs = _refs(job, facts)
    inputs = [
        facets.input_dataset(
            ref,
            [outcome for outcome in facts.outcomes if outcome.dataset == name],
            facts.rows.get(name),
            described=True,
            frontier=next((one for one in facts.frontiers if one.dataset == name), None),
        )
        for name, ref in refs.items()
    ]
    outputs = [_metric(metric, refs) for metric in facts.metrics]
    return _event(job, run_id, time, state, run_facets, inputs, outputs)


def _event(
    job: JobSpec, run_id: str, time: datetime, state: str, run_facets: dict[str, Any],
    inputs: list[dict[str, Any]], outputs: list[dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    if job.as_of is not None:
        run_facets["nominalTime"] = facet("NominalTimeRunFacet", nominalStartTime=job.as_of.isoformat())
    if job.engine is not None:
        run_facets["processing_engine"] = facet(
            "ProcessingEngineRunFacet", version=job.engine.version, name=job.engine.name,
            openlineageAdapterVersion=__version__,
        )  # fmt: skip
    job_type = facet("JobTypeJobFacet", processingType="BATCH", integration="C360", jobType=job.name.upper())
    job_facets = {"jobType": job_type}
    if job.source is not None:
        job_facets["sourceCodeLocation"] = facet(
            "SourceCodeLocationJobFacet", type="git", url=job.source.url, version=job.source.version
        )
    return {
        "eventType": state,
        "eventTime": time.isoformat(),
        "producer": PRODUCER,
        "schemaURL": EVENT_SCHEMA,
        "run": {"runId": run_id, "facets": run_facets},
        "job": {"namespace": JOB_NAMESPACE, "name": job.name, "facets": job_facets},
        "inputs": inputs,
        "outputs": outputs,
    }


def _refs(job: JobSpec, facts: Facts) -> dict[str, DatasetRef]:
    """Every dataset of the run by its contract's name, also those that only an outcome or a metric names."""
    refs = {ref.dataset: ref for ref in facts.inputs}
    named = [outcome.dataset for outcome in facts.outcomes]
    named += [frontier.dataset for frontier in facts.frontiers]
    named += [dataset for metric in facts.metrics for dataset, _ in metric.reads]
    for name in named:
        refs.setdefault(name, DatasetRef(job.data_namespace, name, name))
    return refs


def _metric(metric: MetricRef, refs: dict[str, DatasetRef]) -> dict[str, Any]:
    """A metric as the dataset that its evaluation puts out.

    The explicit ``lineage`` facet keeps a run of many metrics from reading as every dataset into every metric.
    """
    described: dict[str, Any] = {
        "datasetType": facet("DatasetTypeDatasetFacet", datasetType="METRIC"),
        **facets.described_by(metric.owner, metric.description),
    }
    read = [(refs[dataset], column) for dataset, column in metric.reads]
    columns = [(ref, column) for ref, column in read if column is not None]
    inputs = [_input(ref.namespace, ref.name, column) for ref, column in columns]
    datasets = {(ref.namespace, ref.name): None for ref, _ in read}
    described["lineage"] = facet(
        "LineageDatasetFacet",
        inputs=[_input(namespace, name) for namespace, name in datasets],
        fields={METRIC_FIELD: {"inputs": inputs}} if columns else None,
    )
    if columns:
        fields = [
            said(namespace=ref.namespace, name=ref.name, field=column, transformations=[]) for ref, column in columns
        ]
        described["columnLineage"] = facet(
            "ColumnLineageDatasetFacet", fields={METRIC_FIELD: {"inputFields": fields}}, dataset=[]
        )
    return {"namespace": METRIC_NAMESPACE, "name": metric.name, "facets": described, "outputFacets": {}}


def _input(namespace: str, name: str, field: str | None = None) -> dict[str, Any]:
    return said(namespace=namespace, name=name, type="DATASET", field=field, transformations=[])
