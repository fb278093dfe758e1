"""`c360 lineage show`: both ways, with the evidence, by column, depth and moment."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


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
        inputs=[{"namespace": "pg://h:5432", "name": "db.raw.\u001b[31maccounts"}],
        outputs=[{"namespace": "duckdb://local", "name": "accounts"}],
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


def test_as_of_a_time_before_the_event(repository: Path, c360: Callable[..., Any]) -> None:
    done = c360("-C", repository, "lineage", "show", "accounts", "--upstream", "--as-of", "2026-01-30")
    assert (done.status, done.stdout.splitlines()) == (0, ["upstream: 0", "accounts (dataset, crm)"])
    assert "not under git" in done.stderr
    later = c360("-C", repository, "lineage", "show", "accounts", "--as-of", f"01a20085-5b53-78ef-b206-{1:012d}")
    assert later.stdout.splitlines()[0] == "upstream: 1"
    wrong = c360("-C", repository, "lineage", "show", "accounts", "--as-of", "yesterday")
    assert (wrong.status, wrong.stdout) == (2, "")


def test_as_of_a_commit_declares_what_it_declared(platform: Path, c360: Callable[..., Any]) -> None:
    path = platform / "contracts" / "gold" / "customers.odcs.yaml"
    path.write_text(
        path.read_text().replace("transformSourceObjects: [consents]", "transformSourceObjects: [accounts]")
    )
    now = c360("-C", platform, "lineage", "show", "consents", "--downstream", "--format", "json")
    then = c360(
        "-C", platform, "lineage", "show", "consents", "--downstream", "--format", "json", "--as-of", "2099-01-01"
    )
    before = c360("-C", platform, "lineage", "show", "consents", "--as-of", "1999-01-01")
    names = [{node["name"] for node in json.loads(done.stdout)["nodes"]} for done in (now, then)]
    assert names == [{"marketing_audience"}, {"customers", "marketing_audience"}]
    assert (before.status, "nothing was committed yet" in before.stderr) == (2, True)


def test_a_namesake_is_told_of(platform: Path, c360: Callable[..., Any]) -> None:
    done = c360("-C", platform, "lineage", "show", "weekly_revenue", "--upstream")
    assert "there is also metric:weekly_revenue" in done.stderr
    metric = c360("-C", platform, "lineage", "show", "metric:weekly_revenue", "--upstream", "--format", "json")
    assert (metric.stderr, json.loads(metric.stdout)["kind"]) == ("", "metric")
    assert [node["name"] for node in json.loads(metric.stdout)["nodes"]] == ["accounts", "weekly_revenue"]


def test_a_wrong_folder_and_a_folder_with_nothing_but_a_log(
    tmp_path: Path, c360: Callable[..., Any], event: Callable[..., dict[str, Any]]
) -> None:
    for command in (("show", "x"), ("path", "a", "b"), ("changes", "--from", "2026-01-01"), ("gaps",), ("privacy",)):
        wrong = c360("-C", tmp_path, "lineage", *command)
        assert (wrong.status, "is no governance repository" in wrong.stderr) == (2, True), command
    (tmp_path / "e.json").write_text(json.dumps(event()))
    assert c360("-C", tmp_path, "lineage", "ingest", tmp_path / "e.json").status == 0
    done = c360("-C", tmp_path, "lineage", "show", "duckdb://local/customers", "--upstream")
    assert (done.status, done.stdout.splitlines()[-1]) == (0, "`- duckdb://local/accounts (dataset)  observed")


def test_a_column_after_a_dot_is_answered_with_the_option(repository: Path, c360: Callable[..., Any]) -> None:
    done = c360("-C", repository, "lineage", "show", "accounts.id")
    assert done.status == 2
    assert "for a column write `accounts --column id`" in done.stderr
