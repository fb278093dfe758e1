"""What must go goes, from every file, and the chain still says what was there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.events.job import Job
from c360_governance.lineage.log.history import check_results
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.redaction import containing, redact
from c360_governance.lineage.log.sealed import seal
from c360_governance.lineage.record import record_run
from c360_governance.model.errors import LogError, UsageError

PERSONAL = "ada@example.com"
WHY = ("erasure request 2026-14", "dpo")


@pytest.fixture
def filled(log_url: str, tmp_path: Path) -> Any:
    with Log.open(log_url, tmp_path) as log:
        log.append_new("openlineage", [json.dumps({"n": n, "sql": f"'{PERSONAL}'"}).encode() for n in range(1, 6)])
        yield log


def test_a_payload_is_taken_out_and_the_chain_holds(filled: Log) -> None:
    head = filled.head
    assert redact(filled, [2, 4], *WHY) == 2
    judged = filled.verify(head)
    assert (judged.verified, judged.events, judged.redacted, judged.since_head) == (True, 7, 2, 2)
    assert [record.payload["n"] for record in filled.records("openlineage")] == [1, 3, 5]
    first, _ = filled.records("redaction")
    assert {key: first.payload[key] for key in ("sequence", "kind", "reason", "approver")} == {
        "sequence": 2, "kind": "openlineage", "reason": WHY[0], "approver": WHY[1]
    }  # fmt: skip
    assert redact(filled, [2], *WHY) == 0
    assert redact(filled, containing(filled, PERSONAL.upper()), *WHY) == 3
    assert list(filled.records("openlineage")) == []


def test_a_tombstone_without_its_reason_is_found(filled: Log) -> None:
    redact(filled, [2], *WHY)
    move = "UPDATE records SET payload = (SELECT payload FROM records WHERE sequence = 2) WHERE sequence = {}"
    with filled.engine.begin() as connection:  # the triggers let a tombstone take a payload's place
        connection.exec_driver_sql(move.format(3))
    judged = filled.verify()
    assert judged.redacted == 1
    assert [(one.rule, one.location.line) for one in judged.findings] == [("log-record-changed", 3)]


@pytest.mark.parametrize(
    ("sequences", "reason", "approver", "words"),
    [
        ([99], *WHY, "no record 99"),
        ([1], " ", "dpo", "needs a reason"),
        ([1], "x", "", "needs a reason and an approver"),
    ],
)
def test_what_cannot_be_taken_out(filled: Log, sequences: list[int], reason: str, approver: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        redact(filled, sequences, reason, approver)
    assert filled.verify().events == 5


def test_a_redaction_cannot_be_redacted(filled: Log) -> None:
    redact(filled, [1], *WHY)
    with pytest.raises(UsageError, match="record 6 says why"):
        redact(filled, [2, 6], *WHY)
    assert filled.verify().redacted == 1


def test_the_tables_forget_too(log: Log, outcome: Callable[..., Any]) -> None:
    with record_run(log, Job("check", datetime.now(UTC))) as run:
        run.add(outcomes=[outcome("a.x")])
    assert set(check_results(log)) == {"a.x"}
    assert run.record is not None
    redact(log, [run.record.sequence], *WHY)
    assert check_results(log) == {}
    log.rebuild()
    assert log.verify().verified


def test_an_incident_goes_as_a_whole(log: Log) -> None:
    log.append_many([("incident", {"incident": name, "event": event}) for name, event in (
        ("INC-1", "opened"), ("INC-2", "opened"), ("INC-1", "resolved"))])  # fmt: skip
    assert redact(log, [1], *WHY) == 2
    assert [record.sequence for record in log.records("incident")] == [2]
    assert log.verify().verified


def test_no_byte_of_it_is_left_on_disk(c360: Callable[..., Any], log: Log, tmp_path: Path) -> None:
    secret = "".join(f"{number:07d}" for number in range(3000))  # does not compress to nothing
    log.append_new("openlineage", [json.dumps({"run": {}, "sql": secret, "n": n}).encode() for n in range(3)])
    seal(log, datetime.now(UTC) + timedelta(days=1))
    [old] = log.folder.iterdir()
    stored = [row.payload for row in log.rows()]
    (tmp_path / ".c360" / "flow-facts.db").write_bytes(stored[0])  # what is kept beside the log goes with it
    done = c360("-C", tmp_path, "lineage", "redact", "--containing", secret[:50], "--reason", "r", "--approver", "dpo",
                "--format", "json")  # fmt: skip
    assert (done.status, json.loads(done.stdout)["records"]) == (0, [1, 2, 3])
    assert not old.exists()
    files = [path for path in (tmp_path / ".c360").rglob("*") if path.is_file()]
    assert len(files) >= 2
    assert not [path for path in files for payload in stored if payload[5:200] in path.read_bytes()]
    assert c360("-C", tmp_path, "lineage", "verify").status == 0


def test_the_command_says_which_and_refuses_a_reason_that_quotes(
    c360: Callable[..., Any], log: Log, tmp_path: Path
) -> None:
    log.append_new("openlineage", [json.dumps({"run": {}, "sql": PERSONAL}).encode()])
    redact_ = ("-C", tmp_path, "lineage", "redact")
    tried = c360(*redact_, "--containing", PERSONAL, "--dry-run")
    assert (tried.status, tried.stdout) == (0, "would take out: 1\n")
    quoting = c360(*redact_, "--containing", PERSONAL, "--reason", f"of {PERSONAL}", "--approver", "dpo")
    assert quoting.status == 2
    assert PERSONAL not in quoting.stderr
    assert c360(*redact_, "--reason", "r", "--approver", "dpo").status == 2
    assert "needs a reason and an approver" in c360(*redact_, "1").stderr
    assert c360(*redact_, "1", "--reason", "r", "--approver", "dpo").stdout.startswith("1 payloads were taken out\n")
    assert "each with its reason on record" in c360("-C", tmp_path, "lineage", "verify").stdout


def test_a_failed_redaction_changes_nothing(log: Log, tmp_path: Path) -> None:
    log.append("incident", {"n": 1})
    connection = sqlite3.connect(tmp_path / ".c360" / "log.db")
    connection.execute("DROP TABLE gate_decisions")
    connection.close()
    with pytest.raises(LogError):
        redact(log, [1], *WHY)
    log.rebuild()
    assert log.verify().verified
    assert log.verify().events == 1
