"""What happened before, read back out of the log's own OpenLineage events. Needs no OpenLineage client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from c360_governance.lineage.log import Log

ENDS = ("COMPLETE", "FAIL", "ABORT")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The last recorded outcome of a check. ``time`` is when its run ended, ``as_of`` the data's clock."""

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


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run of ours or of others. ``state`` is its last event's type; a run that never ended is at START."""

    run_id: str
    namespace: str
    job: str
    state: str
    started: datetime | None
    ended: datetime | None
    as_of: datetime | None
    commit: str | None
    inputs: tuple[str, ...]
    error: str | None


def check_results(log: Log) -> dict[str, CheckResult]:
    """The latest outcome of every check by its id. The latest is the one whose run ended last."""
    latest: dict[str, CheckResult] = {}
    for result in every_check_result(log):
        known = latest.get(result.check)
        if known is None or known.time <= result.time:
            latest[result.check] = result
    return latest


def every_check_result(log: Log) -> Iterator[CheckResult]:
    """Every recorded outcome of every check, in the order of recording."""
    for event, run_id, time in _ended(log, "c360_check"):
        for dataset in event.get("inputs") or ():
            for entry in _body(dataset, "inputFacets", "c360_check").get("checks") or ():
                yield CheckResult(
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
        for entry in _body(event["run"], "facets", "c360_reconciliation").get("figures") or ():
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


def runs(log: Log, job: str | None = None, namespace: str | None = None) -> list[RunSummary]:
    """Every run in the order of its first event, of one job or of all."""
    found: dict[str, RunSummary] = {}
    for record in log.records("openlineage"):
        event = record.payload
        read = _read(event)
        if read is None or job not in (None, read.job) or namespace not in (None, read.namespace):
            continue
        known = found.get(read.run_id)
        found[read.run_id] = read if known is None else _merged(known, read)
    return list(found.values())


def _ended(log: Log, facet: str) -> Iterator[tuple[Mapping[str, Any], str, datetime]]:
    """The end events that hold a facet of ours and are as its schema says: an event of others may not be."""
    from c360_governance.lineage.validate import violations

    for record in log.records("openlineage", containing=f'"{facet}"'):
        event = record.payload
        if event.get("eventType") in ENDS and not violations(event):
            yield event, event["run"]["runId"], datetime.fromisoformat(event["eventTime"])


def _read(event: Mapping[str, Any]) -> RunSummary | None:
    run, job = event.get("run"), event.get("job")
    if not isinstance(run, Mapping) or not isinstance(job, Mapping):
        return None
    state, time = str(event.get("eventType", "OTHER")), _time(event.get("eventTime"))
    inputs = [entry for entry in event.get("inputs") or () if isinstance(entry, Mapping)]
    return RunSummary(
        run_id=str(run.get("runId", "")),
        namespace=str(job.get("namespace", "")),
        job=str(job.get("name", "")),
        state=state,
        started=time if state == "START" else None,
        ended=time if state in ENDS else None,
        as_of=_as_of(event),
        commit=_text(_body(job, "facets", "sourceCodeLocation").get("version")),
        inputs=tuple(str(entry.get("name", "")) for entry in inputs),
        error=_text(_body(run, "facets", "errorMessage").get("message")),
    )


def _merged(before: RunSummary, after: RunSummary) -> RunSummary:
    """Two events of one run, in the order in which they were recorded; an end is not undone by a late event."""
    return RunSummary(
        run_id=after.run_id,
        namespace=after.namespace,
        job=after.job,
        state=before.state if before.state in ENDS else after.state,
        started=before.started or after.started,
        ended=before.ended or after.ended,
        as_of=after.as_of or before.as_of,
        commit=after.commit or before.commit,
        inputs=tuple(dict.fromkeys((*before.inputs, *after.inputs))),
        error=after.error or before.error,
    )


def _as_of(event: Mapping[str, Any]) -> datetime | None:
    run = event.get("run")
    return _time(_body(run, "facets", "nominalTime").get("nominalStartTime"))


def _body(owner: Any, facets: str, key: str) -> Mapping[str, Any]:
    """A facet's body; an empty one where it, or anything on the way to it, is missing or of another type."""
    for step in (facets, key):
        owner = owner.get(step) if isinstance(owner, Mapping) else None
    return owner if isinstance(owner, Mapping) else {}


def _time(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
