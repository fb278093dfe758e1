"""`c360 lineage path|changes|causes|gaps`, as text, as JSON, and what they say to a wrong name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lineage_events import dataset, run, schema

from c360_governance.sources.repository import Repository

C360 = Callable[..., Any]


@pytest.fixture
def folder(declaring: Repository, c360: C360, event: Callable[..., dict[str, Any]]) -> Path:
    """Events of three days: a load, the same with another schema, and one that failed."""
    root = declaring.root
    load = {"inputs": [dataset("raw", "kafka://k")], "outputs": [dataset("accounts", schema=schema("id int"))]}
    other = {"inputs": [dataset("raw2", "kafka://k")], "outputs": [dataset("accounts", schema=schema("id text"))]}
    events = [
        event(run=run(1), eventTime="2026-01-01T00:00:00Z", **load),
        event(run=run(2), eventTime="2026-01-02T00:00:00Z", **other),
        event(run=run(3), eventTime="2026-01-03T00:00:00Z", eventType="FAIL", **load),
    ]
    (root / "e.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in events))
    assert c360("-C", root, "lineage", "ingest", root / "e.ndjson").status == 0
    return root


def test_path(folder: Path, c360: C360) -> None:
    done = c360("-C", folder, "lineage", "path", "kafka://k/raw", "metric:customers")
    assert (done.status, done.stdout.splitlines()) == (0, [
        "kafka://k/raw (dataset)",
        "-> accounts (dataset, crm)  observed, no longer in its last run",
        "-> customers (dataset, crm)  declared",
        "-> customers (metric, sales)  declared",
    ])  # fmt: skip
    back = c360("-C", folder, "lineage", "path", "customers", "accounts")
    assert (back.status, back.stdout) == (
        1,
        "no data flow from customers to accounts; they do from accounts to customers\n",
    )
    found = json.loads(
        c360("-C", folder, "lineage", "path", "accounts", "customers", "--column", "id", "--format", "json").stdout
    )
    assert (found["found"], found["between"], found["path"][0]["exact"]) == (True, [], True)
    assert found["path"][0]["flows"][0]["basis"] == "declared"


def test_changes(folder: Path, c360: C360) -> None:
    done = c360("-C", folder, "lineage", "changes", "--from", "2026-01-01", "--to", "2026-01-02")
    assert done.status == 0
    assert done.stdout.splitlines() == [
        "+ dataset kafka://k/raw2",
        "- kafka://k/raw -> accounts  dbt/model.customers",
        "+ kafka://k/raw2 -> accounts  dbt/model.customers",
        "~ schema of accounts",
        "    ~ id: int -> text",
    ]
    same = c360("-C", folder, "lineage", "changes", "--from", run(2)["runId"], "--to", run(3)["runId"])
    assert same.stdout == "nothing changed\n"
    other = c360("-C", folder, "lineage", "changes", "kafka://k/raw", "--from", "2025-12-31", "--format", "json")
    answer = json.loads(other.stdout)
    assert (answer["from"], answer["to"]) == ("2025-12-31T23:59:59+00:00", None)
    assert {node["name"] for node in answer["nodes"]["appeared"]} >= {"kafka://k/raw"}


def test_gaps(folder: Path, c360: C360) -> None:
    done = c360("-C", folder, "lineage", "gaps", "--as-of", "2026-01-10", "--days", "5")
    assert (done.status, done.stderr.count("not under git")) == (0, 1)
    assert "warning[lineage-undeclared-edge] kafka://k/raw2 -> accounts" in done.stdout
    assert "warning[lineage-dead-declaration] accounts -> customers" in done.stdout
    assert c360("-C", folder, "lineage", "gaps", "--fail-on", "warning").status == 1
    found = json.loads(c360("-C", folder, "lineage", "gaps", "--format", "json").stdout)
    assert ([one["source"] for one in found["undeclared"]], [one["target"] for one in found["dead"]]) == (
        ["kafka://k/raw2"],
        ["customers"],
    )


def test_causes(platform: Path, c360: C360, event: Callable[..., dict[str, Any]]) -> None:
    broken = event(run=run(1), eventTime="2026-01-03T00:00:00Z", eventType="FAIL", inputs=[dataset("raw", "kafka://k")],
                   outputs=[dataset("usage_events")])  # fmt: skip
    (platform / "e.json").write_text(json.dumps(broken))
    assert c360("-C", platform, "lineage", "causes", "x").status == 2
    assert c360("-C", platform, "lineage", "ingest", platform / "e.json").status == 0
    outcomes = json.loads(c360("-C", platform, "check", "usage_events", "--format", "json").stdout)["outcomes"]
    failed = next(one["check"] for one in outcomes if one["outcome"] == "failed")
    passed = next(one["check"] for one in outcomes if one["outcome"] == "passed")
    done = c360("-C", platform, "lineage", "causes", failed)
    assert done.status == 1
    assert "it never passed before" in done.stdout.splitlines()[0]
    assert (
        "usage_events (the dataset itself, product-analytics): its run failed at 2026-01-03T00:00:00+00:00"
        in done.stdout
    )
    assert f"(dbt/model.customers, run {run(1)['runId']})" in done.stdout
    found = json.loads(c360("-C", platform, "lineage", "causes", failed, "--format", "json").stdout)
    assert [(one["kind"], one["depth"]) for one in found["causes"]] == [("failed-run", 0)]
    good = c360("-C", platform, "lineage", "causes", passed)
    assert (good.status, good.stdout) == (0, f"{passed} passed when it last ran\n")
    wrong = c360("-C", platform, "lineage", "causes", failed[:-1])
    assert (wrong.status, "did you mean" in wrong.stderr) == (2, True)


def test_another_log_is_asked_and_a_bundle_of_it(
    folder: Path, c360: C360, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Production's history, asked from a laptop: nothing is written to it, nor kept of it."""
    here = tmp_path_factory.mktemp("laptop")
    (here / "c360.yaml").write_text("version: 1\n")
    whole, without = here / "whole.c360bundle", here / "own.c360bundle"
    assert c360("-C", folder, "lineage", "export", "--events", whole).status == 0
    assert c360("-C", folder, "lineage", "export", without).status == 0
    for log in (folder / ".c360" / "log.db", whole):
        done = c360("-C", here, "lineage", "show", "kafka://k/raw", "--downstream", "--log", log, "--format", "json")
        names = [node["name"] for node in json.loads(done.stdout)["nodes"]]
        assert (done.status, names) == (0, ["duckdb://local/accounts"])
        report = json.loads(c360("-C", here, "lineage", "report", "--log", log, "--format", "json").stdout)
        assert (report["about"]["events_used"], report["about"]["chain_holds"]) == (3, True)
    report = json.loads(c360("-C", here, "lineage", "report", "--log", without, "--format", "json").stdout)
    assert report["about"]["events_used"] == 0
    assert any("3 records are withheld" in text for text in report["gaps"]["not_covered"])
    assert not (here / ".c360").exists()
