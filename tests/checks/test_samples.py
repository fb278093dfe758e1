"""`--samples`: the keys of failing rows, masked by classification, and nowhere but on the screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from checks_place import Place, contract

SECRET = "alice@example.org"  # noqa: S105  # a value of somebody's data
KEY = {"name": "id", "physicalType": "INTEGER", "primaryKey": True, "classification": "internal"}
MAIL = {"name": "mail", "physicalType": "VARCHAR", "primaryKey": True, "primaryKeyPosition": 2}
A = {"name": "a", "physicalType": "INTEGER", "required": True, "unique": True, "logicalTypeOptions": {"maximum": 9}}
MEAN = {"name": "mean", "type": "sql", "query": "SELECT AVG(a) FROM t", "mustBeLessThan": 1}
LARGE = {"name": "large", "type": "sql", "query": "SELECT COUNT(*) FROM t AS x WHERE x.a > 8", "mustBe": 0}


@pytest.mark.parametrize(
    ("classification", "shown"), [("restricted", "***"), ("confidential", "***"), (None, "***"), ("public", SECRET)]
)
def test_keys_are_shown_as_far_as_they_may_be(
    c360: Callable[..., Any], place: Place, classification: str | None, shown: str
) -> None:
    mail = MAIL | ({"classification": classification} if classification else {})
    place.contract(contract(KEY, mail, A, table_quality=[MEAN, LARGE])).sql(
        "CREATE TABLE t (id INTEGER, mail VARCHAR, a INTEGER)",
        f"INSERT INTO t VALUES (1, '{SECRET}', 10), (2, '{SECRET}', 10), (3, NULL, NULL), (4, 'x', 1)",
    )
    done = c360("-C", place.root, "check", "--samples", "2", "--format", "json")
    found = {one["check"]: one for one in json.loads(done.stdout)["samples"]}
    rows = [{"id": "1", "mail": shown}, {"id": "2", "mail": shown}]
    assert found["t.a.range"]["keys"] == found["t.a.duplicate"]["keys"] == found["t.large"]["keys"] == rows
    assert found["t.a.missing"]["keys"] == [{"id": "3", "mail": None}]
    assert found["t.mail.missing"]["keys"] == [{"id": "3", "mail": None}]
    assert (found["t.mean"]["keys"], found["t.mean"]["note"]) == ([], "the check does not say which rows it means")
    assert (SECRET in done.stdout) is (shown == SECRET)
    text = c360("-C", place.root, "check", "--samples", "1")
    assert f"rows    t.a.range\n        id=1, mail={shown}\n" in text.stdout
    log = place.root / ".c360" / "log.db"
    assert all(SECRET.encode() not in file.read_bytes() for file in log.parent.rglob("*") if file.is_file())
    assert SECRET not in c360("-C", place.root, "lineage", "show", "t").stdout


def test_without_a_key_nothing_is_shown(c360: Callable[..., Any], place: Place) -> None:
    place.contract(contract(A)).sql("CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (10)")
    done = c360("-C", place.root, "check", "--no-record", "--samples", "3")
    assert "rows    t.a.range: the contract names no key by which rows could be shown" in done.stdout
