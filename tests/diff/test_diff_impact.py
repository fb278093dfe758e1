"""Who reads a dataset or a column, as declared."""

from __future__ import annotations

from typing import Any

import pytest
from diff_documents import column, contract

from c360_governance.diff.impact import impact, metric_readers
from c360_governance.model.contract import parse_contract
from c360_governance.model.metric import parse_metric

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
