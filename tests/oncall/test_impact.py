"""A check that did not pass says what it touches, and is as grave as what depends on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.log.log import Log
from c360_governance.model.finding import Impact, Severity
from c360_governance.model.location import Location
from c360_governance.model.outcome import Outcome, Result
from c360_governance.oncall.impact import raised

MISFILED = "usage_events.week_start.week_start_is_monday_of_event"
CONTRACT = "contracts/product/usage_events.odcs.yaml"


def outcome(result: Result, severity: Severity) -> Outcome:
    return Outcome("t.c.x", "t", "c", "invalid", result, 1, "= 0", severity, None, None,
                   datetime(2026, 1, 31, tzinfo=UTC), "measured 1", Location("x.odcs.yaml"))  # fmt: skip


ARR, BOARD = Impact("metric", "arr", "finance"), Impact("dataset", "board", None)


@pytest.mark.parametrize(
    ("result", "severity", "tiers", "policy", "raised_to"),
    [
        ("warned", "warning", {ARR: 1}, {1: "error"}, ("failed", "error")),
        ("warned", "info", {ARR: 1}, {1: "error"}, ("failed", "error")),
        ("warned", "info", {ARR: 2}, {1: "error", 2: "warning"}, ("warned", "warning")),
        ("warned", "info", {BOARD: 2, ARR: 1}, {1: "error", 2: "warning"}, ("failed", "error")),
        ("warned", "warning", {ARR: 2}, {1: "error"}, ("warned", "warning")),
        ("warned", "warning", {}, {1: "error"}, ("warned", "warning")),
        ("warned", "warning", {ARR: 1}, {}, ("warned", "warning")),
        ("warned", "warning", {ARR: 1}, {1: "info"}, ("warned", "warning")),
        ("warned", "error", {ARR: 1}, {1: "error"}, ("warned", "error")),
        ("failed", "error", {ARR: 3}, {3: "info"}, ("failed", "error")),
        ("passed", "warning", {ARR: 1}, {1: "error"}, ("passed", "warning")),
        ("error", "warning", {ARR: 1}, {1: "error"}, ("error", "warning")),
    ],
)
def test_the_highest_tier_decides(
    result: Result,
    severity: Severity,
    tiers: dict[Impact, int],
    policy: dict[int, Severity],
    raised_to: tuple[str, str],
) -> None:
    found = raised(outcome(result, severity), tiers, policy)
    assert (found.outcome, found.severity) == raised_to
    assert ("instead of" in found.message) == (found.severity != severity)


def test_the_reason_is_said() -> None:
    found = raised(outcome("warned", "warning"), {ARR: 1}, {1: "error"})
    assert found.message == "measured 1; error instead of warning: the metric arr of tier 1 depends on it"


def check(c360: Callable[..., Any], platform: Path, *more: str) -> dict[str, Any]:
    return json.loads(c360("-C", platform, "check", "usage_events", "--format", "json", *more).stdout)


def found(result: dict[str, Any], check: str = MISFILED) -> dict[str, Any]:
    (one,) = [outcome for outcome in result["outcomes"] if outcome["check"] == check]
    return one


def test_declared_readers_are_in_outcomes_findings_and_the_log(c360: Callable[..., Any], platform: Path) -> None:
    spoil(platform, "latency_ms", "request_id = 1001")
    result = check(c360, platform)
    latency = found(result, "usage_events.latency_ms.missing")
    names = {hit["name"] for hit in latency["impact"]}
    assert {"latency_p50_ms", "latency_p90_ms", "latency_p99_ms"} <= names
    assert {hit["owner"] for hit in latency["impact"] if hit["name"] == "latency_p50_ms"} == {"product-analytics"}
    (finding,) = [one for one in result["findings"] if one["subject"] == latency["check"]]
    assert finding["impact"] == latency["impact"]
    assert "impact" not in found(result, "usage_events.schema")
    with Log.open("sqlite:///.c360/log.db", platform) as log:
        (event,) = [one.payload for one in log.records("openlineage") if one.payload["eventType"] == "COMPLETE"]
    (recorded,) = [
        entry
        for dataset in event["inputs"]
        for entry in dataset["inputFacets"]["c360_check"]["checks"]
        if entry["check"] == latency["check"]
    ]
    assert {hit["name"] for hit in recorded["impact"]} == names


def test_a_dashboard_that_was_seen_reading_is_hit(c360: Callable[..., Any], platform: Path) -> None:
    event = {
        "eventType": "COMPLETE", "eventTime": "2026-01-30T08:00:00Z", "producer": "https://example.com/bi",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": "0198c6a0-0000-7000-8000-000000000001"},
        "job": {"namespace": "bi", "name": "reliability", "facets": {"jobType": {
            "_producer": "https://example.com/bi",
            "_schemaURL": "https://openlineage.io/spec/facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet",
            "processingType": "BATCH", "integration": "LOOKER", "jobType": "DASHBOARD"}}},
        "inputs": [{"namespace": "duckdb://local", "name": "usage_events"}], "outputs": [],
    }  # fmt: skip
    (platform / "event.json").write_text(json.dumps(event))
    assert c360("-C", platform, "lineage", "ingest", platform / "event.json").status == 0
    hits = found(check(c360, platform))["impact"]
    assert {"kind": "dashboard", "name": "bi/reliability", "owner": None} in hits


@pytest.mark.parametrize(
    ("policy", "outcome", "severity", "opened"),
    [("", "failed", "error", 1), ("  impact: {tier_1: warning}\n", "warned", "warning", 0)],
)
def test_a_warning_that_a_tier_1_metric_reads_is_an_error(
    c360: Callable[..., Any], platform: Path, policy: str, outcome: str, severity: str, opened: int
) -> None:
    metric = platform / "contracts/metrics/error_rate_pct.metric.yaml"
    metric.write_text(metric.read_text().replace("status: active\n", "status: active\ntier: 1\n"))
    config = platform / "c360.yaml"
    text = config.read_text().replace("policy:\n", f"policy:\n  severity: {{check-missing: warning}}\n{policy}")
    config.write_text(text)
    spoil(platform, "is_error", "request_id = 1001")
    result = check(c360, platform, "--only", "missing")
    one = found(result, "usage_events.is_error.missing")
    assert (one["outcome"], one["severity"], len(result["incidents"]["opened"])) == (outcome, severity, opened)
    assert c360("-C", platform, "lint", "--fail-on", "error").status == 0


def spoil(platform: Path, column: str, where: str) -> None:
    import duckdb

    with duckdb.connect(str(platform / "warehouse.duckdb")) as connection:
        connection.execute(f"UPDATE usage_events SET {column} = NULL WHERE {where}")
