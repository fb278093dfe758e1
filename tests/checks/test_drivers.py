"""Snowflake, BigQuery, Trino, Databricks: no server is met, so settings and statements are held to the letter."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from checks_place import AS_OF, Place, contract
from sqlglot import exp

from c360_governance.checks.check import Check, Column
from c360_governance.checks.measure.asking import Asking
from c360_governance.checks.measure.catalog import question
from c360_governance.checks.measure.measure import Own, Shared
from c360_governance.checks.measure.site import Site
from c360_governance.checks.measure.translate import measure
from c360_governance.checks.plan import plan
from c360_governance.model.config import Limits
from c360_governance.model.errors import C360Error, UsageError
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.connection import DRIVEN, open_warehouse
from c360_governance.warehouse.dbapi import arguments
from c360_governance.warehouse.secrets import Secret

REFERENCE = Path(__file__).parents[2]
SETTINGS = {
    "snowflake": {"account": "a", "user": "u", "password": Secret("p"), "database": "d", "schema": "CORE"},
    "bigquery": {"project": "p", "schema": "core"},
    "trino": {"host": "h", "port": "8080", "user": "u", "database": "hive", "schema": "core"},
    "databricks": {"host": "h", "http_path": "/sql/1", "token": Secret("t"), "schema": "core"},
}


@pytest.fixture(params=DRIVEN)
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Repository]:
    """The reference platform with a warehouse of that type."""
    config = tmp_path / "c360.yaml"
    config.write_text(f"version: 1\nwarehouses:\n  there: {{type: {request.param}, schema: core}}\n")
    return request.param, Repository(REFERENCE, config=config)


def statements(repository: Repository, check: Check, dialect: str) -> list[str]:
    """What the engine is asked for a check, whose table is as its contract says."""
    _, dataset = repository.dataset(check.dataset)
    columns = [Column(prop.column, prop.physical_type) for prop in dataset.properties]
    site = Site(check.table, columns, dialect, AS_OF, lambda schema, name: columns)
    found = measure(check, site)
    if isinstance(found, Own):
        return [found.sql]
    if isinstance(found, Shared):
        asking = Asking(None, site, Limits())  # type: ignore[arg-type]  # nothing is asked
        return [asking._statement([(check.id, found)])[0]]
    return []


def test_every_statement_of_the_reference_is_one_of_the_engine(repository: tuple[str, Repository]) -> None:
    dialect, here = repository
    checks = plan(here)
    problems = {check.id: check.problem for check in checks if check.problem}
    assert problems == {}
    compiled = {check.id: statements(here, check, dialect) for check in checks if not check.reconciliation}
    unasked = [check.id for check in checks if not compiled.get(check.id) and check.kind != "schema"]
    assert unasked == []
    for asked in compiled.values():
        for sql in asked:
            parsed = sqlglot.parse_one(sql, dialect=dialect)
            assert isinstance(parsed, exp.Select), sql
            assert not parsed.find(exp.Command), sql
    for check in checks:
        for key in ("expression", "query", "filter"):
            if key in check.body:
                sqlglot.parse_one(check.body[key], dialect=dialect)


def test_names_are_quoted_as_the_engine_quotes(repository: tuple[str, Repository]) -> None:
    dialect, here = repository
    (check,) = (check for check in plan(here, ["accounts"]) if check.id == "accounts.account_id.missing")
    (sql,) = statements(here, check, dialect)
    mark = "`" if dialect in ("bigquery", "databricks") else '"'
    assert f"COUNT({mark}account_id{mark})" in sql
    assert sql.endswith(f"FROM {mark}core{mark}.{mark}accounts{mark}")


@pytest.mark.parametrize(
    ("dialect", "given"),
    [
        ("snowflake", {"account": "a", "user": "u", "password": "p", "database": "d", "schema": "CORE",
                       "session_parameters": {"TIMEZONE": "UTC"}, "application": "c360"}),
        ("bigquery", {"project": "p"}),
        ("trino", {"host": "h", "port": 8080, "user": "u", "catalog": "hive", "schema": "core", "timezone": "UTC",
                   "source": "c360"}),
        ("databricks", {"server_hostname": "h", "http_path": "/sql/1", "access_token": "t", "schema": "core",
                        "session_configuration": {"timezone": "UTC"}}),
    ],
)  # fmt: skip
def test_the_drivers_arguments(dialect: str, given: dict[str, Any]) -> None:
    assert arguments("there", dialect, SETTINGS[dialect]) == given


@pytest.mark.parametrize("dialect", DRIVEN)
def test_a_setting_that_is_missing_or_foreign_is_named(dialect: str) -> None:
    with pytest.raises(UsageError, match="needs '"):
        arguments("there", dialect, {})
    with pytest.raises(UsageError, match="'path' is no setting"):
        arguments("there", dialect, {**SETTINGS[dialect], "path": "x"})


@pytest.mark.parametrize("dialect", DRIVEN)
def test_a_driver_that_is_not_installed_says_which_extra_brings_it(
    place: Place, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from c360_governance.warehouse import dbapi

    monkeypatch.setitem(dbapi.DRIVERS, dialect, dbapi.DRIVERS[dialect]._replace(module="no_such_driver"))
    monkeypatch.setenv("A_SECRET", "hunter2")
    settings = {key: "${A_SECRET}" if isinstance(value, Secret) else value for key, value in SETTINGS[dialect].items()}
    written = ", ".join(f"{key}: {value!r}" for key, value in {"type": dialect, **settings}.items() if key != "port")
    place.contract(contract({"name": "id"})).write("c360.yaml", f"version: 1\nwarehouses:\n  w: {{{written}}}\n")
    with pytest.raises(C360Error) as error:
        open_warehouse(place.root, place.repository.config)
    assert error.value.help == f"pip install 'c360-governance[{dialect}]'"
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("dialect", DRIVEN)
def test_the_question_for_all_columns_is_one_of_the_engine(dialect: str) -> None:
    class There:
        schema = "core"

    There.dialect = dialect  # type: ignore[attr-defined]
    parsed = sqlglot.parse_one(question(There()), dialect=dialect)  # type: ignore[arg-type]
    assert len(parsed.expressions) == 5


def test_every_extra_is_declared() -> None:
    text = (REFERENCE / "pyproject.toml").read_text()
    for dialect in DRIVEN:
        (line,) = (line for line in text.splitlines() if line.startswith(f"{dialect} = "))
        assert ast.literal_eval(line.partition(" = ")[2]) == [f"soda-{dialect}>=4.28,<4.29"]
