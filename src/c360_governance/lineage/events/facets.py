"""The facets of our events: OpenLineage's own where there is one, ``c360_*`` where there is none.

Ours are versioned: a JSON Schema each in ``schemas/``, to which ``_schemaURL`` points. They hold names, counts
and measured aggregates, and neither messages nor row values.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from c360_governance.lineage.events.job import DatasetRef, Figure, Frontier, Number
from c360_governance.lineage.events.standard import facet, said
from c360_governance.model.finding import Finding, Impact, Severity, summary
from c360_governance.model.outcome import Outcome


def input_dataset(
    ref: DatasetRef, outcomes: Sequence[Outcome], rows: int | None, *, described: bool, frontier: Frontier | None = None
) -> dict[str, Any]:
    """A dataset that a run read, with its checks' outcomes and, when ``described``, what its contract says of it."""
    facets: dict[str, Any] = {}
    if described and ref.columns:
        fields = [
            said(name=column.name, type=column.type, description=column.description, ordinal_position=at)
            for at, column in enumerate(ref.columns, start=1)
        ]
        facets["schema"] = facet("SchemaDatasetFacet", fields=fields)
    if described:
        facets |= described_by(ref.owner, ref.description)
    input_facets: dict[str, Any] = {}
    if rows is not None:
        input_facets["dataQualityMetrics"] = facet(
            "DataQualityMetricsInputDatasetFacet", rowCount=rows, columnMetrics={}
        )
    if outcomes:
        assertions = [_assertion(outcome) for outcome in outcomes]
        input_facets["dataQualityAssertions"] = facet("DataQualityAssertionsDatasetFacet", assertions=assertions)
        input_facets["c360_check"] = facet(
            "C360CheckInputDatasetFacet", checks=[_check(outcome) for outcome in outcomes]
        )
    if frontier is not None:
        input_facets["c360_frontier"] = facet(
            "C360FrontierInputDatasetFacet", dataset=frontier.dataset, column=frontier.column, value=frontier.value
        )
    return {"namespace": ref.namespace, "name": ref.name, "facets": facets, "inputFacets": input_facets}


def described_by(owner: str | None, description: str | None) -> dict[str, Any]:
    """Ownership and documentation, where they are declared."""
    facets: dict[str, Any] = {}
    if owner:
        facets["ownership"] = facet("OwnershipDatasetFacet", owners=[{"name": owner, "type": "OWNER"}])
    if description:
        facets["documentation"] = facet("DocumentationDatasetFacet", description=description)
    return facets


def reconciliation(figures: Iterable[Figure]) -> dict[str, Any]:
    """The figures of a reconcile run; numbers that are no JSON (NaN) are left out."""
    listed = list(figures)
    return facet(
        "C360ReconciliationRunFacet",
        figures=[
            said(
                metric=figure.metric,
                slice=figure.slice,
                published=number(figure.published),
                governed=number(figure.governed),
                status=figure.status,
                difference=number(figure.difference),
            )
            for figure in listed
        ],
        counts=dict(sorted(Counter(figure.status for figure in listed).items())),
    )


def findings(found: Sequence[Finding]) -> dict[str, Any]:
    """The findings without their messages and values, which may quote a document."""
    return facet(
        "C360FindingsRunFacet",
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
    )


def tests(job: str, found: Sequence[Finding]) -> dict[str, Any]:
    """The run as one test, failed by an error that is not waived, and one failed test for each rule that fired."""
    counted = [finding for finding in found if finding.waived is None]
    failed = any(finding.severity == "error" for finding in counted)
    executions = [_test(job, "fail" if failed else "pass", "error", len(counted))]
    for (rule, severity), count in sorted(Counter((finding.rule, finding.severity) for finding in counted).items()):
        executions.append(_test(rule, "fail", _level(severity), count))
    return facet("TestRunFacet", tests=executions)


def number(value: Number | None) -> int | float | None:
    """A JSON number: whole ones as integers, NaN and infinity as None."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else float(value)


def _test(name: str, status: str, severity: str, findings_: int) -> dict[str, Any]:
    return {"name": name, "status": status, "severity": severity, "expected": "0", "actual": str(findings_)}


def _assertion(outcome: Outcome) -> dict[str, Any]:
    """An outcome in the standard's words; only a pass succeeded. ``c360_check`` tells an error from a failure."""
    measured = number(outcome.measured)
    return said(
        assertion=outcome.kind,
        success=outcome.outcome == "passed",
        column=outcome.column,
        severity=_level(outcome.severity),
        name=outcome.check,
        expected=outcome.threshold or None,
        actual=None if measured is None else str(measured),
    )


def _check(outcome: Outcome) -> dict[str, Any]:
    return said(
        check=outcome.check,
        dataset=outcome.dataset,
        column=outcome.column,
        kind=outcome.kind,
        outcome=outcome.outcome,
        measured=number(outcome.measured),
        threshold=outcome.threshold,
        severity=outcome.severity,
        owner=outcome.owner,
        runbook=outcome.runbook,
        as_of=outcome.as_of.isoformat(),
        path=outcome.location.path,
        line=outcome.location.line,
        impact=[_hit(hit) for hit in outcome.impact] or None,
    )


def _hit(hit: Impact) -> dict[str, Any]:
    return said(kind=hit.kind, name=hit.name, owner=hit.owner)


def _level(severity: Severity) -> str:
    """OpenLineage knows two: `error` blocks, `warn` does not."""
    return "error" if severity == "error" else "warn"
