"""The SQL: pinned where a reader should see it change, quoted everywhere, and not of one engine only."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from metrics_rows import AS_OF
from metrics_specs import REVENUE, document, metrics_of
from sqlglot import exp

from c360_governance.metrics.columns import columns_read
from c360_governance.metrics.evaluate import natural
from c360_governance.metrics.graph import resolve
from c360_governance.metrics.period import period
from c360_governance.metrics.statement import Statement, statement
from c360_governance.model.contract import parse_contract
from c360_governance.model.metric import Metric
from c360_governance.sources.repository import Repository

GOLDEN = Path(__file__).parent / "golden"


def compiled(name: str, reference: Repository) -> Statement:
    specs = resolve(name, reference.metrics)
    return statement(name, specs, period(specs[name].grain_to_date, AS_OF), natural(specs[name]), reference.datasets)


@pytest.mark.parametrize("name", ["weekly_revenue", "mrr", "error_rate_pct", "time_to_value_p90_days", "arr"])
def test_golden(name: str, reference: Repository) -> None:
    assert compiled(name, reference).sql("duckdb") + "\n" == (GOLDEN / f"{name}.sql").read_text()


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "snowflake", "bigquery", "databricks", "trino"])
def test_every_metric_can_be_written_for_every_engine(dialect: str, reference: Repository) -> None:
    for name in reference.metrics:
        tree = sqlglot.parse_one(compiled(name, reference).sql(dialect), dialect=dialect)
        assert all(identifier.quoted for identifier in tree.find_all(exp.Identifier)), name
        assert not list(tree.find_all(exp.Placeholder, exp.Parameter)), name


def test_compiling_twice_gives_the_same_text(reference: Repository) -> None:
    for name in reference.metrics:
        assert compiled(name, reference).sql("duckdb") == compiled(name, reference).sql("duckdb")


def test_tables_and_columns_are_those_of_the_contract() -> None:
    contract = parse_contract(
        {
            "schema": [
                {
                    "name": "weekly_revenue",
                    "physicalName": 'lake.Fact "Revenue"',
                    "properties": [
                        {"name": "weekly_revenue", "physicalName": 'AMT"; DROP'},
                        {"name": "week_start", "physicalName": "WK"},
                    ],
                }
            ]
        }
    )
    specs = resolve("m", metrics_of(document("m", REVENUE)))
    sql = statement(
        "m", specs, period("year", AS_OF), natural(specs["m"]), {"weekly_revenue": (contract, contract.datasets[0])}
    ).sql("duckdb")
    assert 'FROM "lake"."Fact ""Revenue""" AS "weekly_revenue"' in sql
    assert 'SUM("weekly_revenue"."AMT""; DROP")' in sql
    assert len(sqlglot.parse(sql, dialect="duckdb")) == 1


READS = {
    "weekly_sign_ups": {"accounts": "signup_date tier"},
    "error_rate_pct": {"usage_events": "is_error event_ts"},
    "arr": {"weekly_revenue": "week_start weekly_revenue"},
    "mrr": {"weekly_revenue": "account_id product week_start weekly_revenue", "accounts": "account_id account_name"},
    "cltv_24mo": {
        "weekly_revenue": "account_id week_start weekly_revenue",
        "accounts": "account_id account_name is_active",
    },
    "adoption_rate_pct": {"accounts": "account_id signup_date", "usage_events": "account_id event_ts tokens"},
    "time_to_value_p50_days": {"accounts": "account_id signup_date", "usage_events": "account_id event_ts"},
    "satisfaction_score": {
        "incidents": "downtime_minutes started_at",
        "support_tickets": "created_at resolved_at",
        "usage_events": "event_ts is_error",
    },
    "usage_tokens_existing_accounts": {
        "accounts": "account_id is_active signup_date tier",
        "usage_events": "account_id event_ts tokens",
    },
}


@pytest.mark.parametrize("name", READS)
def test_columns_read(name: str, metrics: dict[str, Metric]) -> None:
    expected = {(dataset, column) for dataset, names in READS[name].items() for column in names.split()}
    assert columns_read(metrics[name], metrics) == expected


def test_columns_of_a_query() -> None:
    query = (
        "WITH late AS (SELECT u.account_id AS who, u.tokens FROM usage_events AS u WHERE u.latency_ms > 100) "
        "SELECT COUNT(DISTINCT a.tier) AS value FROM accounts AS a JOIN late ON late.who = a.account_id "
        "WHERE EXISTS (SELECT is_error FROM usage_events WHERE usage_events.account_id = a.account_id)"
    )
    known = metrics_of(document("m", type="sql", query=query, sources=["accounts", "usage_events"]))
    assert columns_read(known["m"], known) == {
        ("usage_events", column) for column in ("account_id", "tokens", "latency_ms", "is_error")
    } | {("accounts", "tier"), ("accounts", "account_id")}
