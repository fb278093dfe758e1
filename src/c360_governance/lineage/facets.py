"""The facets of our events: OpenLineage's own where there is one, ``c360_*`` where there is none.

Ours are versioned: a JSON Schema each in ``schemas/``, to which ``_schemaURL`` points. They hold names, counts
and measured aggregates, and neither messages nor row values. This module imports the OpenLineage client, which is
dear: import it only when an event is built.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import attr
from openlineage.client.event_v2 import InputDataset
from openlineage.client.facet_v2 import (
    InputDatasetFacet,
    RunFacet,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    documentation_dataset,
    ownership_dataset,
    schema_dataset,
    test_run,
)

from c360_governance import __version__
from c360_governance.lineage.job import DatasetRef, Figure, Frontier, Number
from c360_governance.model.finding import Finding, Impact, Severity, summary
from c360_governance.model.outcome import Outcome

SITE = "https://c360-governance.dev"
PRODUCER = f"{SITE}/c360/{__version__}"


@attr.define
class C360CheckInputDatasetFacet(InputDatasetFacet):
    """Every check of a run on one dataset, with what `dataQualityAssertions` has no field for."""

    checks: list[dict[str, Any]]

    @staticmethod
    def _get_schema() -> str:
        return f"{SITE}/schemas/c360-check-input-dataset-facet-1.schema.json#/$defs/C360CheckInputDatasetFacet"


@attr.define
class C360FrontierInputDatasetFacet(InputDatasetFacet):
    """How far a run judged a dataset: where the next one may begin."""

    dataset: str
    column: str
    value: str

    @staticmethod
    def _get_schema() -> str:
        return f"{SITE}/schemas/c360-frontier-input-dataset-facet-1.schema.json#/$defs/C360FrontierInputDatasetFacet"


@attr.define
class C360ReconciliationRunFacet(RunFacet):
    """Published figures beside governed values."""

    figures: list[dict[str, Any]]
    counts: dict[str, int]

    @staticmethod
    def _get_schema() -> str:
        return f"{SITE}/schemas/c360-reconciliation-run-facet-1.schema.json#/$defs/C360ReconciliationRunFacet"


@attr.define
class C360FindingsRunFacet(RunFacet):
    """What a lint or diff run found, by fingerprint."""

    summary: dict[str, int]
    findings: list[dict[str, Any]]

    @staticmethod
    def _get_schema() -> str:
        return f"{SITE}/schemas/c360-findings-run-facet-1.schema.json#/$defs/C360FindingsRunFacet"


def input_dataset(
    ref: DatasetRef, outcomes: Sequence[Outcome], rows: int | None, *, described: bool, frontier: Frontier | None = None
) -> InputDataset:
    """A dataset that a run read, with its checks' outcomes and, when ``described``, what its contract says of it."""
    facets: dict[str, Any] = {}
    if described and ref.columns:
        fields = [
            schema_dataset.SchemaDatasetFacetFields(
                name=column.name, type=column.type, description=column.description, fields=None, ordinal_position=at
            )
            for at, column in enumerate(ref.columns, start=1)
        ]
        facets["schema"] = schema_dataset.SchemaDatasetFacet(fields=fields, producer=PRODUCER)
    if described:
        facets |= described_by(ref.owner, ref.description)
    input_facets: dict[str, Any] = {}
    if rows is not None:
        input_facets["dataQualityMetrics"] = data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
            rowCount=rows, columnMetrics={}, producer=PRODUCER
        )
    if outcomes:
        input_facets["dataQualityAssertions"] = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
            assertions=[_assertion(outcome) for outcome in outcomes], producer=PRODUCER
        )
        input_facets["c360_check"] = C360CheckInputDatasetFacet(
            checks=[_check(outcome) for outcome in outcomes], producer=PRODUCER
        )
    if frontier is not None:
        input_facets["c360_frontier"] = C360FrontierInputDatasetFacet(
            dataset=frontier.dataset, column=frontier.column, value=frontier.value, producer=PRODUCER
        )
    return InputDataset(namespace=ref.namespace, name=ref.name, facets=facets, inputFacets=input_facets)


def described_by(owner: str | None, description: str | None) -> dict[str, Any]:
    """Ownership and documentation, where they are declared."""
    facets: dict[str, Any] = {}
    if owner:
        owners = [ownership_dataset.Owner(name=owner, type="OWNER")]
        facets["ownership"] = ownership_dataset.OwnershipDatasetFacet(owners=owners, producer=PRODUCER)
    if description:
        facets["documentation"] = documentation_dataset.DocumentationDatasetFacet(
            description=description, producer=PRODUCER
        )
    return facets


def reconciliation(figures: Iterable[Figure]) -> C360ReconciliationRunFacet:
    """The figures of a reconcile run; numbers that are no JSON (NaN) are left out."""
    listed = list(figures)
    return C360ReconciliationRunFacet(
        figures=[
            {
                "metric": figure.metric,
                "slice": figure.slice,
                "published": number(figure.published),
                "governed": number(figure.governed),
                "status": figure.status,
                "difference": number(figure.difference),
            }
            for figure in listed
        ],
        counts=dict(sorted(Counter(figure.status for figure in listed).items())),
        producer=PRODUCER,
    )


def findings(found: Sequence[Finding]) -> C360FindingsRunFacet:
    """The findings without their messages and values, which may quote a document."""
    return C360FindingsRunFacet(
        summary={str(severity): count for severity, count in summary(found).items()},
        findings=[
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "subject": finding.subject,
                "path": finding.location.path,
                "line": finding.location.line,
                "fingerprint": finding.fingerprint,
                "waived": finding.waived is not None,
            }
            for finding in found
        ],
        producer=PRODUCER,
    )


def tests(job: str, found: Sequence[Finding]) -> test_run.TestRunFacet:
    """The run as one test, failed by an error that is not waived, and one failed test for each rule that fired."""
    counted = [finding for finding in found if finding.waived is None]
    failed = any(finding.severity == "error" for finding in counted)
    executions = [_test(job, "fail" if failed else "pass", "error", len(counted))]
    for (rule, severity), count in sorted(Counter((finding.rule, finding.severity) for finding in counted).items()):
        executions.append(_test(rule, "fail", _level(severity), count))
    return test_run.TestRunFacet(tests=executions, producer=PRODUCER)


def number(value: Number | None) -> int | float | None:
    """A JSON number: whole ones as integers, NaN and infinity as None."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else float(value)


def _test(name: str, status: str, severity: str, findings_: int) -> test_run.TestExecution:
    return test_run.TestExecution(
        name=name, status=status, severity=severity, type=None, expected="0", actual=str(findings_), params=None
    )


def _assertion(outcome: Outcome) -> data_quality_assertions_dataset.Assertion:
    """An outcome in the standard's words; only a pass succeeded. ``c360_check`` tells an error from a failure."""
    measured = number(outcome.measured)
    return data_quality_assertions_dataset.Assertion(
        assertion=outcome.kind,
        success=outcome.outcome == "passed",
        column=outcome.column,
        severity=_level(outcome.severity),
        name=outcome.check,
        expected=outcome.threshold or None,
        actual=None if measured is None else str(measured),
        params=None,
    )


def _check(outcome: Outcome) -> dict[str, Any]:
    return {
        "check": outcome.check,
        "dataset": outcome.dataset,
        "column": outcome.column,
        "kind": outcome.kind,
        "outcome": outcome.outcome,
        "measured": number(outcome.measured),
        "threshold": outcome.threshold,
        "severity": outcome.severity,
        "owner": outcome.owner,
        "runbook": outcome.runbook,
        "as_of": outcome.as_of.isoformat(),
        "path": outcome.location.path,
        "line": outcome.location.line,
        **({"impact": [_hit(hit) for hit in outcome.impact]} if outcome.impact else {}),
    }


def _hit(hit: Impact) -> dict[str, str]:
    return {"kind": hit.kind, "name": hit.name, **({"owner": hit.owner} if hit.owner else {})}


def _level(severity: Severity) -> str:
    """OpenLineage knows two: `error` blocks, `warn` does not."""
    return "error" if severity == "error" else "warn"
