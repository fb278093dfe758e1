"""`c360 lineage verify`: what it prints, when it exits 1 and when 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.log.log import Log
from c360_governance.model.errors import LogError


def test_a_log_that_holds(c360: Callable[..., Any], log: Log, tmp_path: Path) -> None:
    log.append_many([("openlineage", {"n": 1}), ("incident", {"n": 2})])
    done = c360("-C", tmp_path, "lineage", "verify")
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout == f"the chain holds: 2 records in .c360/log.db\nhead {log.head}\n"
    answer = json.loads(c360("-C", tmp_path, "lineage", "verify", "--head", log.head, "--format", "json").stdout)
    assert {key: answer[key] for key in ("verified", "events", "head", "findings")} == {
        "verified": True,
        "events": 2,
        "head": log.head,
        "findings": [],
    }


def test_a_log_that_does_not_hold(
    c360: Callable[..., Any], log: Log, tmp_path: Path, tamper: Callable[[str], None]
) -> None:
    log.append_many([("openlineage", {"n": number}) for number in range(3)])
    head = log.head
    log.close()
    swap = "UPDATE records SET payload = (SELECT payload FROM records WHERE sequence = {}) WHERE sequence = 2"
    tamper("CREATE TABLE kept AS SELECT payload FROM records WHERE sequence = 2; " + swap.format(1))
    done = c360("-C", tmp_path, "lineage", "verify", "--format", "json")
    answer = json.loads(done.stdout)
    assert (done.status, answer["verified"], answer["events"]) == (1, False, 3)
    assert [(finding["rule"], finding["line"]) for finding in answer["findings"]] == [
        ("log-record-changed", 2),
        ("log-unguarded", 1),
    ]
    tamper("UPDATE records SET payload = (SELECT payload FROM kept) WHERE sequence = 2")
    assert c360("-C", tmp_path, "lineage", "verify").status == 0
    tamper("DELETE FROM records WHERE sequence = 3")
    assert c360("-C", tmp_path, "lineage", "verify").status == 0
    cut = c360("-C", tmp_path, "lineage", "verify", "--head", head)
    assert cut.status == 1
    assert "error[log-head-missing]" in cut.stdout


def test_the_head_is_printed_for_keeping(c360: Callable[..., Any], log: Log, tmp_path: Path) -> None:
    log.append("incident", {"n": 1})
    done = c360("-C", tmp_path, "lineage", "head")
    assert (done.status, done.stdout, done.stderr) == (0, f"{log.head}\n", "")
    assert c360("-C", tmp_path, "lineage", "verify", "--head", done.stdout.strip()).status == 0


def test_tables_that_were_changed_are_found_and_built_again(
    c360: Callable[..., Any], log: Log, tmp_path: Path, tamper: Callable[[str], None]
) -> None:
    log.append("incident", {"event": "opened", "incident": "INC-1"})
    tamper("UPDATE incident_events SET event = 'resolved'")
    judged = c360("-C", tmp_path, "lineage", "verify")
    assert judged.status == 1
    assert "error[log-projection-differs]" in judged.stdout
    assert "`c360 lineage rebuild`" in judged.stdout
    assert c360("-C", tmp_path, "lineage", "rebuild").status == 0
    assert c360("-C", tmp_path, "lineage", "verify").status == 0


def test_a_log_that_cannot_be_judged(c360: Callable[..., Any], tmp_path: Path) -> None:
    missing = c360("-C", tmp_path, "lineage", "verify")
    assert (missing.status, missing.stdout) == (2, "")
    assert "there is no log yet: .c360/log.db" in missing.stderr
    assert not (tmp_path / ".c360").exists()
    (tmp_path / ".c360").mkdir()
    (tmp_path / ".c360" / "log.db").write_bytes(b"no database" * 1000)
    broken = c360("-C", tmp_path, "lineage", "verify")
    assert (broken.status, broken.stdout) == (2, "")
    assert "not a database" in broken.stderr
    assert "Traceback" not in broken.stderr


def test_a_head_that_is_no_hash_is_a_usage_error(c360: Callable[..., Any], log: Log, tmp_path: Path) -> None:
    done = c360("-C", tmp_path, "lineage", "verify", "--head", "HEAD")
    assert done.status == 2
    assert "64 hexadecimal digits" in done.stderr


def test_a_wrong_subcommand_gets_a_suggestion(c360: Callable[..., Any], tmp_path: Path) -> None:
    done = c360("-C", tmp_path, "lineage", "verfy")
    assert done.status == 2
    assert "did you mean 'verify'?" in done.stderr


def test_an_auditor_reads_a_copy_that_nobody_can_write(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append_many([("openlineage", {"n": 1}), ("incident", {"n": 2})])
    head = log.head
    log.close()
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere, except on a read-only mount
    with Log.open("sqlite:///.c360/log.db", tmp_path, must_exist=True) as copy:
        assert copy.verify(head).verified
        with pytest.raises(LogError, match="cannot be used"):
            copy.append("incident", {"n": 3})
    assert sorted(path.name for path in (tmp_path / ".c360").iterdir()) == [".gitignore", "log.db"]
