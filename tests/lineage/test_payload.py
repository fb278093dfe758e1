"""How payloads are stored: with the dictionary, as earlier versions did, and so that every changed byte is noticed."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from c360_governance.lineage.log import payload
from c360_governance.lineage.log.chain import canonical
from c360_governance.lineage.log.log import Log
from c360_governance.model.errors import LogError

FACET = {
    "_producer": "https://github.com/OpenLineage/OpenLineage/tree/1.30.0/integration/dbt",
    "_schemaURL": "https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
}


def earlier(text: bytes) -> bytes:
    """A payload as logs of schema version 3 hold it."""
    frame = zstandard.ZstdCompressor(level=1, write_content_size=True).compress(text)
    return b"Z" + zlib.crc32(frame, ord("Z")).to_bytes(4, "big") + frame


def test_the_dictionary_is_the_one_that_logs_were_written_with() -> None:
    assert hashlib.sha256(payload.DICTIONARY.read_bytes()).hexdigest() == (
        "4418406ea18476c36f97dbaef3ab87d1e281bf5e3a7ab9490a9cf5c3f59487bf"
    ), "a log that was written with it can be read with nothing else: give another dictionary a letter of its own"


@given(st.binary(min_size=1, max_size=5000))
def test_texts_come_back(text: bytes) -> None:
    assert payload.read(payload.store(text)) == payload.read(earlier(text)) == text
    assert [payload.read(one) for one in payload.store_many([text] * 60)] == [text] * 60


@pytest.mark.parametrize("stored", [payload.store(b'{"a":1}'), earlier(b'{"a":1}')], ids=["with", "without"])
def test_any_changed_byte_is_noticed(stored: bytes) -> None:
    for at in range(len(stored)):
        with pytest.raises(ValueError, match="payload"):
            payload.read(stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :])


def test_events_take_little_space() -> None:
    """A small event has little in itself to compress it by."""
    text = canonical({"inputs": [{"namespace": "db", "name": "a", "facets": {"schema": {**FACET, "fields": []}}}]})
    assert len(payload.store(text)) < len(earlier(text)) / 2


@pytest.fixture
def version_3(tmp_path: Path) -> Path:
    """A log of schema version 3 with three records."""
    path = tmp_path / "log.db"
    with Log.open("sqlite:///log.db", tmp_path) as log:
        log.append_many([("openlineage", {"n": number}) for number in range(3)])
    connection = sqlite3.connect(path)
    triggers = [row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    for name in ("append", "no_update", "no_delete"):
        connection.execute(f"DROP TRIGGER records_{name}")
    for number in range(3):
        stored = earlier(canonical({"n": number}))
        connection.execute("UPDATE records SET payload = ? WHERE sequence = ?", (stored, number + 1))
    for trigger in triggers:
        connection.execute(trigger)
    connection.execute("UPDATE log_version SET version = 3")
    connection.commit()
    connection.close()
    return path


def test_a_log_without_the_dictionary_is_read_as_it_is_and_goes_on_with_it(version_3: Path) -> None:
    root = version_3.parent
    with Log.open("sqlite:///log.db?mode=ro", root) as log:
        assert [record.payload["n"] for record in log.records()] == [0, 1, 2]
        assert log.verify().verified
        with pytest.raises(LogError):
            log.append("incident", {})
    with Log.open("sqlite:///log.db", root) as log:
        log.append("openlineage", {"n": 3})
        assert [record.payload["n"] for record in log.records()] == [0, 1, 2, 3]
        assert [row.payload[:1] for row in log.rows()] == [b"Z", b"Z", b"Z", b"D"]
        assert log.verify().verified
    connection = sqlite3.connect(version_3)
    assert connection.execute("SELECT version FROM log_version").fetchall() == [(4,)]
    connection.close()
