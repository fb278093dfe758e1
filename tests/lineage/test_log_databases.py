"""What a log promises, on every database that it can lie in."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from c360_governance.lineage.log.log import Log
from c360_governance.model.errors import LogError


@pytest.fixture
def filled(log_url: str, tmp_path: Path) -> Iterator[Log]:
    with Log.open(log_url, tmp_path) as log:
        log.append_many([("incident", {"n": number, "text": "é\x00\ud800"}) for number in range(1, 7)])
        yield log


def sql(log: Log, *statements: str) -> None:
    """Runs SQL as somebody would who owns the database: the triggers do not stop them."""
    with log.engine.connect().execution_options(c360_write=True) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            for name in ("append", "no_update", "no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS records_{name}")
        else:
            connection.exec_driver_sql("ALTER TABLE records DISABLE TRIGGER ALL")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_records_come_back_as_they_were_appended(filled: Log, log_url: str, tmp_path: Path) -> None:
    appended = filled.append_many([("openlineage", {"big": 10**30, "a": [1.5, None]})], origin="http/spark")
    assert filled.append_new("openlineage", [b'{"x":1}', b'{"x":1}', b'{"x":2}']) == 2
    assert filled.append_new("openlineage", [b'{"x":2}', b'{"x":3}']) == 1
    with Log.open(log_url, tmp_path, must_exist=True) as other:
        records = list(other.records())
        assert [(record.kind, record.origin) for record in records] == [
            *[("incident", "own")] * 6, ("openlineage", "http/spark"), *[("openlineage", "file")] * 3
        ]  # fmt: skip
        assert records[6] == appended[0]
        assert [record.payload["n"] for record in other.records("incident", newest_first=True)] == [6, 5, 4, 3, 2, 1]
        assert other.head == records[-1].hash == other.verify().head
        assert other.verify().verified


def test_a_decision_is_appended_only_to_the_log_that_it_was_made_on(filled: Log) -> None:
    head = filled.head
    filled.append("gate", {})
    assert filled.append_if_head(head, [("gate", {})]) is None
    assert filled.append_if_head(filled.head, [("gate", {})]) is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET kind = 'gate'",
        "UPDATE records SET payload = previous_payload.payload FROM records AS previous_payload"
        " WHERE previous_payload.sequence = records.sequence - 1",
        "DELETE FROM records WHERE sequence = 6",
        "INSERT INTO records SELECT 0, kind, origin, payload, payload_hash, previous, hash, recorded_at FROM records"
        " WHERE sequence = 1",
    ],
)
def test_the_database_itself_refuses_what_is_not_an_append(filled: Log, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), filled.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert filled.verify().findings == ()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE records SET kind = 'gate' WHERE sequence = 2", [("log-record-changed", 2)]),
        ("UPDATE records SET origin = 'file' WHERE sequence = 2", [("log-record-changed", 2)]),
        ("DELETE FROM records WHERE sequence IN (3, 4)",
         [("log-record-missing", 3), ("log-projection-differs", 3), ("log-projection-differs", 4)]),
        ("DELETE FROM records WHERE sequence = 6", [("log-head-missing", 5), ("log-projection-differs", 6)]),
        ("UPDATE records SET payload = (SELECT payload FROM records WHERE sequence = 1) WHERE sequence = 5",
         [("log-record-changed", 5)]),
        ("UPDATE incident_events SET owner = 'nobody' WHERE sequence = 4", [("log-projection-differs", 4)]),
        ("DELETE FROM incident_events WHERE sequence = 6", [("log-projection-differs", 6)]),
        ("INSERT INTO incident_events (sequence, position) VALUES (9, 0), (2, 7)",
         [("log-projection-differs", 2), ("log-projection-differs", 9)]),
        ("DROP TABLE incident_events", [("log-projection-differs", number) for number in range(1, 7)]),
    ],
)  # fmt: skip
def test_tampering_is_found_at_its_record(
    filled: Log, tmp_path: Path, log_url: str, statement: str, expected: list[tuple[str, int]]
) -> None:
    head = filled.head
    sql(filled, statement)
    judged = filled.verify(head)
    assert [(one.rule, one.location.line) for one in judged.findings if one.severity == "error"] == expected
    assert "log-unguarded" in [one.rule for one in judged.findings]
    if expected[0][0] == "log-projection-differs":
        filled.rebuild()
        assert filled.verify(head).verified


def test_a_log_is_read_by_somebody_who_may_not_write(
    filled: Log, log_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if log_url.startswith("${"):
        monkeypatch.setenv("C360_TEST_LOG", os.environ["C360_TEST_LOG"] + "&mode=ro")
    else:
        log_url += "?mode=ro"
    with Log.open(log_url, tmp_path) as reader:
        assert len(list(reader.records())) == 6
        assert reader.verify(filled.head).verified
        with pytest.raises(LogError, match="cannot be used"):
            reader.append("gate", {})
    assert filled.verify().events == 6


WRITERS = """
import os, sys
from pathlib import Path
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log import audit, projections  # loaded once, before the writers part
url, root = sys.argv[1], Path(sys.argv[2])
for name in range(8):
    if os.fork() == 0:
        with Log.open(url, root) as log:
            for batch in range(int(sys.argv[3])):
                entries = [("incident", {"writer": name, "batch": batch, "item": item}) for item in range(3)]
                records = log.append_many(entries)
                os.write(1, f"{os.getpid()} {records[-1].hash}\\n".encode())
        os._exit(0)
for _ in range(8):
    os.wait()
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_eight_writers_killed_at_random_lose_nothing_that_was_acknowledged(
    log_url: str, tmp_path: Path, seed: int
) -> None:
    """The log does not exist yet, so they also race to make it."""
    chance = random.Random(seed)
    writers = subprocess.Popen(
        [sys.executable, "-c", WRITERS, log_url, str(tmp_path), "40"], stdout=subprocess.PIPE, text=True
    )
    assert writers.stdout is not None
    acknowledged: list[str] = []
    count: Counter[str] = Counter()
    last: dict[str, int] = {}
    killed = 0
    for line in writers.stdout:
        pid, hash_ = line.split()
        acknowledged.append(hash_)
        count[pid] += 1
        after = last.setdefault(pid, chance.randrange(1, 20) if len(last) < 6 else 0)
        if count[pid] == after:
            killed += 1
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
    writers.communicate()
    with Log.open(log_url, tmp_path, must_exist=True) as log:
        judged = log.verify()
        assert judged.verified, judged.findings
        records = list(log.records())
        assert set(acknowledged) <= {record.hash for record in records}
        assert len(records) % 3 == 0
        assert killed == 6
        finished = dict.fromkeys(range(8), 0)
        for record in records:
            finished[record.payload["writer"]] += 1
        assert sum(count == 120 for count in finished.values()) >= 2
        log.append("gate", {"after": "the crashes"})
        assert log.verify().events == len(records) + 1


def test_a_database_that_cannot_be_reached_is_said_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG", "postgresql://auditor:s3cret@127.0.0.1:1/log")
    with pytest.raises(LogError, match=r"the log postgresql://127\.0\.0\.1/log cannot be used") as refused:
        Log.open("${LOG}", tmp_path)
    assert "s3cret" not in f"{refused.value} {refused.value.help}"
    with pytest.raises(LogError, match="environment variable NOWHERE"):
        Log.open("${NOWHERE}", tmp_path)


def test_the_payload_is_stored_compressed(filled: Log) -> None:
    filled.append("gate", {"text": "again and " * 1000})
    [*_, row] = filled.rows()
    assert len(row.payload) < 500
    assert json.loads(json.dumps(next(filled.records("gate")).payload)) == {"text": "again and " * 1000}
