"""The graph: declared by contracts and metric specs, observed in events, asked up and down, by column and depth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage import declared, observed
from c360_governance.lineage.graph import ROWS, Edge, Graph, Node
from c360_governance.lineage.tree import tree
from c360_governance.model.contract import parse_contract
from c360_governance.model.metric import parse_metric

N = None


def graph(*edges: tuple[str, str, set[tuple[str | None, str | None]]]) -> Graph:
    made = Graph()
    made.add([Node("raw", "dataset", "crm")], [Edge(s, t, frozenset({"c"}), columns=frozenset(c)) for s, t, c in edges])
    return made


FLOW = graph(
    ("raw", "clean", {("mail", "email"), ("id", "id"), (N, "loaded_at")}),
    ("clean", "gold", {("email", "email_hash"), ("id", "id")}),
    ("clean", "report", set()),
    ("gold", "report", {("id", "count")}),
    ("report", "raw", set()),
    ("gold", "rate", {(ROWS, "value")}),
)


@pytest.mark.parametrize(
    ("start", "direction", "depth", "column", "expected"),
    [
        ("raw", "downstream", N, N, {"clean": 1, "gold": 2, "report": 2, "rate": 3}),
        ("raw", "downstream", 1, N, {"clean": 1}),
        ("gold", "upstream", N, N, {"clean": 1, "raw": 2, "report": 3}),
        ("raw", "downstream", N, "mail", {"clean": 1, "gold": 2, "report": 2}),
        ("clean", "downstream", 1, "email", {"gold": 1, "report": 1}),
        ("gold", "downstream", 1, "email_hash", {}),
        ("gold", "downstream", 1, "id", {"report": 1}),
        ("gold", "upstream", 1, "email_hash", {"clean": 1}),
        ("gold", "upstream", 2, "email_hash", {"clean": 1, "raw": 2}),
        ("gold", "upstream", 2, "other", {}),
        ("rate", "upstream", 1, "value", {"gold": 1}),
    ],
)
def test_what_is_reached(
    start: str, direction: Any, depth: int | None, column: str | None, expected: dict[str, int]
) -> None:
    assert FLOW.reach(start, direction, depth, column).depths == expected


def test_a_step_whose_column_is_not_known_says_so() -> None:
    steps = FLOW.reach("clean", "downstream", 1, "email").steps
    assert {(step.far, step.exact) for step in steps} == {(("gold", "email_hash"), True), (("report", None), False)}


def test_the_tree_unfolds_each_place_once() -> None:
    assert tree(FLOW, FLOW.reach("raw", "downstream")) == [
        "raw (dataset, crm)",
        "`- clean (dataset)  declared",
        "   |- gold (dataset)  declared",
        "   |  |- rate (dataset)  declared",
        "   |  `- report (dataset)  declared",
        "   |     `- raw (dataset, crm)  declared  (see above)",
        "   `- report (dataset)  declared  (see above)",
    ]


def test_a_long_chain_is_no_recursion() -> None:
    chain = graph(*((str(number), str(number + 1), set()) for number in range(5000)))
    reached = chain.reach("0", "downstream")
    assert reached.depths["5000"] == 5000
    assert len(tree(chain, reached)) == 5001


CONTRACT = parse_contract(
    {
        "team": {"name": "customer-360"},
        "schema": [
            {
                "name": "customers",
                "physicalName": "gold_customers",
                "properties": [
                    {"name": "id", "transformSourceObjects": ["accounts", "accounts.account_id", 7]},
                    {"name": "mail", "physicalName": "email", "transformSourceObjects": ["crm.dump", "customers"]},
                ],
            },
            {"name": "accounts", "properties": [{"name": "account_id"}]},
        ],
    },
    "contracts/gold/customers.odcs.yaml",
)
DATASETS = {dataset.name: (CONTRACT, dataset) for dataset in CONTRACT.datasets}
METRICS = {
    metric.name: metric
    for metric in (
        parse_metric({"name": "arpa", "numerator": {"metric": "revenue"}, "source": "customers"}, "m/arpa"),
        parse_metric({"name": "revenue", "source": "accounts"}, "m/revenue"),
        parse_metric({"name": "sign_ups", "source": "accounts"}, "m/sign_ups"),
    )
}


def reads(metric: Any) -> Any:
    known: dict[str, Any] = {"revenue": {("accounts", "amount")}, "sign_ups": set(), "arpa": None}
    return known[metric.name]


def test_what_contracts_and_metric_specs_declare() -> None:
    made = Graph()
    made.add(declared.nodes(DATASETS, METRICS), declared.edges(DATASETS, METRICS, reads))
    assert {(s, t): set(edge.columns) for (s, t), edge in made.edges.items()} == {
        ("accounts", "customers"): {(N, "id"), ("account_id", "id")},
        ("crm.dump", "customers"): {(N, "email")},
        ("customers", "arpa"): set(),
        ("revenue", "arpa"): {("value", "value")},
        ("accounts", "revenue"): {("amount", "value")},
        ("accounts", "sign_ups"): {(ROWS, "value")},
    }
    assert made.edges["accounts", "customers"].declared == {"contracts/gold/customers.odcs.yaml"}
    assert made.nodes["customers"] == Node("customers", "dataset", "customer-360")
    assert made.nodes["arpa"].kind == "metric"
    assert made.nodes["crm.dump"] == Node("crm.dump", "dataset", None)


def field(name: str, column: str | None = None) -> dict[str, str]:
    return {"namespace": "duckdb://local", "name": name, "type": "DATASET"} | ({"field": column} if column else {})


INPUTS = [field("accounts"), field("gold_customers"), {"namespace": "pg://h:5432", "name": "db.raw.x"}]
COLUMN_LINEAGE = {"fields": {"id": {"inputFields": [field("accounts", "account_id")]}}}
LINEAGE = {"inputs": [field("gold_customers")], "fields": {"id": {"inputs": [field("gold_customers", "id")]}}}


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({}, {"accounts": set(), "customers": set(), "pg://h:5432/db.raw.x": set()}),
        ({"columnLineage": COLUMN_LINEAGE}, {"accounts": {("account_id", "id")}}),
        ({"columnLineage": COLUMN_LINEAGE | {"dataset": [field("gold_customers", "mail")]}},
         {"accounts": {("account_id", "id")}, "customers": {("mail", N)}}),
        ({"columnLineage": COLUMN_LINEAGE, "lineage": LINEAGE}, {"customers": {("id", "id")}}),
        ({"lineage": {"inputs": []}}, {}),
        ({"columnLineage": {"fields": {}}}, {"accounts": set(), "customers": set(), "pg://h:5432/db.raw.x": set()}),
        ({"columnLineage": {"fields": {"id": 7, "x": {"inputFields": [7, {"name": "n"}]}}}, "lineage": 7},
         {"accounts": set(), "customers": set(), "pg://h:5432/db.raw.x": set()}),
    ],
)  # fmt: skip
def test_the_most_explicit_statement_of_an_event_counts(
    event: Callable[..., dict[str, Any]], facets: dict[str, Any], expected: dict[str, set[Any]]
) -> None:
    named = observed.naming(DATASETS, ["duckdb://local"])
    seen = event(inputs=INPUTS, outputs=[{"namespace": "c360://metrics", "name": "target", "facets": facets}])
    edges = list(observed.edges(seen, named))
    assert {edge.source: set(edge.columns) for edge in edges} == expected
    assert {edge.target for edge in edges} <= {"target"}
    assert {via for edge in edges for via in edge.observed} <= {"dbt/model.customers"}


@pytest.mark.parametrize(
    "changes",
    [
        {"eventType": "FAIL"}, {"eventType": "ABORT"}, {"outputs": 7}, {"outputs": [7, {}, {"name": 7}]},
        {"inputs": {}}, {"inputs": [{"namespace": "n"}]}, {"outputs": ...},
    ],
)  # fmt: skip
def test_events_that_show_no_flow(event: Callable[..., dict[str, Any]], changes: dict[str, Any]) -> None:
    assert list(observed.edges(event(**changes), observed.naming(DATASETS, []))) == []


def test_times_with_and_without_a_zone_are_comparable(event: Callable[..., dict[str, Any]]) -> None:
    made, named = Graph(), observed.naming({}, [])
    for time in ("2026-01-31T06:00:00", "2026-01-31T09:00:00+02:00", "never"):
        made.add((), observed.edges(event(eventTime=time, job=...), named))
    [edge] = made.edges.values()
    assert edge.last is not None
    assert edge.last.isoformat() == "2026-01-31T09:00:00+02:00"


# through the command


@pytest.fixture
def repository(tmp_path: Path, c360: Callable[..., Any], event: Callable[..., dict[str, Any]]) -> Path:
    """Two declared datasets, and a job that loads one of them from another database."""
    folder = tmp_path / "contracts"
    folder.mkdir()
    for name, source in (("accounts", None), ("customers", "accounts")):
        transform = f", transformSourceObjects: [{source}]" if source else ""
        (folder / f"{name}.odcs.yaml").write_text(
            f"apiVersion: v3.2.0\nkind: DataContract\nid: {name}\nversion: 1.0.0\nstatus: active\n"
            f"team: {{name: crm}}\nschema:\n- name: {name}\n  properties:\n"
            f"  - {{name: id, logicalType: integer{transform}}}\n"
        )
    (tmp_path / "c360.yaml").write_text("warehouses:\n  local: {type: duckdb, path: w.duckdb}\n")
    loaded = event(
        inputs=[{"namespace": "pg://h:5432", "name": "db.raw.\u001b[31maccounts"}], outputs=[field("accounts")]
    )
    (tmp_path / "events.json").write_text(json.dumps(loaded))
    assert c360("-C", tmp_path, "lineage", "ingest", tmp_path / "events.json").status == 0
    return tmp_path


def test_show_answers_both_ways_with_the_evidence(repository: Path, c360: Callable[..., Any]) -> None:
    done = c360("-C", repository, "lineage", "show", "accounts")
    assert done.status == 0
    assert done.stdout.splitlines() == [
        "upstream: 1",
        "accounts (dataset, crm)",
        "`- pg://h:5432/db.raw.\\x1b[31maccounts (dataset)  observed",
        "",
        "downstream: 1",
        "accounts (dataset, crm)",
        "`- customers (dataset, crm)  declared",
    ]


def test_show_as_json(repository: Path, c360: Callable[..., Any]) -> None:
    done = c360("-C", repository, "lineage", "show", "customers", "--upstream", "--column", "id", "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["node"], answer["column"]) == ("customers", "id")
    assert [(node["name"], node["direction"], node["depth"]) for node in answer["nodes"]] == [
        ("accounts", "upstream", 1),
        ("pg://h:5432/db.raw.\u001b[31maccounts", "upstream", 2),
    ]
    assert [(edge["declared"], edge["observed"], edge["last_observed"]) for edge in answer["edges"]] == [
        (["contracts/customers.odcs.yaml"], [], None),
        ([], ["dbt/model.customers"], "2026-01-31T06:00:00+00:00"),
    ]
    shallow = c360("-C", repository, "lineage", "show", "customers", "--upstream", "--depth", "1", "--format", "json")
    assert [node["name"] for node in json.loads(shallow.stdout)["nodes"]] == ["accounts"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("costumers",), "did you mean 'customers'?"),
        (("customers", "--column", "idd"), "did you mean 'id'?"),
        (("customers", "--depth", "0"), "--depth"),
    ],
)
def test_a_name_that_does_not_exist(
    repository: Path, c360: Callable[..., Any], arguments: tuple[str, ...], words: str
) -> None:
    done = c360("-C", repository, "lineage", "show", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert words in done.stderr


def test_without_a_log_there_is_what_is_declared(repository: Path, c360: Callable[..., Any]) -> None:
    (repository / ".c360" / "log.db").unlink()
    done = c360("-C", repository, "lineage", "show", "customers", "--upstream")
    assert (done.status, done.stdout.splitlines()[0]) == (0, "upstream: 1")
    assert not (repository / ".c360" / "log.db").exists()
