"""Whatever is done to a record, `verify` finds it. The tampering is done with SQLite itself, as an intruder would."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c360_governance.lineage.log.chain import GENESIS, canonical, payload_hash, record_hash
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.payload import store
from c360_governance.model.errors import LogError

URL = "sqlite:///.c360/log.db"
RECORDS = 6
COLUMNS = ("sequence", "kind", "origin", "payload", "payload_hash", "previous", "hash", "recorded_at")


@pytest.fixture
def filled(log: Log) -> Log:
    log.append_many([("openlineage", {"number": number, "text": "é"}) for number in range(1, RECORDS + 1)])
    return log


def found(root: Path, head: str | None = None) -> list[tuple[str, str]]:
    with Log.open(URL, root, must_exist=True) as log:
        judged = log.verify(head)
    assert judged.verified is not any(finding.severity == "error" for finding in judged.findings)
    return [(finding.rule, finding.subject) for finding in judged.findings if finding.severity == "error"]


def test_an_untouched_log_holds(filled: Log) -> None:
    judged = filled.verify()
    assert (judged.verified, judged.events, judged.findings) == (True, RECORDS, ())
    assert judged.head == filled.head == list(filled.records())[-1].hash


def test_an_empty_log_holds(log: Log) -> None:
    judged = log.verify()
    assert (judged.verified, judged.events, judged.head) == (True, 0, GENESIS)


CHANGED, MISSING, BROKEN, HEAD = "log-record-changed", "log-record-missing", "log-chain-broken", "log-head-missing"
SWAP = """
    UPDATE records SET sequence = -1 WHERE sequence = 2;
    UPDATE records SET sequence = 2 WHERE sequence = 3;
    UPDATE records SET sequence = 3 WHERE sequence = -1;
"""
INSERT = """
    UPDATE records SET sequence = sequence + 100 WHERE sequence > 3;
    UPDATE records SET sequence = sequence - 99 WHERE sequence > 3;
    INSERT INTO records SELECT 4, kind, origin, payload, payload_hash, previous, hash, recorded_at FROM records
    WHERE sequence = 3;
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("UPDATE records SET payload = CAST(payload || ' ' AS BLOB) WHERE sequence = 3", [(CHANGED, "record 3")]),
        ("UPDATE records SET payload = CAST(payload AS TEXT) WHERE sequence = 3", [(CHANGED, "record 3")]),
        ("UPDATE records SET payload = '{}' WHERE sequence = 3", [(CHANGED, "record 3")]),
        ("UPDATE records SET payload = x'' WHERE sequence = 3", [(CHANGED, "record 3")]),
        ("UPDATE records SET payload = (SELECT payload FROM records WHERE sequence = 2) WHERE sequence = 3",
         [(CHANGED, "record 3")]),
        ("UPDATE records SET origin = 'file' WHERE sequence = 1", [(CHANGED, "record 1")]),
        ("UPDATE records SET origin = NULL WHERE sequence = 1", [(CHANGED, "record 1")]),
        ("UPDATE records SET kind = 'gate' WHERE sequence = 1", [(CHANGED, "record 1")]),
        ("UPDATE records SET recorded_at = '2020-01-01T00:00:00.000000+00:00' WHERE sequence = 6",
         [(CHANGED, "record 6")]),
        ("UPDATE records SET hash = upper(hash) WHERE sequence = 2", [(CHANGED, "record 2")]),
        ("UPDATE records SET previous = hash WHERE sequence = 2", [(CHANGED, "record 2")]),
        ("DELETE FROM records WHERE sequence = 1", [(MISSING, "record 1")]),
        ("DELETE FROM records WHERE sequence IN (3, 4)", [(MISSING, "record 3")]),
        ("DELETE FROM records WHERE sequence IN (2, 5)", [(MISSING, "record 2"), (MISSING, "record 5")]),
        ("UPDATE records SET sequence = 9 WHERE sequence = 6", [(MISSING, "record 6"), (CHANGED, "record 9")]),
        (SWAP, [(CHANGED, "record 2"), (CHANGED, "record 3"), (BROKEN, "record 4")]),
        (INSERT, [(CHANGED, f"record {number}") for number in (4, 5, 6, 7)]),
        ("DELETE FROM records WHERE sequence = 6", [(HEAD, "record 5")]),
        ("DELETE FROM records", [(HEAD, "record 0")]),
    ],
)  # fmt: skip
def test_tampering_is_found_at_its_record(
    filled: Log, tmp_path: Path, tamper: Callable[[str], None], script: str, expected: list[tuple[str, str]]
) -> None:
    head = filled.head
    filled.close()
    tamper(script)
    judged = found(tmp_path, head)
    if expected[0][0] != HEAD:  # the last record's hash may be among what was changed
        judged = [finding for finding in judged if finding[0] != HEAD]
    assert judged == expected


def test_a_record_replaced_with_hashes_that_fit_breaks_the_chain_behind_it(
    filled: Log, tmp_path: Path, tamper: Callable[[str], None]
) -> None:
    records = list(filled.records())
    filled.close()
    text = canonical({"number": 2, "text": "forged"})
    payload, digest = store(text).hex(), payload_hash(text)
    time = records[1].recorded_at.isoformat(timespec="microseconds")
    forged = record_hash(2, "openlineage", "own", digest, time, records[0].hash)
    tamper(f"UPDATE records SET payload=x'{payload}', payload_hash='{digest}', hash='{forged}' WHERE sequence = 2")
    assert found(tmp_path) == [(BROKEN, "record 3")]


def test_a_log_that_grew_since_its_head_was_pinned_holds(filled: Log) -> None:
    pinned = filled.head
    filled.append_many([("gate", {"decision": "pass"})] * 2)
    judged = filled.verify(pinned)
    assert (judged.verified, judged.since_head) == (True, 2)
    assert filled.verify(GENESIS).verified
    assert [finding.rule for finding in filled.verify("f" * 64).findings] == [HEAD]


def test_triggers_that_were_dropped_are_a_warning(filled: Log, tmp_path: Path, tamper: Callable[[str], None]) -> None:
    filled.close()
    tamper("")
    with Log.open(URL, tmp_path) as log:
        judged = log.verify()
    assert judged.verified
    assert [(finding.rule, finding.severity) for finding in judged.findings] == [("log-unguarded", "warning")]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("chain")
    with Log.open(URL, root) as log:
        log.append_many([("incident", {"number": number, "note": "ü\u0000"}) for number in range(3)])
    return root


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sequence=st.integers(1, 3),
    column=st.sampled_from(COLUMNS[1:]),
    at=st.integers(0, 400),
    flip=st.integers(1, 255),
)
def test_any_byte_of_any_column_counts(
    original: Path, tmp_path_factory: pytest.TempPathFactory, sequence: int, column: str, at: int, flip: int
) -> None:
    root = tmp_path_factory.mktemp("flipped")
    shutil.copytree(original / ".c360", root / ".c360")
    connection = sqlite3.connect(root / ".c360" / "log.db")
    for trigger in ("records_append", "records_no_update", "records_no_delete"):
        connection.execute(f"DROP TRIGGER {trigger}")
    (stored,) = connection.execute(
        f"SELECT CAST({column} AS BLOB) FROM records WHERE sequence = ?", (sequence,)
    ).fetchone()
    at %= len(stored)
    changed = stored[:at] + bytes([stored[at] ^ flip]) + stored[at + 1 :]
    kind = "BLOB" if column == "payload" else "TEXT"
    connection.execute(f"UPDATE records SET {column} = CAST(? AS {kind}) WHERE sequence = ?", (changed, sequence))
    connection.commit()
    connection.close()
    assert (CHANGED, f"record {sequence}") in found(root)
    shutil.rmtree(root)


def test_a_flipped_byte_of_the_file_is_found_or_changes_no_record(original: Path, tmp_path: Path) -> None:
    """Bytes of the file that hold no record (free space, statistics) may differ; a record never reads differently."""
    with Log.open(URL, original) as log:
        expected = list(log.records())
    data = (original / ".c360" / "log.db").read_bytes()
    file = tmp_path / ".c360" / "log.db"
    file.parent.mkdir()
    used = [at for at, byte in enumerate(data) if byte]
    noticed = 0
    for at in random.Random(5).sample(used, 250):
        file.write_bytes(data[:at] + bytes([data[at] ^ 0x11]) + data[at + 1 :])
        for leftover in ("log.db-wal", "log.db-shm"):
            file.with_name(leftover).unlink(missing_ok=True)
        try:
            with Log.open(URL, tmp_path) as log:
                holds = log.verify().verified
                records = list(log.records()) if holds else []
        except LogError:
            noticed += 1
            continue
        assert not holds or records == expected, f"byte {at}"
        noticed += not holds
    assert noticed > 100
