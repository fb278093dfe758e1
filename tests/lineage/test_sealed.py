"""Records that moved into sealed files: read, judged and known as before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.log import records_file, sealed
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.redaction import redact
from c360_governance.lineage.log.sealed import seal
from c360_governance.model.errors import LogError

LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def filled(log_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    monkeypatch.setattr(sealed, "MOST_RECORDS", 4)
    with Log.open(log_url, tmp_path) as log:
        log.append_new("openlineage", [json.dumps({"n": n, "é": "ü"}).encode() for n in range(1, 8)])
        log.append_many([("incident", {"n": n}) for n in range(8, 11)])
        yield log


def test_nothing_reads_differently(filled: Log, log_url: str, tmp_path: Path) -> None:
    head, before = filled.head, list(filled.records())
    assert seal(filled, LATER) == 9  # the last record stays
    assert len(list(filled.folder.iterdir())) == 3
    assert [row.sequence for row in filled.table_rows()] == [10]
    with Log.open(log_url, tmp_path, must_exist=True) as log:
        judged = log.verify(head)
        assert (judged.verified, judged.events, judged.findings) == (True, 10, ())
        assert list(log.records()) == before
        assert list(log.records(newest_first=True)) == before[::-1]
        assert [record.payload["n"] for record in log.records("incident")] == [8, 9, 10]
        assert [row.sequence for row in log.rows(after=5)] == [6, 7, 8, 9, 10]
        assert [row.sequence for row in log.rows(after=5, newest_first=True)] == [4, 3, 2, 1]
        assert log.append_new("openlineage", [json.dumps({"n": 3, "é": "ü"}).encode()]) == 0
        log.append("gate", {"n": 11})
        log.rebuild()
        assert log.verify(head).verified
    assert seal(filled, LATER) == 1
    assert seal(filled, LATER) == 0
    assert filled.verify(head).verified


def test_only_what_is_old_enough_moves(filled: Log) -> None:
    assert seal(filled, datetime.now(UTC) - timedelta(days=1)) == 0
    assert not filled.folder.exists() or not list(filled.folder.iterdir())


def test_a_sealed_record_can_be_redacted(filled: Log) -> None:
    head = filled.head
    seal(filled, LATER)
    assert redact(filled, [2, 6], "r", "dpo") == 2
    assert [record.payload["n"] for record in filled.records("openlineage")] == [1, 3, 4, 5, 7]
    assert filled.verify(head).redacted == 2
    assert filled.verify(head).verified
    assert len(list(filled.folder.iterdir())) == 3


@pytest.mark.parametrize("harm", ["missing", "flipped", "cut", "replaced"])
def test_a_file_that_is_not_what_was_sealed_is_found(filled: Log, harm: str) -> None:
    seal(filled, LATER)
    first, second, _ = sorted(filled.folder.iterdir())
    data = first.read_bytes()
    match harm:
        case "missing":
            first.unlink()
        case "flipped":
            first.write_bytes(data[:60] + bytes([data[60] ^ 1]) + data[61:])
        case "cut":
            first.write_bytes(data[:-9])
        case "replaced":
            first.write_bytes(second.read_bytes())
    judged = filled.verify()
    assert not judged.verified
    assert judged.findings[0].rule == "log-damaged"
    with pytest.raises(LogError, match=r"missing|not what was written"):
        list(filled.records())


def test_a_death_between_the_file_and_the_table_loses_nothing(filled: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    head = filled.head

    def die(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(sealed, "insert", die)
    with pytest.raises(KeyboardInterrupt):
        seal(filled, LATER)
    monkeypatch.undo()
    assert len(list(filled.folder.iterdir())) == 1
    assert filled.verify(head).verified
    (filled.folder / "000000000009-left-over.records.zst").write_bytes(b"")
    assert seal(filled, LATER) == 9
    assert filled.verify(head).verified
    assert not (filled.folder / "000000000009-left-over.records.zst").exists()


def test_sealed_events_take_little_room(log: Log, event: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    texts = [json.dumps(event(number)).encode() for number in range(2000)]
    log.append_new("openlineage", texts)
    database = tmp_path / ".c360" / "log.db"
    before = database.stat().st_size + database.with_name("log.db-wal").stat().st_size
    seal(log, LATER)
    assert database.stat().st_size + database.with_name("log.db-wal").stat().st_size < before / 2
    [file] = log.folder.iterdir()
    assert file.stat().st_size < sum(map(len, texts)) / 4
    assert records_file.read(file)[0]["last"] == 1999


def test_the_command_moves_by_age(c360: Callable[..., Any], log: Log, tmp_path: Path) -> None:
    log.append_many([("incident", {"n": 1}), ("incident", {"n": 2})])
    assert c360("-C", tmp_path, "lineage", "seal", "--older-than", "30").stdout == "there are no records that old\n"
    done = c360("-C", tmp_path, "lineage", "seal", "--older-than", "0")
    assert (done.status, done.stdout) == (0, "1 records were moved into log.db.segments\n")
    assert c360("-C", tmp_path, "lineage", "verify", "--format", "json").status == 0
