"""The tables that follow the records: what they answer, whom they believe, and that they can be thrown away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from c360_governance.lineage.events.job import Frontier, Job
from c360_governance.lineage.log import history, projections
from c360_governance.lineage.log.chain import canonical, payload_hash
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.record import record_run
from c360_governance.model.errors import LogError

AS_OF = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
JOB = Job("check", AS_OF, data_namespace="duckdb://local")
FOLDER = Path(projections.__file__).parent

Outcome = Callable[..., Any]


def test_every_module_of_the_folder_is_a_projection() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "projection"}
    assert {projection.table.name for projection in projections.ALL} == modules


def run(log: Log, outcome: Outcome, measured: int, day: int = 0) -> None:
    with record_run(log, JOB) as one:
        one.add(
            outcomes=[outcome("a.x", "passed", measured, as_of=AS_OF + timedelta(days=day)), outcome("a.y")],
            frontiers=[Frontier("a", "day", f"2026-01-{10 + measured}")],
        )


def test_the_newest_values_of_a_check(log: Log, outcome: Outcome) -> None:
    for number in range(8):
        run(log, outcome, number)
    newest = history.newest_results(log, "a.x", 3)
    assert [result.measured for result in newest] == [7, 6, 5]
    assert [type(result.measured) for result in newest] == [int, int, int]
    assert history.newest_results(log, "a.x", 3, namespace="duckdb://local") == newest
    assert history.newest_results(log, "a.x", 3, namespace="duckdb://other") == []
    assert history.newest_results(log, "a.z", 3) == []
    assert [result.measured for result in history.every_check_result(log) if result.check == "a.x"] == list(range(8))


def test_the_last_frontier_is_that_of_the_last_run_that_completed(log: Log, outcome: Outcome) -> None:
    assert history.frontier(log, "a") is None
    run(log, outcome, 1)
    run(log, outcome, 2)
    with suppress(ZeroDivisionError), record_run(log, JOB) as failed:
        failed.add(frontiers=[Frontier("a", "day", "2026-01-31")])
        raise ZeroDivisionError
    found = history.frontier(log, "a", "duckdb://local")
    assert found is not None
    assert (found.column, found.value) == ("day", "2026-01-12")
    assert history.frontier(log, "a", "duckdb://other") is None


def test_no_question_about_history_reads_the_records(log: Log, outcome: Outcome) -> None:
    run(log, outcome, 1)
    statements: list[str] = []
    sqlalchemy_event.listen(
        log.engine, "before_cursor_execute", lambda _1, _2, statement, *_: statements.append(statement)
    )
    history.check_results(log)
    history.newest_results(log, "a.x", 2)
    history.frontier(log, "a")
    history.reconcile_results(log)
    list(history.every_check_result(log))
    assert len([one for one in statements if "SELECT" in one]) == 5
    assert not [one for one in statements if "FROM records" in one]


@pytest.mark.parametrize("origin", ["file", "http", "http/airflow"])
def test_an_edited_copy_of_our_own_event_is_not_believed(log: Log, outcome: Outcome, origin: str) -> None:
    with record_run(log, JOB) as honest:
        honest.add(outcomes=[outcome("a.x", "failed", 7)])
    assert honest.record is not None
    forged = json.loads(json.dumps(honest.record.payload).replace('"failed"', '"passed"'))
    forged["eventTime"] = "2099-01-01T00:00:00+00:00"
    assert log.append_new("openlineage", [canonical(forged)], origin) == 1
    assert history.check_results(log)["a.x"].outcome == "failed"
    log.rebuild()
    assert history.check_results(log)["a.x"].outcome == "failed"
    assert log.verify().verified


def test_ingested_results_are_not_believed(
    c360: Callable[..., Any], log: Log, outcome: Outcome, tmp_path: Path
) -> None:
    with record_run(log, JOB) as honest:
        honest.add(outcomes=[outcome("a.x", "failed", 7)])
    assert honest.record is not None
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(honest.record.payload).replace('"failed"', '"passed"'))
    assert c360("-C", tmp_path, "lineage", "ingest", file).stdout.startswith("1 ingested")
    assert history.check_results(log)["a.x"].outcome == "failed"


def test_tables_of_another_version_are_built_again(log: Log, outcome: Outcome, tmp_path: Path) -> None:
    run(log, outcome, 1)
    log.close()
    connection = sqlite3.connect(tmp_path / ".c360" / "log.db")
    connection.executescript("UPDATE projections SET version = 0; DELETE FROM check_outcomes; DROP TABLE frontiers")
    connection.close()
    with pytest.raises(LogError, match="an older version's, and is only to be read"):
        Log.open("sqlite:///.c360/log.db?mode=ro", tmp_path)
    with Log.open("sqlite:///.c360/log.db", tmp_path) as again:
        assert set(history.check_results(again)) == {"a.x", "a.y"}
        assert history.frontier(again, "a") is not None
        assert again.verify().verified


VERSION_1 = """
CREATE TABLE log_version (version INTEGER NOT NULL);
CREATE TABLE records (sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL,
    payload_hash TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL, recorded_at TEXT NOT NULL);
CREATE INDEX records_payload_hash ON records (payload_hash);
CREATE TRIGGER records_no_delete BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
INSERT INTO log_version VALUES (1);
"""


def test_a_log_of_the_first_version_is_brought_up_to_date_and_keeps_its_head(tmp_path: Path, outcome: Outcome) -> None:
    import hashlib

    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    previous = "0" * 64
    for number, kind in enumerate(["openlineage", "incident"] * 600, start=1):
        text, time = json.dumps({"n": number, "é": "ü"}, sort_keys=True), "2026-01-01T00:00:00.000000+00:00"
        digest = payload_hash(text.encode())
        chained = json.dumps(["c360-log-1", number, kind, digest, time, previous], separators=(",", ":"))
        hash_ = hashlib.sha256(chained.encode()).hexdigest()
        connection.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)",
                           (number, kind, text, digest, previous, hash_, time))  # fmt: skip
        previous = hash_
    connection.commit()
    connection.close()
    with Log.open("sqlite:///old.db", tmp_path, must_exist=True) as log:
        judged = log.verify(previous)
        assert (judged.verified, judged.events, judged.findings) == (True, 1200, ())
        assert [record.payload["n"] for record in log.records()] == list(range(1, 1201))
        assert {record.origin for record in log.records()} == {None}
        run(log, outcome, 1)
        assert log.verify(previous).verified
        assert log.verify(previous).since_head == 2
