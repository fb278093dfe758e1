"""PostgreSQL as a warehouse: read-only, bounded, one statement at a time, and no secret or value in any message."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from checks_place import AS_OF, Place, contract
from engines_place import postgres

from c360_governance.checks.patterns import for_engine
from c360_governance.checks.plan import plan
from c360_governance.checks.runner import measure
from c360_governance.checks.soda.contracts import plan_text
from c360_governance.checks.written import Unreadable
from c360_governance.model.errors import StatementTimeout, WarehouseError
from c360_governance.warehouse.connection import open_warehouse
from c360_governance.warehouse.postgres import PostgresWarehouse
from c360_governance.warehouse.secrets import Secret

SECRET = "hunter2-of-the-warehouse"  # noqa: S105  # the password that no output may hold
ID = {"name": "id", "physicalType": "INTEGER", "required": True}


@pytest.fixture
def warehouse(_postgresql_server: str) -> Iterator[PostgresWarehouse]:
    with PostgresWarehouse("pg", {"url": Secret(_postgresql_server)}) as opened:
        yield opened


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE made (x int)", "SELECT 1; SELECT 2", "COPY (SELECT 1) TO PROGRAM 'true'", "SELECT nosuch"],
)
def test_a_statement_only_reads_and_is_one(warehouse: PostgresWarehouse, statement: str) -> None:
    with pytest.raises(WarehouseError, match="refused a statement"):
        warehouse.query(statement)
    assert warehouse.query("SELECT 1").rows == [(1,)]


def test_parameters_are_bound(warehouse: PostgresWarehouse) -> None:
    found = warehouse.query("""SELECT ?::text, '?%' AS "a?%", 7 % 4, ?""", ["it's; --", 5])
    assert (found.columns[1], found.rows) == ("a?%", [("it's; --", "?%", 3, 5)])
    assert warehouse.query("SELECT '?%s'").rows == [("?%s",)]


def test_a_statement_runs_no_longer_than_it_may(warehouse: PostgresWarehouse) -> None:
    with pytest.raises(StatementTimeout, match=r"longer than 0\.1 s"):
        warehouse.query("SELECT pg_sleep(30)", timeout=0.1)
    assert warehouse.query("SHOW statement_timeout", timeout=7).rows == [("7s",)]
    assert warehouse.query("SHOW statement_timeout").rows == [("0",)]


@pytest.mark.parametrize(
    "hidden",
    [
        "SELECT set_config('default_transaction_read_only', 'off', false)",
        "SELECT set_config('statement_timeout', '0', false)",
        "SELECT set_config('search_path', 'pg_temp', false)",
    ],
)
def test_no_statement_changes_the_session_for_the_next(warehouse: PostgresWarehouse, hidden: str) -> None:
    """A function of the database may hide a statement from the guard; the session does not remember what it set."""
    before = warehouse.query("SELECT current_setting('search_path')", timeout=7).rows
    warehouse.query(hidden, timeout=7)
    assert warehouse.query("SELECT current_setting('search_path')", timeout=7).rows == before
    assert warehouse.query("SHOW statement_timeout", timeout=7).rows == [("7s",)]
    with pytest.raises(WarehouseError, match="Read Only"):
        warehouse.query("SELECT lo_from_bytea(0, 'x')", timeout=7)


def test_an_error_quotes_no_value(warehouse: PostgresWarehouse) -> None:
    with pytest.raises(WarehouseError) as error:
        warehouse.query("SELECT CAST(v AS INTEGER) FROM (VALUES ('alice@example.org')) AS t (v)")
    assert "alice" not in str(error.value)
    assert error.value.cause == "Invalid Text Representation (the engine's words may hold values and are not shown)"


@pytest.mark.parametrize(
    ("settings", "environment", "said"),
    [
        (f"password: {SECRET}, host: 127.0.0.1", {}, "password is written out in c360.yaml"),
        (f'url: "postgresql://u:{SECRET}@127.0.0.1/x"', {}, "url is written out in c360.yaml"),
        ('password: "${PW}"', {}, "needs the environment variable PW, which is not set"),
        ('password: "${PW}", host: 127.0.0.1, port: 1, user: u', {"PW": SECRET}, "cannot be reached"),
        ('url: "${PW}"', {"PW": f"postgresql://u:{SECRET}@127.0.0.1:1/x"}, "cannot be reached"),
        ('url: "${PW}"', {"PW": f"postgresql://u:{SECRET}@[127/x"}, "is no PostgreSQL URL"),
        ('url: "${PW}"', {"PW": f"{SECRET}"}, "is no PostgreSQL URL"),
    ],
)
def test_no_secret_is_ever_shown(
    c360: Callable[..., Any], place: Place, monkeypatch: pytest.MonkeyPatch, settings: str,
    environment: dict[str, str], said: str,
) -> None:  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    place.contract(contract(ID)).write("c360.yaml", f"version: 1\nwarehouses:\n  pg: {{type: postgres, {settings}}}\n")
    done = c360("-C", place.root, "check")
    assert done.status == 2
    assert said in done.stderr
    assert SECRET not in done.stdout + done.stderr
    log = place.root / ".c360" / "log.db"
    assert SECRET.encode() not in (log.read_bytes() if log.exists() else b"")


def test_nor_is_it_in_a_traceback(c360: Callable[..., Any], place: Place) -> None:
    url = f"postgresql://u:{SECRET}@127.0.0.1:1/x"
    place.contract(contract(ID)).write("c360.yaml", "version: 1\nwarehouses:\n  pg: {type: postgres, url: '${PW}'}\n")
    done = c360("--debug", "-C", place.root, "check", "--no-record", env={"PW": url})
    assert "Traceback" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_the_command_checks_a_postgresql_warehouse(
    c360: Callable[..., Any], place: Place, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = request.getfixturevalue("_postgresql_server")
    monkeypatch.setenv("C360_TEST_POSTGRES", url)
    engine = postgres(url)
    place.contract(contract(ID)).sql("CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (1), (NULL)")
    engine.load(place.warehouse)
    place.write("c360.yaml", f"version: 1\nwarehouses:\n  pg: {engine.settings}\n")
    done = c360("-C", place.root, "check", "--format", "json")
    found = json.loads(done.stdout)
    assert (done.status, [(one["check"], one["measured"]) for one in found["outcomes"]]) == (
        1, [("t.schema", 0), ("t.id.missing", 1)],
    )  # fmt: skip
    assert c360("-C", place.root, "lineage", "verify").status == 0
    assert url not in done.stdout + done.stderr


def test_the_plan_is_in_the_warehouses_words(place: Place) -> None:
    stamp = {"name": "ts", "logicalType": "timestamp", "physicalType": "TIMESTAMP"}
    sla = [{"property": "freshness", "value": 2, "unit": "h", "element": "t.ts"}]
    place.contract(contract(ID | {"logicalTypeOptions": {"multipleOf": 2}}, stamp, slaProperties=sla))
    place.write("c360.yaml", "version: 1\nwarehouses:\n  pg: {type: postgres, host: nowhere.invalid}\n")
    text = plan_text(plan(place.repository))
    assert "dataset: pg/public/t" in text
    assert "DATE_PART('epoch', CAST('${soda.DATA_TIMESTAMP}' AS TIMESTAMPTZ))" in text
    assert all(check.problem is None for check in plan(place.repository))


@pytest.mark.parametrize(
    ("pattern", "postgres_", "spark"),
    [
        (r"^\d{2}\.[a-z.]$", r"^[0-9]{2}\.[a-z.]$", r"^[0-9]{2}\.[a-z.]\z"),
        (r"[\w-]+\S", r"[A-Za-z0-9_-]+[^ \t\n\f\r]", r"[A-Za-z0-9_-]+[^ \t\n\f\r]"),
        (r"(?i)a.b", r"(?i)a[^\n]b", r"(?i)a[^\n]b"),
        (r"(?s)a.b", r"(?s)a.b", r"(?s)a.b"),
        (r"(?m)^a$", r"(?w)^a$", r"(?m)^a\z"),
        (r"(?:a)(?P<name>b)", r"(?:a)(b)", r"(?:a)(b)"),
        (r"[]a.]\$[[:alpha:].]", r"[]a.]\$[[:alpha:].]", r"[]a.]\$[[:alpha:].]"),
        ("a\\", "a\\", "a\\"),
    ],
)
def test_a_pattern_means_the_same_everywhere(pattern: str, postgres_: str, spark: str) -> None:
    assert for_engine(pattern, "duckdb") == pattern
    assert for_engine(pattern, "postgres") == postgres_
    if "(?m)" not in pattern:
        assert for_engine(pattern, "spark") == spark


@pytest.mark.parametrize("pattern", ["(?=x)", "(?<!x)", r"(a)\1", r"[\D]", "a(?i)b"])
def test_a_pattern_that_not_every_engine_knows_is_refused(pattern: str) -> None:
    with pytest.raises(Unreadable):
        for_engine(pattern, "postgres")


def test_a_connection_that_is_lost_costs_what_was_asked_of_it(
    place: Place, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends the session when the second of three tables is begun; the third has a connection of its own."""
    url = request.getfixturevalue("_postgresql_server")
    monkeypatch.setenv("C360_TEST_POSTGRES", url)
    engine = postgres(url)
    for name in "abc":
        place.contract(contract(ID | {"unique": True}, table=name), name)
        place.sql(f"CREATE TABLE {name} (id INTEGER)", f"INSERT INTO {name} VALUES (1), (NULL)")
    engine.load(place.warehouse)
    place.write("c360.yaml", f"version: 1\nwarehouses:\n  pg: {engine.settings}\n")
    here = place.repository

    with open_warehouse(place.root, here.config) as opened, psycopg.connect(url, autocommit=True) as other:
        ((session,),) = opened.query("SELECT pg_backend_pid()").rows

        def end(note: str) -> None:
            if note.startswith("b:"):
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [session])

        found = measure(plan(here), opened, AS_OF, progress=end).outcomes
    assert {one.check: (one.outcome, one.measured) for one in found} == {
        **{f"{name}.schema": ("passed", 0) for name in "abc"},
        **{f"{name}.id.missing": ("failed", 1) for name in "ac"},
        **{f"{name}.id.duplicate": ("passed", 0) for name in "ac"},
        "b.id.missing": ("error", None),
        "b.id.duplicate": ("error", None),
    }
    assert {one.message for one in found if one.outcome == "error"} == {"the connection to warehouse 'pg' was lost"}


def test_a_dead_warehouse_leaves_a_whole_log_and_the_next_run_is_clean(c360: Callable[..., Any], place: Place) -> None:
    place.contract(contract(ID)).sql("CREATE TABLE t (id INTEGER)")
    alive = (place.root / "c360.yaml").read_text()
    place.write("c360.yaml", "version: 1\nwarehouses:\n  pg: {type: postgres, host: 127.0.0.1, port: 1}\n")
    assert c360("-C", place.root, "check").status == 2
    assert c360("-C", place.root, "lineage", "verify").status == 0
    place.write("c360.yaml", alive)
    done = c360("-C", place.root, "check", "--format", "json")
    assert (done.status, len(json.loads(done.stdout)["outcomes"])) == (0, 2)
    assert c360("-C", place.root, "lineage", "verify").status == 0
