"""Datasets side by side: the same outcomes in the same order, whatever breaks and whoever interrupts."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from checks_place import AS_OF, Place, contract
from engines_place import SCHEMA, postgres
from psycopg import sql

from c360_governance.checks.plan import plan
from c360_governance.checks.runner import Measured, measure
from c360_governance.model.errors import WarehouseLost
from c360_governance.warehouse.connection import Warehouse, connections, open_warehouse, warehouse_config

NAMES = "abcdef"
ID = {"name": "id", "physicalType": "INTEGER", "required": True}


@pytest.fixture
def server(place: Place, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Six tables on a server, and its URL; each has two checks, one statement."""
    url = str(request.getfixturevalue("_postgresql_server"))
    monkeypatch.setenv("C360_TEST_POSTGRES", url)
    engine = postgres(url)
    for name in NAMES:
        place.contract(contract(ID, table=name), name)
        place.sql(f"CREATE TABLE {name} (id INTEGER)", f"INSERT INTO {name} VALUES (1), (NULL)")
    engine.load(place.warehouse)
    place.write("c360.yaml", f"version: 1\nwarehouses:\n  pg: {engine.settings}\n")
    return url


@pytest.fixture
def locked(server: str) -> Iterator[psycopg.Connection[Any]]:
    """A session that keeps everybody from reading the tables until it rolls back."""
    with psycopg.connect(server) as other:
        for name in NAMES:
            other.execute(sql.SQL("LOCK TABLE {}").format(sql.Identifier(SCHEMA, name)))
        yield other
        other.rollback()


def _measure(place: Place, parallel: int, **given: Any) -> Measured:
    here = place.repository
    opener = partial(open_warehouse, place.root, here.config)
    with open_warehouse(place.root, here.config) as warehouse:
        return measure(plan(here), warehouse, AS_OF, **{"open_other": opener, **given}, parallel=parallel)


def _until(other: psycopg.Connection[Any], waiting: int, ended: threading.Event) -> bool:
    """Whether that many sessions wait for a lock at one time, before the run has ended."""
    while not ended.is_set():
        if other.execute("SELECT COUNT(*) FROM pg_locks WHERE NOT granted").fetchall() == [(waiting,)]:
            return True
    return False


def test_the_outcomes_are_those_of_one_connection(place: Place, server: str) -> None:
    notes: dict[int, list[str]] = {1: [], 4: []}
    alone, together = (_measure(place, lanes, progress=told.append) for lanes, told in notes.items())
    assert together.outcomes == alone.outcomes
    assert list(together.costs) == list(alone.costs) == list(NAMES)
    assert notes[4] == notes[1] == [f"{name}: 2 checks" for name in NAMES]
    assert [(one.statements, one.rows) for one in together.costs.values()] == [
        (one.statements, one.rows) for one in alone.costs.values()
    ]


def test_statements_are_under_way_at_once(place: Place, locked: psycopg.Connection[Any]) -> None:
    ended, found = threading.Event(), []

    def run() -> None:
        try:
            found.append(_measure(place, 3))
        finally:
            ended.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert _until(locked, 3, ended)
    finally:
        locked.rollback()
        thread.join()
    assert {one.outcome for one in found[0].outcomes if one.check.endswith(".missing")} == {"failed"}


def test_a_connection_that_dies_costs_its_own_dataset(place: Place, locked: psycopg.Connection[Any]) -> None:
    ended = threading.Event()

    def end_one() -> None:
        if _until(locked, 3, ended):
            locked.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE NOT granted LIMIT 1")
        locked.rollback()

    thread = threading.Thread(target=end_one)
    thread.start()
    try:
        found = _measure(place, 3).outcomes
    finally:
        ended.set()
        thread.join()
    broken = [one for one in found if one.outcome == "error"]
    assert [one.message for one in broken] == ["the connection to warehouse 'pg' was lost"]
    assert broken[0].check.endswith(".id.missing")
    assert len(found) == 2 * len(NAMES)


def test_connections_that_cannot_be_had_are_told_and_missed_by_nobody(place: Place, server: str) -> None:
    def refused(name: str) -> Warehouse:
        raise WarehouseLost(f"warehouse {name!r} cannot be reached: too many")

    notes: list[str] = []
    found = _measure(place, 3, open_other=refused, progress=notes.append)
    assert found.outcomes == _measure(place, 1).outcomes
    assert notes.count("went on with fewer connections: warehouse 'pg' cannot be reached: too many") == 2


def test_what_one_lane_raises_breaks_the_others_off(place: Place, locked: psycopg.Connection[Any]) -> None:
    """The lock is never let go: only who breaks the statements off gets to the end."""
    begun: list[str] = []

    def interrupt(note: str) -> None:
        begun.append(note)
        if len(begun) == 3:
            _until(locked, 2, threading.Event())
            raise RuntimeError(note)

    with pytest.raises(RuntimeError, match="c: 2 checks"):
        _measure(place, 3, progress=interrupt)
    assert len(begun) == 3


def test_an_interrupt_ends_the_command(place: Place, locked: psycopg.Connection[Any]) -> None:
    command = [sys.executable, "-m", "c360_governance", "-C", str(place.root), "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert _until(locked, 4, threading.Event())
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()
    assert (running.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert _until(locked, 0, threading.Event())


@pytest.mark.parametrize(
    ("entry", "lanes"),
    [
        ("type: duckdb", 1),
        ("type: spark", 1),
        ("type: postgres", 4),
        ("type: trino", 4),
        ("type: trino, parallel: 9", 9),
    ],
)
def test_how_many(place: Place, entry: str, lanes: int) -> None:
    place.write("c360.yaml", f"version: 1\nwarehouses:\n  one: {{{entry}}}\n")
    assert connections(warehouse_config(place.repository.config)) == lanes


@pytest.mark.parametrize(
    "entry", ["type: duckdb, parallel: 2", "type: spark, parallel: 2", "type: postgres, parallel: 0"]
)
def test_what_no_engine_gains_from_is_refused(c360: Callable[..., Any], place: Place, entry: str) -> None:
    place.write("c360.yaml", f"version: 1\nwarehouses:\n  one: {{{entry}}}\n")
    done = c360("-C", place.root, "check")
    assert done.status == 2
    assert "c360.yaml:3" in done.stderr
    assert "parallel" in done.stderr
