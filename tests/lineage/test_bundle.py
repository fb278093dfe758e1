"""A log in one file: proves itself, is read like a log, and is never written to."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard

from c360_governance.lineage.events.job import Job
from c360_governance.lineage.log.bundle import export
from c360_governance.lineage.log.history import check_results
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.redaction import redact
from c360_governance.lineage.log.sealed import seal
from c360_governance.lineage.record import record_run
from c360_governance.model.errors import LogError


@pytest.fixture
def filled(log_url: str, tmp_path: Path, outcome: Callable[..., Any]) -> Any:
    with Log.open(log_url, tmp_path) as log:
        log.append_new("openlineage", [json.dumps({"n": n}).encode() for n in range(1, 5)])
        with record_run(log, Job("check", datetime.now(UTC))) as run:
            run.add(outcomes=[outcome("a.x", "failed", 3)])
        seal(log, datetime.now(UTC) + timedelta(days=1))
        redact(log, [2, 3], "r", "dpo")
        log.append("incident", {"n": 9})
        yield log


@pytest.mark.parametrize("events", [False, True])
def test_it_is_read_like_the_log(filled: Log, tmp_path: Path, events: bool) -> None:
    file = tmp_path / "history.c360bundle"
    assert export(filled, file, events) == (9, filled.head)
    again = tmp_path / "again"
    export(filled, again, events)
    assert file.read_bytes() == again.read_bytes()
    with Log.open("bundle:history.c360bundle", tmp_path) as bundle:
        judged = bundle.verify(filled.head)
        assert (judged.verified, judged.events, judged.redacted) == (True, 9, 2)
        assert check_results(bundle) == check_results(filled)
        assert [one.sequence for one in bundle.records("openlineage") if one.origin == "file"] == [1, 4] * events
        assert [one.payload for one in bundle.records("incident")] == [{"n": 9}]
        with pytest.raises(LogError, match="cannot be used"):
            bundle.append("incident", {})
        folder = bundle.folder
    assert not folder.exists()


def edited(file: Path, change: Callable[[list[Any]], None]) -> None:
    lines = [json.loads(line) for line in zstandard.ZstdDecompressor().decompressobj().decompress(
        file.read_bytes()).splitlines()]  # fmt: skip
    change(lines)
    file.write_bytes(zstandard.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[6].__setitem__(3, lines[6][3].replace('"failed"', '"passed"')),
        lambda lines: lines[1].__setitem__(2, "own"),
        lambda lines: lines.pop(3),
        lambda lines: lines.pop(),
        lambda lines: lines.append(lines[-1]),
        lambda lines: lines[0].update(head="f" * 64),
        lambda lines: lines[0].update(format="something else"),
        lambda lines: lines[2].__setitem__(3, {"redacted_by": 9}),
        lambda lines: lines[2].__setitem__(3, 7),
        lambda lines: lines.__setitem__(2, "text"),
    ],
)
def test_one_that_was_changed_proves_nothing(log: Log, tmp_path: Path, outcome: Any, change: Any) -> None:
    log.append_new("openlineage", [json.dumps({"n": n}).encode() for n in range(1, 5)])
    with record_run(log, Job("check", datetime.now(UTC))) as run:
        run.add(outcomes=[outcome("a.x", "failed", 3)])
    file = tmp_path / "history"
    export(log, file)
    edited(file, change)
    with pytest.raises(LogError, match=r"does not prove itself|holds no records|not what was written"):
        Log.open("bundle:history", tmp_path)


def test_what_is_no_bundle_is_said(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no bundle")
    for name, words in (("text", "not what was written"), ("gone", "missing")):
        with pytest.raises(LogError, match=words):
            Log.open(f"bundle:{name}", tmp_path)


def test_the_commands_read_a_bundle(c360: Callable[..., Any], log: Log, tmp_path: Path) -> None:
    log.append("incident", {"n": 1})
    done = c360("-C", tmp_path, "lineage", "export", tmp_path / "b")
    assert done.stdout == f"1 records are in {tmp_path / 'b'}\nhead {log.head}\n"
    elsewhere = tmp_path / "ci"
    elsewhere.mkdir()
    for name in (tmp_path / "b", tmp_path / ".c360" / "log.db", f"sqlite:///{tmp_path}/.c360/log.db"):
        assert c360("-C", elsewhere, "lineage", "head", "--log", name).stdout == f"{log.head}\n"
        assert c360("-C", elsewhere, "lineage", "verify", "--log", name).status == 0
    assert list(elsewhere.iterdir()) == []
    assert c360("-C", elsewhere, "lineage", "head", "--log", "nothing").status == 2
