"""Real runs on the reference platform, as their commands record them: valid by the official schemas, and read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from c360_governance.cli.recording import add_reconciliation, recorded
from c360_governance.lineage.graph.questions import facts_of
from c360_governance.lineage.graph.state import state_of
from c360_governance.lineage.log.history import reconcile_results
from c360_governance.lineage.log.log import Log
from c360_governance.metrics.figures import read_figures
from c360_governance.metrics.reconcile import reconcile
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.connection import open_warehouse

REPORT = b"metric,slice,published\nmrr,,1\narpa,2026-01-05,2\nno_such_metric,,3\n"


def test_a_reconcile_run_says_what_it_read(platform: Path, official: Callable[[dict[str, Any]], list[str]]) -> None:
    here = Repository(platform)
    as_of = here.config.as_of
    assert as_of is not None
    with recorded(here, "metric.reconcile", as_of=as_of) as run, open_warehouse(platform, here.config) as warehouse:
        done = reconcile(read_figures(REPORT, "r.csv"), here.metrics, warehouse, as_of, datasets=here.datasets)
        add_reconciliation(run, here, done)
    with Log.open(here.config.log, platform, must_exist=True) as log:
        assert [official(record.payload) for record in log.records()] == [[], []]
        results = reconcile_results(log)
        graph = state_of(here, facts_of(log)).graph
        [*_, end] = log.records()
    assert {key: (one.status, one.published) for key, one in results.items()} == {
        ("mrr", ""): ("differs", 1),
        ("arpa", "2026-01-05"): ("differs", 2),
        ("no_such_metric", ""): ("missing", 3),
    }
    assert (end.payload["job"]["name"], end.payload["eventType"]) == ("metric.reconcile", "COMPLETE")
    assert end.payload["run"]["facets"]["nominalTime"]["nominalStartTime"] == as_of.isoformat()
    assert len(end.payload["job"]["facets"]["sourceCodeLocation"]["version"]) == 40
    edge = graph.edges["dataset:weekly_revenue", "metric:mrr"]
    assert (sorted(edge.declared), sorted(edge.observed)) == (
        ["contracts/metrics/mrr.metric.yaml"],
        ["c360/metric.reconcile"],
    )


def test_a_run_that_is_not_recorded_leaves_no_log(platform: Path) -> None:
    here = Repository(platform)
    with recorded(here, "lint", enabled=False) as run:
        run.add(findings=[])
    assert run.run_id is None
    assert not (platform / ".c360").exists()


def test_a_check_run_is_one_pair_of_valid_events(
    platform: Path, c360: Callable[..., Any], official: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert c360("-C", platform, "check").status == 1
    with Log.open("sqlite:///.c360/log.db", platform, must_exist=True) as log:
        events = [record.payload for record in log.records("openlineage")]
        assert log.verify().verified
    assert [event["eventType"] for event in events] == ["START", "COMPLETE"]
    assert [official(event) for event in events] == [[], []]
    facets = {key for event in events for dataset in event["inputs"] for key in dataset["inputFacets"]}
    assert {"c360_check", "dataQualityAssertions"} <= facets
