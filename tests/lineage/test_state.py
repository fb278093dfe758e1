"""Declared and observed in one graph: precedence within a run, aliases, jobs, dashboards, as of a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from lineage_events import dataset, run

from c360_governance.lineage.graph.questions import namesakes, node
from c360_governance.lineage.graph.reach import reach
from c360_governance.lineage.graph.state import State
from c360_governance.model.errors import UsageError

Made = Callable[..., State]


def edges(state: State) -> set[tuple[str, str]]:
    return {(one.source, one.target) for one in state.graph.edges.values() if one.observed}


def test_a_metric_and_a_dataset_of_one_name_are_two_nodes(made: Made) -> None:
    state = made()
    assert node(state, "customers") == "dataset:customers"
    assert namesakes(state.graph, "dataset:customers") == ["metric:customers"]
    assert reach(state.graph, "metric:customers", "upstream").depths == {"dataset:customers": 1, "dataset:accounts": 2}
    assert reach(state.graph, "dataset:accounts", "downstream").depths == {
        "dataset:customers": 1,
        "metric:customers": 2,
    }


def test_what_the_run_said_at_its_end_replaces_what_it_said_less_explicitly_before(made: Made) -> None:
    lineage = {"inputs": [dataset("a")]}
    state = made(
        {"eventType": "START", "inputs": [dataset("a"), dataset("b")], "outputs": [dataset("c")]},
        {"inputs": [], "outputs": [dataset("c", lineage=lineage)]},
    )
    assert edges(state) == {("dataset:a", "dataset:c")}


def test_a_run_that_failed_shows_nothing_not_even_what_it_said_at_its_start(made: Made) -> None:
    state = made(
        {"eventType": "START", "outputs": [dataset("c")]},
        {"eventType": "FAIL", "outputs": [dataset("c")]},
        {"run": run(2), "eventType": "ABORT", "outputs": [dataset("d")]},
    )
    assert edges(state) == set()
    assert reach(state.graph, node(state, "dbt/model.customers"), "downstream").depths == {
        "dataset:c": 1,
        "dataset:d": 1,
    }


def test_names_of_one_dataset_are_one_node_whichever_comes_first(made: Made) -> None:
    links = {"symlinks": {"identifiers": [{"namespace": "hive", "name": "t", "type": "TABLE"}]}}
    state = made(
        {"inputs": [dataset("t", "hive")], "outputs": [dataset("accounts")]},
        {"run": run(2), "inputs": [dataset("x", "kafka://k")], "outputs": [dataset("/t", "file", **links)]},
    )
    assert edges(state) == {("dataset:hive/t", "dataset:accounts"), ("dataset:kafka://k/x", "dataset:hive/t")}


def test_the_same_name_in_two_namespaces_is_two_nodes(made: Made) -> None:
    state = made({"inputs": [dataset("t", "pg://a"), dataset("t", "pg://b")], "outputs": [dataset("t")]})
    assert edges(state) == {("dataset:pg://a/t", "dataset:t"), ("dataset:pg://b/t", "dataset:t")}
    assert node(state, "pg://b/t") == "dataset:pg://b/t"
    with pytest.raises(UsageError, match="'u'"):
        node(state, "u")


def test_a_job_that_only_reads_is_where_data_ends(made: Made) -> None:
    board = {"namespace": "bi", "name": "board", "facets": {"jobType": {"jobType": "DASHBOARD"},
                                                            "ownership": {"owners": [{"name": "sales"}]}}}  # fmt: skip
    state = made(
        {"job": board, "inputs": [dataset("customers")], "outputs": []},
        {"job": {"namespace": "py", "name": "export"}, "run": run(2), "inputs": [dataset("customers")], "outputs": []},
        {"job": {"namespace": "c360", "name": "check"}, "run": run(3), "inputs": [dataset("accounts")], "outputs": []},
    )
    assert edges(state) == {("dataset:customers", "dashboard:bi/board"), ("dataset:customers", "job:py/export")}
    assert state.graph.nodes["dashboard:bi/board"].owner == "sales"


def test_an_edge_that_the_last_run_no_longer_shows_is_history(made: Made) -> None:
    times = [{"run": run(n), "eventTime": f"2026-01-0{n}T00:00:00Z"} for n in (1, 2)]
    state = made(
        {**times[0], "inputs": [dataset("a"), dataset("b")], "outputs": [dataset("c")]},
        {**times[1], "inputs": [dataset("b")], "outputs": [dataset("c")]},
    )
    assert {one.source: one.superseded for one in state.graph.edges.values() if one.observed} == {
        "dataset:a": True,
        "dataset:b": False,
    }


def test_as_of_a_moment_only_what_was_seen_until_then_counts(made: Made) -> None:
    first = {"eventTime": "2026-01-01T00:00:00Z", "inputs": [dataset("a")], "outputs": [dataset("c")]}
    later = {"run": run(2), "eventTime": "2026-01-02T00:00:00", "inputs": [dataset("b")], "outputs": [dataset("c")]}
    state = made(first, later, as_of=datetime(2026, 1, 1, 12, tzinfo=UTC))
    assert edges(state) == {("dataset:a", "dataset:c")}
    assert edges(made(first, {**later, "eventTime": "never"}, as_of=datetime(2025, 1, 1, tzinfo=UTC))) == {
        ("dataset:b", "dataset:c")
    }


def test_owners_self_loops_and_events_without_a_job(made: Made) -> None:
    owned = dataset("a", "pg://x", ownership={"owners": [{"name": "crm"}]})
    state = made({"job": ..., "run": ..., "inputs": [owned, dataset("c")], "outputs": [dataset("c")]})
    assert edges(state) == {("dataset:pg://x/a", "dataset:c")}
    assert state.graph.nodes["dataset:pg://x/a"].owner == "crm"


def test_columns_of_declared_flows_are_read_from_their_sql_on_request(made: Made) -> None:
    key = ("dataset:accounts", "dataset:customers")
    assert {tuple(flow)[:4] for flow in made().graph.edges[key].columns} == {(None, "id", None, None)}
    told = made(columns=True).graph.edges[key].columns
    assert {tuple(flow)[:4] for flow in told} == {("id", "id", "DIRECT", "TRANSFORMATION")}
    assert {flow.basis for flow in told} == {"declared"}


def test_a_run_and_a_contract_can_be_asked(made: Made) -> None:
    state = made({"inputs": [dataset("accounts")], "outputs": [dataset("customers")]})
    id_ = node(state, run(1)["runId"])
    assert reach(state.graph, id_, "downstream", 1).depths == {"dataset:customers": 1}
    assert reach(state.graph, id_, "upstream").depths == {"dataset:accounts": 1}
    contract = node(state, "contracts/accounts.odcs.yaml")
    assert reach(state.graph, contract, "downstream", 1).depths == {"dataset:accounts": 1}
