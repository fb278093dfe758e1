"""Fifty kills, 36 of the process and 14 of the database, at points that a seed chooses.

After each the log verifies and holds no outcome that was not measured, and the run after them all is clean.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from checks_place import Place, contract
from engines_place import postgres

COLUMNS = [
    {"name": "id", "physicalType": "INTEGER", "unique": True},
    {"name": "a", "physicalType": "INTEGER", "required": True},
]
RULE = [{"name": "r", "type": "sql", "query": "SELECT COUNT(*) FROM ${table} AS x WHERE x.a IS NULL", "mustBe": 0}]
CHILD = Path(__file__).with_name("faults_child.py")


@pytest.fixture
def two(place: Place) -> Place:
    for name in ("t", "u"):
        place.contract(contract(*COLUMNS, table=name, table_quality=RULE), name)
        place.sql(f"CREATE TABLE {name} (id INTEGER, a INTEGER)")
    return place


def truth(number: int) -> dict[str, tuple[str, int]]:
    """What every run of that number must say, where it says anything but that it could not judge."""
    found: dict[str, tuple[str, int]] = {}
    for table in ("t", "u"):
        repeated = ("failed", number) if number else ("passed", 0)
        found |= {f"{table}.schema": ("passed", 0), f"{table}.id.duplicate": repeated}
        found |= {f"{table}.a.missing": ("failed", number + 1), f"{table}.r": ("failed", number + 1)}
    return found


def runs(place: Place, seed: int, count: int, target: str, **environment: str) -> list[dict[str, Any]]:
    source = os.environ.get("PYTHONPATH", "")
    done = subprocess.run(
        [sys.executable, str(CHILD), str(place.root), str(seed), str(count), target],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": source, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_true(found: list[dict[str, Any]]) -> None:
    """Every log verified, every outcome in it was measured in its run, and whole runs only are in it."""
    for one in found:
        assert one["log"]["verified"], one
        recorded: dict[int, dict[str, tuple[str, Any]]] = {}
        for minute, check, outcome, measured in one["log"]["outcomes"]:
            recorded.setdefault(minute, {})[check] = (outcome, measured)
        recorded.pop(59, None)  # the run that only counted the steps
        for minute, outcomes in recorded.items():
            expected = truth(minute)
            assert outcomes.keys() == expected.keys()
            lies = [check for check, said in outcomes.items() if said not in (expected[check], ("error", None))]
            assert lies == [], one
        if one["run"] is not None:  # what was printed is what is recorded
            printed = {check: (outcome, measured) for check, outcome, measured in one["run"]["found"]}
            assert printed == recorded.get(one["number"], {})
    last = found[-1]
    assert {check: tuple(said) for check, *said in last["run"]["found"]} == truth(last["number"])
    assert (last["ended"], last["run"]["status"]) == (0, 1)


@pytest.mark.parametrize("seed", range(4))
def test_the_process_is_killed(two: Place, seed: int) -> None:
    found = runs(two, seed, 9, "self")
    assert [one["ended"] for one in found[:-1]] == [-9] * 9
    assert_true(found)


@pytest.mark.parametrize("seed", range(2))
def test_the_database_is_killed(two: Place, seed: int, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("own_postgresql")
    engine = postgres(url)
    settings = (
        f"{engine.settings.removesuffix('}')}, parallel: 1}}"  # a thread's steps are counted: all are to be in one
    )
    two.write("c360.yaml", f"version: 1\nwarehouses:\n  pg: {settings}\n")
    engine.load(two.warehouse)
    found = runs(two, seed, 7, "database", C360_TEST_POSTGRES=url)
    assert_true(found)
    hit = [one for one in found[:-1] if any(said[1] == "error" for said in one["run"]["found"])]
    assert hit  # some kills struck while there was still something to ask
    assert all(one["ended"] == 0 for one in found)
