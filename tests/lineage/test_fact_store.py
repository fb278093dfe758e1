"""The facts that are kept beside a log follow from its records, whatever happens to either."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lineage_events import dataset, run, schema

from c360_governance.lineage.facts import fact_store
from c360_governance.lineage.facts.fact_store import NAME, differing, facts, read_anew
from c360_governance.lineage.facts.facts import content
from c360_governance.lineage.facts.stored_content import dump, load
from c360_governance.lineage.log.log import Log

URL = "sqlite:///.c360/log.db"
Event = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _however_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_store, "WORTH_IT", 1)


def more(log: Log, event: Event, *numbers: int) -> None:
    log.append_many(
        [("openlineage", event(run=run(number), outputs=[dataset(f"t{number % 3}")])) for number in numbers]
    )


def test_what_is_kept_is_what_the_records_say(tmp_path: Path, log: Log, event: Event) -> None:
    assert facts(log, tmp_path) == []
    assert not (tmp_path / NAME).exists()
    for numbers in (range(5), range(5, 9), ()):
        more(log, event, *numbers)
        assert facts(log, tmp_path) == list(read_anew(log))
    assert (tmp_path / NAME).is_file()
    assert len({id(one.content) for one in facts(log, tmp_path)}) == 3
    assert differing(log, tmp_path) is None
    more(log, event, 10)
    assert differing(log, tmp_path) is None, "what is not yet in it is no difference"


def test_it_belongs_to_one_log(tmp_path: Path, log: Log, event: Event) -> None:
    more(log, event, 1, 2)
    facts(log, tmp_path)
    (tmp_path / "other").mkdir()
    with Log.open("sqlite:///log.db", tmp_path / "other") as other:
        more(other, event, 3, 4, 5)
        assert facts(other, tmp_path) == list(read_anew(other))
    assert facts(log, tmp_path) == list(read_anew(log))


def test_a_redaction_empties_it(tmp_path: Path, log: Log, event: Event) -> None:
    more(log, event, 1, 2)
    facts(log, tmp_path)
    log.append("redaction", {"any": "reason"})
    more(log, event, 3)
    assert [one.sequence for one in facts(log, tmp_path)] == [1, 2, 4]


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, log: Log, event: Event, damage: bytes) -> None:
    more(log, event, 1, 2)
    facts(log, tmp_path)
    (tmp_path / NAME).write_bytes(damage)
    assert facts(log, tmp_path) == list(read_anew(log))
    assert facts(log, tmp_path) == list(read_anew(log))


@pytest.mark.parametrize(
    ("script", "wrong"),
    [
        ("UPDATE facts SET job = 'x/y' WHERE sequence = 2", 2),
        ("DELETE FROM facts WHERE sequence = 3", 3),
        ("INSERT INTO facts VALUES (9, NULL, NULL, NULL, NULL, 1)", 3),
        ("UPDATE about SET hash = 'x'", 3),
        ("UPDATE about SET sequence = 99", 99),
    ],
)
def test_verify_finds_what_does_not_follow(
    tmp_path: Path, log: Log, event: Event, script: str, wrong: int, c360: Callable[..., Any]
) -> None:
    more(log, event, 1, 2, 3)
    facts(log, tmp_path)
    assert c360("-C", tmp_path, "lineage", "verify").status == 0
    with closing(sqlite3.connect(tmp_path / NAME)) as store:
        store.execute(script)
        store.commit()
    assert differing(log, tmp_path) == wrong
    done = c360("-C", tmp_path, "lineage", "verify")
    assert done.status == 1
    assert f"flow-facts.db does not follow from record {wrong}" in done.stdout
    assert c360("-C", tmp_path, "lineage", "rebuild").status == 0
    assert c360("-C", tmp_path, "lineage", "verify").status == 0
    assert facts(log, tmp_path) == list(read_anew(log))


def test_a_content_survives_being_kept(event: Event) -> None:
    columns = {
        "fields": {
            "x": {
                "inputFields": [
                    {
                        **dataset("a"),
                        "field": "y",
                        "transformations": [{"type": "DIRECT", "subtype": "AGGREGATION", "masking": True}],
                    }
                ]
            }
        }
    }
    told = content(event(
        job={"namespace": "bi", "name": "b", "facets": {"jobType": {"integration": "LOOKER"},
                                                        "ownership": {"owners": [{"name": "é\u202e"}]}}},
        inputs=[dataset("a", symlinks={"identifiers": [dataset("z", "hive")]}, schema=schema("x int"))],
        outputs=[dataset("c", columnLineage=columns, datasetType={"datasetType": "REPORT"})],
    ))  # fmt: skip
    assert load(dump(told)) == told
    assert load(dump(content({}))) == content({})


def test_of_a_log_in_postgresql(tmp_path: Path, postgresql: str, event: Event) -> None:
    (tmp_path / ".c360").mkdir()
    with Log.open(postgresql, tmp_path) as log:
        more(log, event, 1, 2, 3)
        assert facts(log, tmp_path) == list(read_anew(log))
        more(log, event, 4)
        assert [one.sequence for one in facts(log, tmp_path)] == [1, 2, 3, 4]
        assert differing(log, tmp_path) is None
