"""What happened before, read back out of the log's own OpenLineage events. Needs no OpenLineage client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from c360_governance.lineage.event import facet, time_of
from c360_governance.lineage.log import Log

ENDS = ("COMPLETE", "FAIL", "ABORT")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The last recorded outcome of a check. ``time`` is when its run ended, ``as_of`` the data's clock.

    ``namespace`` names the warehouse that it was measured in (`lineage.datasets.warehouse_namespace`).
    """

    namespace: str
    check: str
    dataset: str
    column: str | None
    kind: str
    outcome: str
    measured: float | int | None
    threshold: str
    severity: str
    owner: str | None
    runbook: str | None
    time: datetime
    run_id: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """The last recorded comparison of a published figure with the governed value."""

    metric: str
    slice: str
    published: float | int | None
    governed: float | int | None
    status: str
    difference: float | int | None
    time: datetime
    run_id: str
    as_of: datetime | None


def check_results(log: Log, namespace: str | None = None) -> dict[str, CheckResult]:
    """The latest outcome of every check by its id; in one warehouse or in any. The latest is whose run ended last."""
    latest: dict[str, CheckResult] = {}
    for result in every_check_result(log):
        if namespace not in (None, result.namespace):
            continue
        known = latest.get(result.check)
        if known is None or known.time <= result.time:
            latest[result.check] = result
    return latest


def every_check_result(log: Log) -> Iterator[CheckResult]:
    """Every recorded outcome of every check, in the order of recording."""
    for event, run_id, time in _ended(log, "c360_check"):
        for dataset in event.get("inputs") or ():
            for entry in (facet(dataset, "inputFacets", "c360_check") or {}).get("checks", ()):
                yield CheckResult(
                    namespace=dataset["namespace"],
                    check=entry["check"],
                    dataset=entry["dataset"],
                    column=entry.get("column"),
                    kind=entry["kind"],
                    outcome=entry["outcome"],
                    measured=entry.get("measured"),
                    threshold=entry["threshold"],
                    severity=entry["severity"],
                    owner=entry.get("owner"),
                    runbook=entry.get("runbook"),
                    time=time,
                    run_id=run_id,
                    as_of=datetime.fromisoformat(entry["as_of"]),
                )


def reconcile_results(log: Log) -> dict[tuple[str, str], ReconcileResult]:
    """The latest comparison of every figure by metric and slice."""
    latest: dict[tuple[str, str], ReconcileResult] = {}
    for event, run_id, time in _ended(log, "c360_reconciliation"):
        for entry in (facet(event["run"], "facets", "c360_reconciliation") or {}).get("figures", ()):
            key = (entry["metric"], entry["slice"])
            if key not in latest or latest[key].time <= time:
                latest[key] = ReconcileResult(
                    metric=entry["metric"],
                    slice=entry["slice"],
                    published=entry.get("published"),
                    governed=entry.get("governed"),
                    status=entry["status"],
                    difference=entry.get("difference"),
                    time=time,
                    run_id=run_id,
                    as_of=_as_of(event),
                )
    return latest


def _ended(log: Log, name: str) -> Iterator[tuple[Mapping[str, Any], str, datetime]]:
    """The end events that hold a facet of ours and are as its schema says: an event of others may not be."""
    from c360_governance.lineage.validate import violations

    for record in log.records("openlineage", containing=f'"{name}"'):
        event = record.payload
        if event.get("eventType") in ENDS and not violations(event):
            yield event, event["run"]["runId"], datetime.fromisoformat(event["eventTime"])


def _as_of(event: Mapping[str, Any]) -> datetime | None:
    return time_of((facet(event["run"], "facets", "nominalTime") or {}).get("nominalStartTime"))
