"""What Soda does by itself, and what we make of it: each trap is shown first, then our answer."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from checks_place import Place, contract
from raw_soda import soda

from c360_governance.checks.findings import findings
from c360_governance.checks.plan import plan
from c360_governance.model.errors import SourceError

ID = {"name": "id", "physicalType": "INTEGER"}
NAME = {"name": "name", "logicalType": "string", "physicalType": "VARCHAR"}
PEOPLE = ["CREATE TABLE t (id INTEGER, name VARCHAR)", "INSERT INTO t VALUES (1, 'ann'), (2, NULL)"]
STALE_COLUMN = """
dataset: local/main/t
columns: []
checks:
  - freshness: {name: f, column: gone, threshold: {must_be_less_than: 9}}
"""


def rule(**declared: Any) -> list[dict[str, Any]]:
    return [{"name": "r", **declared}]


def checks_yaml(*checks: str, columns: str = "") -> str:
    listed = "".join(f"  - {check}\n" for check in checks)
    return f"dataset: local/main/t\ncolumns: [{columns}]\nchecks:\n{listed}"


def test_a_broken_expression_spoils_the_batch(place: Place) -> None:
    raw = soda(
        PEOPLE,
        "{dataset: local/main/t, columns: [{name: id, checks: [{missing: {name: healthy}}]}],"
        " checks: [{failed_rows: {name: broken, expression: nonsense > 1}}]}",
    )
    assert raw.checks == {"healthy": ("NOT_EVALUATED", None), "broken": ("NOT_EVALUATED", None)}

    place.contract(contract(ID | {"required": True}, NAME | {"required": True})).sql(*PEOPLE)
    place.write("checks/t.yaml", checks_yaml("failed_rows: {name: broken, expression: nonsense > 1}"))
    found = place.outcomes()
    assert {check: (one.outcome, one.measured) for check, one in found.items()} == {
        "t.schema": ("passed", 0),
        "t.id.missing": ("passed", 0),
        "t.name.missing": ("failed", 1),
        "t.broken": ("error", None),
    }
    assert "nonsense" in found["t.broken"].message


@contextmanager
def _disabled() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _changed(**attributes: Any) -> Iterator[None]:
    logger = logging.getLogger("soda")
    before = {name: getattr(logger, name) for name in attributes}
    for name, value in attributes.items():
        setattr(logger, name, value)
    logger.manager._clear_cache()  # type: ignore[attr-defined]  # as setLevel does
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(logger, name, value)
        logger.manager._clear_cache()  # type: ignore[attr-defined]  # as setLevel does


HOSTS: list[Callable[[], Any]] = [
    _disabled,
    lambda: _changed(level=logging.CRITICAL + 1),
    lambda: _changed(disabled=True),  # what logging.config.dictConfig does to loggers that it does not know
    lambda: _changed(propagate=False),
    lambda: _changed(filters=[lambda record: False]),
]


@pytest.mark.parametrize("host", HOSTS, ids=["disable", "level", "disabled", "propagate", "filter"])
def test_a_host_that_silences_logging_makes_errors_vanish(place: Place, host: Callable[[], Any]) -> None:
    place.contract(contract(ID)).sql(*PEOPLE)
    place.write("checks/t.yaml", checks_yaml("metric: {name: m, expression: MAX(gone), threshold: {must_be: 1}}"))
    with host():
        raw = soda(PEOPLE, checks_yaml("metric: {name: m, expression: MAX(gone), threshold: {must_be: 1}}"))
        assert (raw.checks["m"][0], raw.errors, raw.ok) == ("NOT_EVALUATED", [], True)
        logger = logging.getLogger("soda")
        state = (logging.root.manager.disable, logger.level, logger.disabled, logger.propagate, logger.filters)

        outcome = place.outcomes()["t.m"]
        assert (outcome.outcome, outcome.measured) == ("error", None)
        assert "gone" in outcome.message
        assert state == (logging.root.manager.disable, logger.level, logger.disabled, logger.propagate, logger.filters)


def test_soda_speaks_through_the_host_and_stays_with_it(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    place.contract(contract(ID | {"unique": True})).sql(*PEOPLE)
    heard: list[logging.LogRecord] = []

    class Host(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record)

    host, root = Host(), logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if type(handler).__name__ != "_RootCapturer"]
    root.addHandler(host)
    try:
        handlers = list(root.handlers)
        soda(PEOPLE, "{dataset: local/main/t, columns: [{name: id, checks: [{missing: {name: m}}]}]}")
        assert any(record.name == "soda" for record in heard)
        assert len(root.handlers) > len(handlers)
        root.handlers[:] = handlers
        heard.clear()

        place.outcomes()
        assert heard == []
        assert root.handlers == handlers
    finally:
        root.removeHandler(host)


def test_a_failed_statement_looks_like_a_stale_table(place: Place) -> None:
    assert soda(PEOPLE, STALE_COLUMN).checks["f"][0] == "FAILED"

    place.contract(contract(ID, {"name": "gone", "physicalType": "TIMESTAMP"})).sql(*PEOPLE)
    place.write("checks/t.yaml", STALE_COLUMN)
    outcome = place.outcomes()["t.f"]
    assert (outcome.outcome, outcome.kind) == ("error", "freshness")
    assert "gone" in outcome.message


FRESH = """
dataset: local/main/t
columns: []
checks:
  - freshness: {name: f, column: ts, threshold: {unit: hour, must_be_less_than: 2}}
"""
BERLIN = {
    "name": "ts",
    "logicalType": "timestamp",
    "physicalType": "TIMESTAMP",
    "logicalTypeOptions": {"defaultTimezone": "Europe/Berlin"},
}


def _at(moment: str) -> list[str]:
    return ["CREATE TABLE t (ts TIMESTAMP)", f"INSERT INTO t VALUES (TIMESTAMP '{moment}')"]


@pytest.mark.parametrize("declared", ["contract", "checks"])
def test_naive_times_are_taken_as_utc(place: Place, declared: str) -> None:
    """12:30 in Berlin is 11:30 UTC: half an hour old at noon UTC, half an hour ahead for whoever forgets the zone."""
    data = _at("2026-01-31 12:30:00")
    assert soda(data, FRESH).checks["f"] == ("PASSED", -0.5)

    sla = [{"property": "freshness", "value": 2, "unit": "h", "element": "t.ts"}] if declared == "contract" else []
    place.contract(contract(BERLIN, slaProperties=sla)).sql(*data)
    if declared == "checks":
        place.write("checks/t.yaml", FRESH)
    outcome = place.outcomes()["t.ts.freshness" if declared == "contract" else "t.f"]
    assert (outcome.outcome, outcome.measured) == ("passed", 0.5)
    place.sql("DELETE FROM t", "INSERT INTO t VALUES (TIMESTAMP '2026-01-31 10:30:00')")
    outcome = place.outcomes()["t.ts.freshness" if declared == "contract" else "t.f"]
    assert (outcome.outcome, outcome.measured) == ("failed", 2.5)


@pytest.mark.parametrize("declared", ["contract", "checks"])
def test_a_time_in_the_future_is_fresh(place: Place, declared: str) -> None:
    data = _at("2027-01-01 00:00:00")
    assert soda(data, FRESH).checks["f"][0] == "PASSED"

    sla = [{"property": "freshness", "value": 2, "unit": "h", "element": "t.ts"}] if declared == "contract" else []
    column = {"name": "ts", "logicalType": "timestamp", "physicalType": "TIMESTAMP"}
    place.contract(contract(column, slaProperties=sla)).sql(*data)
    if declared == "checks":
        place.write("checks/t.yaml", FRESH)
    outcome = place.outcomes()["t.ts.freshness" if declared == "contract" else "t.f"]
    assert outcome.outcome == "failed"
    assert outcome.measured is not None
    assert outcome.measured < 0
    assert "after the as-of time" in outcome.message


@pytest.mark.parametrize("declared", ["contract", "checks"])
def test_duplicates_over_columns_collide_on_a_joined_hash(place: Place, declared: str) -> None:
    pairs = ["CREATE TABLE t (a VARCHAR, b VARCHAR)", "INSERT INTO t VALUES ('x||y', 'z'), ('x', 'y||z')"]
    written = checks_yaml("duplicate: {name: d, columns: [a, b]}", columns="{name: a}, {name: b}")
    assert soda(pairs, written).checks["d"] == ("FAILED", 1)

    keyed = {"primaryKey": True} if declared == "contract" else {}
    place.contract(contract(*({"name": name, "physicalType": "VARCHAR"} | keyed for name in "ab"))).sql(*pairs)
    if declared == "checks":
        place.write("checks/t.yaml", written)
    check = "t.primary_key" if declared == "contract" else "t.d"
    assert place.outcomes()[check].outcome == "passed"
    place.sql("INSERT INTO t VALUES ('x', 'y||z')")
    assert (place.outcomes()[check].outcome, place.outcomes()[check].measured) == ("failed", 1)


@pytest.mark.parametrize(
    ("promised", "actual", "raw", "ours"),
    [
        ("INTEGER", "BIGINT", "PASSED", "failed"),
        ("BIGINT", "DECIMAL(18,2)", "PASSED", "failed"),
        ("DOUBLE", "FLOAT", "PASSED", "failed"),
        ("TIMESTAMPTZ", "TIMESTAMPTZ", "FAILED", "passed"),
        ("DECIMAL(18,2)", "DECIMAL(18,2)", "FAILED", "passed"),
        ("VARCHAR(20)", "VARCHAR", "FAILED", "passed"),
        ("STRUCT(a INTEGER)", "STRUCT(a VARCHAR)", "FAILED", "failed"),
        ("DECIMAL(9,2)[]", "DECIMAL(9,2)[]", "FAILED", "passed"),
    ],
)
def test_physical_types_are_compared_loosely_and_by_spelling(
    place: Place, promised: str, actual: str, raw: str, ours: str
) -> None:
    table = [f"CREATE TABLE t (x {actual})"]
    written = (
        f"dataset: local/main/t\ncolumns: [{{name: x, data_type: '{promised}'}}]\nchecks: [{{schema: {{name: s}}}}]\n"
    )
    assert soda(table, written).checks["s"][0] == raw

    place.contract(contract({"name": "x", "physicalType": promised})).sql(*table)
    outcome = place.outcomes()["t.schema"]
    assert (outcome.outcome, outcome.measured) == (ours, 0 if ours == "passed" else 1)


def test_measurements_whose_options_run_together_are_mixed_up(place: Place) -> None:
    written = (
        "{dataset: local/main/t, columns: [{name: name, checks: ["
        "{invalid: {name: one, qualifier: one, valid_values: [a, bc]}},"
        "{invalid: {name: two, qualifier: two, valid_values: [ab, c]}}]}]}"
    )
    data = ["CREATE TABLE t (name VARCHAR)", "INSERT INTO t VALUES ('a'), ('bc')"]
    assert soda(data, written).checks == {"one": ("PASSED", 0), "two": ("PASSED", 0)}

    place.contract(contract(NAME)).sql(*data).write("checks/t.yaml", written)
    found = place.outcomes()
    assert [(found[f"t.name.{name}"].outcome, found[f"t.name.{name}"].measured) for name in ("one", "two")] == [
        ("passed", 0),
        ("failed", 2),
    ]


def test_only_the_first_of_many_values_counts(place: Place) -> None:
    query = "SELECT id FROM t ORDER BY id"
    raw = soda(PEOPLE, checks_yaml(f"metric: {{name: m, query: '{query}', threshold: {{must_be: 1}}}}"))
    assert raw.checks["m"] == ("PASSED", 1)

    place.contract(contract(ID, NAME, table_quality=rule(type="sql", query=query, mustBe=1))).sql(*PEOPLE)
    assert place.outcomes()["t.r"].outcome == "error"


def test_a_misspelt_option_is_ignored(place: Place) -> None:
    """What was meant to allow one missing name allows none, and nobody is told."""
    written = (
        "dataset: local/main/t\ncolumns:\n  - name: name\n"
        "    checks:\n      - missing:\n          treshold: {must_be: 1}\n"
    )
    assert soda(PEOPLE, written).checks["No missing values"] == ("FAILED", 1)

    place.contract(contract(ID, NAME)).write("checks/t.yaml", written)
    with pytest.raises(SourceError) as error:
        plan(place.repository)
    assert (str(error.value.location), error.value.message) == ("checks/t.yaml:6:11", "unknown key 'treshold'")
    assert error.value.help == "did you mean 'threshold'?"


SECRET = "alice@example.org"  # noqa: S105  # a value of somebody's data
LEAKS = [
    ("metric: {name: m, expression: MAX(CAST(name AS INTEGER)), threshold: {must_be: 1}}", "Conversion Error"),
    ("metric: {name: m, expression: MAX(name), threshold: {must_be: 1}}", "gave no number"),
    ("metric: {name: m, query: SELECT MAX(name) FROM t, threshold: {must_be: 1}}", "gave no number"),
    ("failed_rows: {name: m, expression: CAST(name AS INTEGER) > 1}", "Conversion Error"),
    (
        "failed_rows: {name: m, query: SELECT CAST(name AS DATE) AS d FROM t WHERE d > DATE '2020-01-01'}",
        "Conversion Error",
    ),
    ("metric: {name: m, expression: error(MAX(name)), threshold: {must_be: 1}}", "not shown"),
]


@pytest.mark.parametrize(("check", "cause"), LEAKS)
def test_errors_quote_rows(
    place: Place, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, check: str, cause: str
) -> None:
    data = ["CREATE TABLE t (name VARCHAR)", f"INSERT INTO t VALUES ('{SECRET}')"]
    assert SECRET in soda(data, checks_yaml(check)).logs
    caplog.clear()

    place.contract(contract(NAME)).sql(*data).write("checks/t.yaml", checks_yaml(check))
    with caplog.at_level(logging.DEBUG):
        outcome = place.outcomes()["t.m"]
    assert (outcome.outcome, outcome.measured) == ("error", None)
    assert cause in outcome.message
    assert SECRET not in json.dumps([repr(outcome), repr(findings([outcome])), caplog.text, *capfd.readouterr()])


def test_names_are_not_quoted(place: Place) -> None:
    raw = soda(
        ['CREATE TABLE t ("a""b" INTEGER)'],
        "{dataset: local/main/t, columns: [{name: 'a\"b', checks: [{missing: {name: m}}]}]}",
    )
    assert raw.checks["m"][0] == "NOT_EVALUATED"

    table = 'o"; DROP'
    place.contract(contract({"name": 'a"b', "physicalType": "INTEGER", "required": True, "unique": True}, table=table))
    place.sql('CREATE TABLE "o""; DROP" ("a""b" INTEGER)')
    assert {one.outcome for one in place.outcomes().values()} == {"passed"}


def test_a_contract_reads_the_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_PASSWORD", "hunter2")
    check = 'metric: {name: m, expression: "${env.WAREHOUSE_PASSWORD}", threshold: {must_be: 1}}'
    assert "hunter2" in soda(PEOPLE, checks_yaml(check)).logs

    place.contract(contract(ID)).write("checks/t.yaml", checks_yaml(check))
    with pytest.raises(SourceError, match="stands for nothing here"):
        plan(place.repository)


def test_variables_of_the_environment_change_what_soda_does(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Soda's own runner sets them: a scan of somebody else's, with another clock."""
    for name in ("SODA_INSTRUCTION_ID", "SODA_SCAN_ID", "SODA_SCAN_DATA_TIMESTAMP", "SODA_CORE_TELEMETRY_ENABLED"):
        monkeypatch.setenv(name, "true")
    place.contract(contract(ID | {"required": True})).sql(*PEOPLE, "ALTER TABLE t DROP name")
    before = dict(os.environ)
    assert {one.outcome for one in place.outcomes().values()} == {"passed"}
    assert dict(os.environ) == before
