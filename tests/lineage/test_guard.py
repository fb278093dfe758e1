"""What the policy says must not be stored is not stored, and is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.ingest.guard import MASK, Policy, guard
from c360_governance.lineage.log.log import Log

Make = Callable[..., dict[str, Any]]
BASE = {"_producer": "https://dbt.example/1.0", "_schemaURL": "https://dbt.example/facet.json"}
ALL = Policy("mask", "mask", "mask", "mask")


def full(event: Make) -> dict[str, Any]:
    made = event()
    made["job"]["facets"]["sql"] = {**BASE, "query": "select 1 from t2 where mail = 'ada@example.com' -- for Ada"}
    made["run"]["facets"] = {
        "errorMessage": {**BASE, "message": "bad value 'Ada' in row 7", "programmingLanguage": "PYTHON"},
        "environmentVariables": {**BASE, "environmentVariables": [{"name": "TOKEN", "value": "s3cret"}]},
        "custom": {
            **BASE,
            "note": ["call +49 30 1234567", {"card": "4111 1111 1111 1111"}],
            "owner": "ada@example.com",
        },
    }
    return made


@pytest.mark.parametrize(
    ("statement", "masked"),
    [
        (
            "select a1, 2.5 from t2 where x = 'it''s' and y in (1, 2)",
            "select a1, ? from t2 where x = ? and y in (?, ?)",
        ),
        ("select 'cut off", "select ?"),
        ("select 'a\\'b', $$x$$, $q$it's$q$ from t", "select ?, ?, ? from t"),
        ("select 1 /* ada@example.com */ -- and 'more'\nfrom t", "select ?    \nfrom t"),
        ('select "col 1", `c2` from "s3"."t"', 'select "col 1", `c2` from "s3"."t"'),
        ("select 1e5 from t_2024", "select ? from t_2024"),
    ],
)
def test_literals_of_sql(event: Make, statement: str, masked: str) -> None:
    made = event()
    made["job"]["facets"]["sql"] = {"query": statement}
    guard(made, Policy(sql_literals="mask"))
    assert made["job"]["facets"]["sql"]["query"] == masked


def test_everything_that_the_policy_masks_is_gone_and_the_rest_is_not(event: Make) -> None:
    made = full(event)
    found = guard(made, ALL)
    text = json.dumps(made)
    assert not [value for value in ("ada@example.com", "Ada", "s3cret", "4111", "1234567") if value in text]
    assert found.found == {"sql_literals": 3, "errors": 2, "environment": 1, "personal": 3}
    assert made["run"]["facets"]["environmentVariables"]["environmentVariables"] == [{"name": "TOKEN", "value": MASK}]
    assert made["inputs"] == event()["inputs"]
    assert guard(made, ALL).found == {}  # what is masked is not found again


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1112", "2026-01-31 06:00:00.123456", "user@localhost", "+1 23", "v1.2.3", "a@b"]
)
def test_what_only_looks_personal_is_left(event: Make, text: str) -> None:
    made = event(note=text)
    assert guard(made, Policy(personal="mask")).found == {}
    assert made == event(note=text)


def test_names_of_datasets_are_no_personal_values(event: Make) -> None:
    made = event(inputs=[{"namespace": "abfss://container@account.dfs.core.windows.net", "name": "x"}])
    assert guard(made, ALL).found == {}


@pytest.fixture
def ingest(c360: Callable[..., Any], tmp_path: Path) -> Callable[..., dict[str, Any]]:
    def run(policy: dict[str, str], *events: dict[str, Any]) -> dict[str, Any]:
        (tmp_path / "c360.yaml").write_text(json.dumps({"version": 1, "guard": policy}))
        (tmp_path / "events").write_text("\n".join(map(json.dumps, events)))
        done = c360("-C", tmp_path, "lineage", "ingest", tmp_path / "events", "--format", "json")
        assert "ada@example.com" not in done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run


def test_masked_before_it_is_stored(ingest: Callable[..., dict[str, Any]], event: Make, tmp_path: Path) -> None:
    answer = ingest({"personal": "mask", "sql_literals": "mask"}, full(event), event(2), full(event))
    assert (answer["ingested"], answer["duplicates"]) == (2, 1)
    assert answer["guarded"] == {"personal": 6, "sql_literals": 6}
    with Log.open("sqlite:///.c360/log.db", tmp_path) as log:
        first, second = (record.payload for record in log.records())
    assert "ada@example.com" not in json.dumps(first)
    assert first["run"]["facets"]["errorMessage"]["message"] == "bad value 'Ada' in row 7"
    assert second == event(2)


def test_rejected_events_are_kept_nowhere(ingest: Callable[..., dict[str, Any]], event: Make, tmp_path: Path) -> None:
    answer = ingest({"personal": "reject"}, full(event), event(2))
    assert (answer["ingested"], answer["unreadable"]) == (1, 1)
    assert [(one["rule"], one["line"]) for one in answer["findings"]] == [("lineage-guard", 1)]
    files = [path for path in (tmp_path / ".c360").rglob("*") if path.is_file()]
    assert not [path for path in files if b"ada@example.com" in path.read_bytes()]
    assert not (tmp_path / ".c360" / "quarantine").exists()


def test_a_policy_that_is_none_is_said(c360: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "c360.yaml").write_text(json.dumps({"version": 1, "guard": {"personal": "hide"}}))
    (tmp_path / "events").write_text("")
    done = c360("-C", tmp_path, "lineage", "ingest", tmp_path / "events")
    assert done.status == 2
    assert "one of: keep, mask, reject" in done.stderr
