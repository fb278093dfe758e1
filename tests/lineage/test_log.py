"""The log as its writers and readers use it: several processes, crashes, full disks, files that are no log."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from c360_governance.lineage.log.log import Log
from c360_governance.model.errors import LogError

URL = "sqlite:///.c360/log.db"

WRITER = """
import sys
from pathlib import Path
from c360_governance.lineage.log.log import Log
root, name, batches, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Log.open("sqlite:///.c360/log.db", root) as log:
    for batch in range(batches):
        records = log.append_many(
            [("openlineage", {"writer": name, "batch": batch, "item": item}) for item in range(size)]
        )
        print(records[-1].hash, flush=True)
"""


def writer(root: Path, name: str, batches: int, size: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), name, str(batches), str(size)], stdout=subprocess.PIPE, text=True
    )


def test_records_come_back_as_they_were_appended(log: Log) -> None:
    before = datetime.now(UTC)
    payload = {"text": "é \u0000 \ud800 ", "number": 1.5, "none": None, "list": [1, {"a": True}]}
    first = log.append("incident", payload)
    log.append_many([("gate", {"n": 1}), ("approval", {"n": 2}), ("gate", {"n": 3})])
    records = list(log.records())
    assert [record.sequence for record in records] == [1, 2, 3, 4]
    assert records[0] == first
    assert records[0].payload == payload
    assert before <= records[0].recorded_at <= datetime.now(UTC)
    assert [record.payload["n"] for record in log.records("gate")] == [1, 3]
    assert [record.payload["n"] for record in log.records("gate", newest_first=True)] == [3, 1]
    assert [record.sequence for record in log.records(containing='"n":')] == [2, 3, 4]
    assert list(log.records(containing='"_":')) == []


def test_reading_goes_on_past_a_page_and_sees_what_is_appended_meanwhile(log: Log) -> None:
    log.append_many([("openlineage", {"n": number}) for number in range(1100)])
    reader = log.records()
    first = next(reader)
    log.append("openlineage", {"n": 1100})
    assert [first.payload["n"], *(record.payload["n"] for record in reader)] == list(range(1101))
    assert next(log.records(newest_first=True)).payload["n"] == 1100


def test_appending_new_payloads_only(log: Log) -> None:
    texts = [json.dumps({"n": number}).encode() for number in (1, 2, 1)]
    assert log.append_new("openlineage", texts) == 2
    assert log.append_new("openlineage", [*texts, json.dumps({"n": 3}).encode()]) == 1
    assert log.append_new("gate", texts[:1]) == 1
    assert log.append_new("gate", []) == 0
    assert log.append_many([]) == []
    assert log.verify().events == 4


def test_a_decision_is_appended_only_to_the_log_that_it_was_made_on(log: Log) -> None:
    head = log.head
    log.append("gate", {"n": 1})
    assert log.append_if_head(head, [("gate", {"n": 2})]) is None
    appended = log.append_if_head(log.head, [("gate", {"n": 3})])
    assert appended is not None
    assert [record.payload["n"] for record in log.records()] == [1, 3]


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        ("lineage", {}, "'lineage' is no kind of record"),
        ("gate", {"n": float("nan")}, "no JSON"),
        ("gate", {"n": {1, 2}}, "no JSON"),
    ],
)
def test_what_is_no_record_is_refused(log: Log, kind: str, payload: dict[str, object], words: str) -> None:
    with pytest.raises(LogError, match=words):
        log.append_many([("gate", {"n": 1}), (kind, payload)])
    assert log.verify().events == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET kind = 'gate'",
        "DELETE FROM records",
        "INSERT OR REPLACE INTO records VALUES (1, 'gate', 'own', '{}', '', '', '', '')",
        "INSERT INTO records VALUES (0, 'gate', 'own', '{}', '', '', '', '')",
    ],
)
def test_the_database_itself_refuses_what_is_not_an_append(log: Log, tmp_path: Path, statement: str) -> None:
    log.append("incident", {"n": 1})
    connection = sqlite3.connect(tmp_path / ".c360" / "log.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()
    assert log.verify().verified


def broken_header(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says" * 100)


def another_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE customers (email TEXT)")
    connection.commit()
    connection.close()


def newer_version(path: Path) -> None:
    with Log.open(f"sqlite:///{path.name}", path.parent):
        pass
    connection = sqlite3.connect(path)
    connection.execute("UPDATE log_version SET version = 9")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (broken_header, "not a database"),
        (another_database, "a database of something else"),
        (newer_version, "schema version 9; this c360 knows 4"),
        (Path.mkdir, "unable to open"),
    ],
)
def test_a_file_that_is_no_log_of_ours_is_refused_and_left_alone(tmp_path: Path, make: object, words: str) -> None:
    path = tmp_path / "some.db"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LogError, match=words) as refused:
        Log.open("sqlite:///some.db", tmp_path)
    assert refused.value.help
    assert str(tmp_path) not in refused.value.message
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://user:secret@host/log", "holds a password"),
        ("mysql://user:secret@host/log", "no SQLite URL: mysql$"),
        ("sqlite://", "no SQLite URL"),
        ("log.db", "no SQLite URL"),
        ("sqlite:///file/log.db", "cannot be made"),
    ],
)
def test_a_log_that_cannot_be_had(tmp_path: Path, url: str, words: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LogError, match=words) as refused:
        Log.open(url, tmp_path)
    assert "secret" not in f"{refused.value} {refused.value.help}"


def test_a_log_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"no log yet: .c360/log.db"):
        Log.open(URL, tmp_path, must_exist=True)
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_state_folder_stays_out_of_git(tmp_path: Path) -> None:
    with Log.open(URL, tmp_path):
        pass
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    listed = subprocess.run(
        ["git", "-C", str(tmp_path), "status", "--porcelain"], capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""


def test_several_processes_at_once_neither_fork_nor_lose(tmp_path: Path) -> None:
    """The log does not exist yet, so they also race to make it."""
    names = ["a", "b", "c", "d"]
    writers = [writer(tmp_path, name, batches=12, size=5) for name in names]
    acknowledged = {line for process in writers for line in process.communicate()[0].split()}
    assert [process.returncode for process in writers] == [0] * len(names)
    with Log.open(URL, tmp_path, must_exist=True) as log:
        assert log.verify().verified
        records = list(log.records())
    assert len(records) == len(names) * 12 * 5
    assert acknowledged <= {record.hash for record in records}
    for name in names:
        items = [
            (record.payload["batch"], record.payload["item"]) for record in records if record.payload["writer"] == name
        ]
        assert items == [(batch, item) for batch in range(12) for item in range(5)]


@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path: Path, after: int) -> None:
    process = writer(tmp_path, "victim", batches=10_000, size=3)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(after)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += process.communicate()[0].split()
    with Log.open(URL, tmp_path, must_exist=True) as log:
        records = list(log.records())
        assert log.verify().verified
        assert len(records) % 3 == 0
        assert {line for line in acknowledged if len(line) == 64} <= {record.hash for record in records}
        log.append("gate", {"after": "the crash"})
        assert log.verify().events == len(records) + 1


FULL = """
import resource, sys
from pathlib import Path
from c360_governance.lineage.log.log import Log
from c360_governance.model.errors import LogError
root = Path(sys.argv[1])
with Log.open("sqlite:///.c360/log.db", root) as log:
    log.append("gate", {"before": "full"})
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        for _ in range(100):
            log.append("gate", {"text": "x" * 10_000})
            print("ok", flush=True)
    except LogError as error:
        print(error.help)
"""


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[-1] == "free space on the disk; nothing that was acknowledged is lost"
    with Log.open(URL, tmp_path, must_exist=True) as log:
        assert log.verify().verified
        assert log.verify().events == 1 + lines.count("ok")
        log.append("gate", {"after": "there is space again"})


def test_a_damaged_record_is_said_when_it_is_read(log: Log, tmp_path: Path, tamper: object) -> None:
    log.append("gate", {"n": 1})
    tamper("UPDATE records SET payload = '{' WHERE sequence = 1")  # type: ignore[operator]
    with pytest.raises(LogError, match=r"record 1 of .* is damaged"):
        list(log.records())
