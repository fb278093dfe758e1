"""A run in the log: START before the work, its end after it, whatever happens in between; and read back."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.events.clean import clean
from c360_governance.lineage.events.datasets import dataset_refs, warehouse_namespace
from c360_governance.lineage.events.job import DatasetRef, Facts, Figure, Job, MetricRef
from c360_governance.lineage.log.history import check_results, reconcile_results
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.record import engine, record_run, source
from c360_governance.model.config import Config, WarehouseConfig
from c360_governance.model.contract import parse_contract
from c360_governance.model.errors import C360Error, LogError, WarehouseError
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

AS_OF = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
JOB = Job("check", AS_OF)
ACCOUNTS = DatasetRef("duckdb://local", "accounts", "accounts")


def types(log: Log) -> list[str]:
    return [record.payload["eventType"] for record in log.records("openlineage")]


def test_start_is_durable_before_the_work_begins(log: Log, tmp_path: Path) -> None:
    with record_run(log, JOB, [ACCOUNTS]) as run:
        with Log.open("sqlite:///.c360/log.db", tmp_path, must_exist=True) as other:
            [start] = other.records()
        assert (start.payload["eventType"], start.payload["run"]["runId"]) == ("START", run.run_id)
        assert [dataset["name"] for dataset in start.payload["inputs"]] == ["accounts"]
    assert types(log) == ["START", "COMPLETE"]
    assert run.record is not None
    assert run.record.hash == log.head


def test_one_run_of_many_datasets_is_one_pair_of_events(log: Log, outcome: Callable[..., Any]) -> None:
    with record_run(log, JOB) as run:
        run.add(outcomes=[outcome(f"dataset_{number}.volume") for number in range(30)])
    assert types(log) == ["START", "COMPLETE"]
    assert len({record.payload["run"]["runId"] for record in log.records()}) == 1


@pytest.mark.parametrize(
    ("error", "state", "message"),
    [
        (WarehouseError("cannot convert 'ada@example.com' of \"x\" at 17.5"), "FAIL",
         "WarehouseError: cannot convert … of … at …"),
        (ValueError("ada@example.com"), "FAIL", "ValueError"),
        (KeyboardInterrupt(), "ABORT", "KeyboardInterrupt"),
    ],
)  # fmt: skip
def test_an_exception_ends_the_run_and_goes_on(
    log: Log, outcome: Callable[..., Any], error: BaseException, state: str, message: str
) -> None:
    def work() -> None:
        with record_run(log, JOB) as run:
            run.add(outcomes=[outcome("accounts.volume")])
            raise error

    with pytest.raises(type(error)) as raised:
        work()
    assert raised.value is error
    assert types(log) == ["START", state]
    [_, end] = log.records()
    assert end.payload["run"]["facets"]["errorMessage"]["message"] == message
    assert end.payload["inputs"][0]["inputFacets"]["c360_check"]["checks"][0]["check"] == "accounts.volume"
    assert "ada@example.com" not in json.dumps(end.payload)
    assert list(check_results(log)) == ["accounts.volume"]


def test_a_log_that_fails_at_the_end_does_not_hide_the_first_error(log: Log, tmp_path: Path) -> None:
    def work() -> None:
        with record_run(log, JOB):
            connection = sqlite3.connect(tmp_path / ".c360" / "log.db")
            connection.execute("ALTER TABLE records RENAME TO gone")
            connection.close()
            raise WarehouseError("down")

    with pytest.raises(WarehouseError, match="down") as raised:
        work()
    assert "its end could not be recorded" in raised.value.__notes__[0]


def test_nothing_is_recorded_without_a_log(outcome: Callable[..., Any]) -> None:
    with record_run(None, JOB) as run:
        run.add(outcomes=[outcome("accounts.volume")], rows={"accounts": 1})
    assert run.run_id is None
    assert run.record is None


def test_a_run_that_would_be_invalid_is_refused(log: Log, outcome: Callable[..., Any]) -> None:
    with pytest.raises(LogError, match="no valid OpenLineage"), record_run(log, JOB) as run:
        run.add(outcomes=[outcome("accounts.volume", kind="horoscope")])
    assert types(log) == ["START"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (C360Error("no such file"), "C360Error: no such file"),
        (C360Error("value 'O''Brien' and `x` in 12 rows\nLINE 1: 'ada'"), "C360Error: value … and … in … rows"),
        (C360Error("unterminated 'ada lovelace"), "C360Error: unterminated …"),
        (C360Error("of ada@example.com,"), "C360Error: of …"),
        (C360Error("card 4111 1111 1111 1111 refused"), "C360Error: card … refused"),
        (C360Error(""), "C360Error"),
        (RuntimeError("ada"), "RuntimeError"),
    ],
)
def test_an_error_is_recorded_without_what_may_be_data(error: Exception, expected: str) -> None:
    assert clean(error) == expected


# what was recorded comes back


def test_check_results_are_the_latest_of_each_check(log: Log, outcome: Callable[..., Any]) -> None:
    with record_run(log, JOB) as first:
        first.add(outcomes=[outcome("a.x", "failed", 3, column="email"), outcome("a.y", "error", None)])
    later = AS_OF + timedelta(days=1)
    with record_run(log, JOB) as second:
        second.add(outcomes=[outcome("a.x", "passed", 0, as_of=later, threshold="<= 1.5 h", runbook=None)])
    results = check_results(log)
    assert set(results) == {"a.x", "a.y"}
    fixed, broken = results["a.x"], results["a.y"]
    assert (fixed.outcome, fixed.measured, fixed.threshold, fixed.as_of) == ("passed", 0, "<= 1.5 h", later)
    assert (fixed.run_id, fixed.owner, fixed.runbook) == (second.run_id, "crm-operations", None)
    assert (broken.outcome, broken.measured, broken.column, broken.run_id) == ("error", None, None, first.run_id)
    assert broken.time < fixed.time <= datetime.now(UTC)


def test_reconcile_results_are_the_latest_of_each_figure(log: Log) -> None:
    job = Job("metric.reconcile", AS_OF)
    with record_run(log, job) as run:
        run.add(figures=[Figure("mrr", "", 100, 90.5, "differs", -9.5), Figure("mrr", "2026-01-05", 1, 1, "agrees", 0)])
    with record_run(log, job) as run:
        run.add(metrics=[MetricRef("mrr")], figures=[Figure("mrr", "", 90.5, 90.5, "agrees", 0)])
    results = reconcile_results(log)
    assert {key: (result.status, result.governed) for key, result in results.items()} == {
        ("mrr", ""): ("agrees", 90.5),
        ("mrr", "2026-01-05"): ("agrees", 1),
    }
    assert results["mrr", ""].as_of == AS_OF
    assert results["mrr", ""].run_id == run.run_id


def test_history_passes_over_what_others_call_by_our_names(log: Log, event: Callable[..., Any]) -> None:
    facet = {"_producer": "https://x.example", "_schemaURL": "https://x.example/s"}
    strange: list[Any] = [
        {"c360_check": {**facet, "checks": [{"check": "forged"}]}},
        {"c360_check": {**facet, "checks": 7}},
        {"c360_check": None},
    ]
    for facets in strange:
        log.append("openlineage", event(inputs=[{"namespace": "n", "name": "d", "inputFacets": facets}]))
    log.append("openlineage", {"run": 7, "job": [], "inputs": "c360_check", "eventType": "COMPLETE"})
    assert check_results(log) == {}


def test_findings_of_several_documents_are_one_run(log: Log) -> None:
    finding = Finding("unknown-key", "error", "message", Location("a.yaml"), "x")
    with record_run(log, Job("lint")) as run:
        run.add(findings=[])
        run.add(findings=[finding])
    assert run.facts == Facts(findings=(finding,))
    assert run.record is not None
    facets = run.record.payload["run"]["facets"]
    assert facets["c360_findings"]["findings"][0]["fingerprint"] == finding.fingerprint
    assert [(test["name"], test["status"]) for test in facets["test"]["tests"]] == [
        ("lint", "fail"),
        ("unknown-key", "fail"),
    ]


# where a run's names come from


@pytest.mark.parametrize(
    ("warehouses", "default", "asked", "expected"),
    [
        ({"local": "duckdb"}, None, None, "duckdb://local"),
        ({"local": "duckdb", "prod": "duckdb"}, "prod", None, "duckdb://prod"),
        ({"local": "duckdb", "prod": "duckdb"}, "prod", "local", "duckdb://local"),
        ({"local": "duckdb", "prod": "duckdb"}, None, None, "c360"),
        ({}, None, None, "c360"),
    ],
)
def test_a_datasets_namespace_names_its_warehouse_and_no_path(
    warehouses: dict[str, str], default: str | None, asked: str | None, expected: str
) -> None:
    settings = {
        name: WarehouseConfig(name, kind, {"path": "/home/ada/warehouse.duckdb"}) for name, kind in warehouses.items()
    }
    assert warehouse_namespace(Config(warehouse=default, warehouses=settings), asked) == expected


def test_a_dataset_is_named_by_its_table_and_described_by_its_contract() -> None:
    contract = parse_contract(
        {
            "team": {"name": "crm-operations"},
            "description": {"purpose": "Who the customers are."},
            "schema": [
                {
                    "name": "accounts",
                    "physicalName": "crm_accounts",
                    "properties": [{"name": "mail", "physicalName": "email", "logicalType": "string"}],
                }
            ],
        }
    )
    datasets = {"accounts": (contract, contract.datasets[0])}
    [ref] = dataset_refs(datasets, "duckdb://local", ["accounts", "unknown", "accounts"])
    assert (ref.namespace, ref.name, ref.dataset) == ("duckdb://local", "crm_accounts", "accounts")
    assert (ref.owner, ref.description) == ("crm-operations", "Who the customers are.")
    assert [(column.name, column.type) for column in ref.columns] == [("email", "string")]


def git(root: Path, *arguments: str) -> str:
    options = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", str(root), *options, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        (None, None),
        ("https://user:secret@git.example.com/team/platform.git?token=secret", "https://git.example.com/team/platform.git"),
        ("git@git.example.com:team/platform.git", "ssh://git.example.com/team/platform.git"),
        ("/home/ada/platform", None),
        ("file:///home/ada/platform", None),
    ],
)  # fmt: skip
def test_the_commit_is_named_without_credentials_or_paths(
    tmp_path: Path, remote: str | None, expected: str | None
) -> None:
    assert source(tmp_path) is None
    git(tmp_path, "init", "-q")
    assert source(tmp_path) is None
    (tmp_path / "c360.yaml").write_text("version: 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    if remote:
        git(tmp_path, "remote", "add", "origin", remote)
    commit = git(tmp_path, "rev-parse", "HEAD")
    found = source(tmp_path)
    assert found is not None
    assert (found.url, found.version) == (expected or f"git:{commit}", commit)
    (tmp_path / "c360.yaml").write_text("version: 1 # changed\n")
    changed = source(tmp_path)
    assert changed is not None
    assert changed.version == f"{commit}-dirty"


def test_an_engine_has_the_version_of_its_package() -> None:
    found = engine("duckdb")
    assert found is not None
    assert found.version[0].isdigit()
    assert engine("no-such-package") is None
