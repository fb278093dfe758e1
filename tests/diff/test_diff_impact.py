"""Who reads a dataset or a column, as declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from diff_documents import column, contract

from c360_governance.diff.impact import impact, metric_readers
from c360_governance.metrics.columns import columns_read
from c360_governance.model.contract import parse_contract
from c360_governance.model.metric import parse_metric
from c360_governance.sources.repository import Repository

CONTRACTS = [
    contract(column("account_id"), column("plan"), column("address", logicalType="object"), team={"name": "crm"}),
    contract(team={"name": "sales"}, schema=[{"name": "orders", "properties": [
        column("account", relationships=[{"to": "accounts.account_id"}]),
        column("plan_group", transformSourceObjects=["accounts"], transformLogic="upper(accounts.plan)"),
    ]}]),
    contract(team={"name": "bi"}, schema=[{"name": "wide", "properties": [
        column("all", transformSourceObjects=["crm.accounts_t"])]}]),
    contract(schema=[{"name": "alone", "properties": [column("account_id")]}]),
]  # fmt: skip
CONTRACTS[0]["schema"][0]["physicalName"] = "accounts_t"
CONTRACTS[0]["schema"][0]["properties"][1]["physicalName"] = "plan_code"
METRICS: list[dict[str, Any]] = [
    {"name": "active", "source": "accounts", "expr": "account_id", "owner": "growth"},
    {"name": "pro", "source": "accounts", "expr": "1", "filter": "PLAN_CODE = 'pro'"},
    {"name": "talk", "source": "orders", "description": "accounts by plan", "drivers": ["active"]},
    {"name": "share", "numerator": "pro", "denominator": "active"},
    {"name": "share_growth", "type": "derived", "inputs": ["share"], "expr": "share / 2"},
    {"name": "raw", "type": "sql", "query": "select address.city from accounts_t"},
    {"name": "joined", "source": "orders", "expr": "1",
     "joins": [{"source": "accounts", "on": "x.account_id = y.account"}]},
]  # fmt: skip


def read_by(dataset: str, name: str | None) -> list[str]:
    """The readers' names with their owners where they have one."""
    metrics = {metric.name: metric for metric in map(parse_metric, METRICS)}
    contracts = map(parse_contract, CONTRACTS)
    datasets = {dataset.name: (one, dataset) for one in contracts for dataset in one.datasets}
    return [f"{hit.name}:{hit.owner}" if hit.owner else hit.name for hit in impact(metrics, datasets, dataset, name)]


@pytest.mark.parametrize(
    ("dataset", "column", "expected"),
    [
        (
            "accounts",
            None,
            ["orders:sales", "wide:bi", "active:growth", "joined", "pro", "raw", "share", "share_growth"],
        ),
        ("accounts", "account_id", ["orders:sales", "wide:bi", "active:growth", "joined", "share", "share_growth"]),
        ("accounts", "plan", ["orders:sales", "wide:bi", "pro", "share", "share_growth"]),
        ("accounts", "address.city", ["wide:bi", "raw"]),
        ("accounts", "nothing", ["wide:bi"]),
        ("orders", None, ["joined", "talk"]),
        ("alone", None, []),
        ("nowhere", "x", []),
    ],
)
def test_the_readers(dataset: str, column: str | None, expected: list[str]) -> None:
    assert read_by(dataset, column) == expected


def test_the_readers_of_a_metric() -> None:
    metrics = {metric.name: metric for metric in map(parse_metric, METRICS)}
    assert [hit.name for hit in metric_readers(metrics, "pro")] == ["share", "share_growth"]
    assert metric_readers(metrics, "share_growth") == ()


def test_metrics_that_read_each_other_end() -> None:
    loop = [parse_metric({"name": "a", "inputs": ["b"]}), parse_metric({"name": "b", "inputs": ["a"]})]
    assert [hit.name for hit in metric_readers({metric.name: metric for metric in loop}, "a")] == ["b"]


CHAIN = [
    contract(column("plan"), column("seats"), team={"name": "crm"}),
    contract(team={"name": "silver"}, schema=[{"name": "clients", "properties": [
        column("tier", transformSourceObjects=["accounts"], transformLogic="upper(a.plan) from accounts a"),
        column("note", transformSourceObjects=["accounts", "plans"], transformLogic="'plan' || plans.plan"),
        column("size", transformSourceObjects=["accounts.seats"]),
    ]}]),
    contract(team={"name": "gold"}, schema=[{"name": "wide", "properties": [
        column("segment", transformSourceObjects=["clients"], transformLogic="CASE WHEN tier = 'PRO' THEN 1 END"),
    ]}]),
]  # fmt: skip
EXACT: list[dict[str, Any]] = [
    {"name": "text_only", "type": "simple", "source": "accounts", "agg": "count", "filter": "x = 'plan'"},
    {"name": "of_another", "type": "simple", "source": "accounts", "agg": "count", "filter": "plans.plan = 1",
     "joins": [{"source": "plans", "type": "left", "on": "plans.i = accounts.i"}]},
    {"name": "called_so", "type": "derived", "inputs": ["plan"], "expr": "plan * 2"},
    {"name": "by_slice", "type": "simple", "source": "accounts", "agg": "count", "dimensions": ["plan"]},
    {"name": "of_slice", "type": "derived", "inputs": ["by_slice"], "expr": "by_slice * 2"},
    {"name": "by_value", "type": "simple", "source": "accounts", "agg": "count", "filter": "accounts.plan = 'x'"},
    {"name": "of_value", "type": "derived", "inputs": ["by_value"], "expr": "by_value * 2"},
    {"name": "by_query", "type": "sql", "sources": ["accounts"],
     "query": "SELECT count(z.plan) AS value FROM accounts z"},
    {"name": "of_the_last", "type": "simple", "source": "wide", "agg": "count", "filter": "segment = 1"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plan", ["clients", "wide", "by_query", "by_slice", "by_value", "of_the_last", "of_value"]),
        ("seats", ["clients"]),
        ("x", ["text_only"]),
    ],
)
def test_columns_are_followed_exactly(name: str, expected: list[str]) -> None:
    metrics = {metric.name: metric for metric in map(parse_metric, EXACT)}
    datasets = {dataset.name: (one, dataset) for one in map(parse_contract, CHAIN) for dataset in one.datasets}
    assert [hit.name for hit in impact(metrics, datasets, "accounts", name)] == expected


def test_the_reference_metrics_read_what_their_sql_looks_up() -> None:
    here = Repository(Path(__file__).parents[2])
    exact = {name: columns_read(metric, here.metrics) for name, metric in here.metrics.items()}
    for dataset, (_, declared) in here.datasets.items():
        for prop in declared.properties:
            hits = impact(here.metrics, here.datasets, dataset, prop.name)
            found = {hit.name for hit in hits if hit.kind == "metric"}
            wanted = {name for name, reads in exact.items() if (dataset, prop.name) in reads}
            assert wanted <= found
            assert found - wanted <= {"cltv_24mo"}  # takes one slice of a metric, and counts as reader of each
