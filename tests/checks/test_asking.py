"""How the checks are asked: few statements, each bounded, and what breaks costs only its own check the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checks_place import AS_OF, Place, by_soda, contract, judged

from c360_governance.checks.plan import plan
from c360_governance.checks.runner import Measured, measure
from c360_governance.model.config import Limits
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.duckdb import DuckDBWarehouse

ID = {"name": "id", "physicalType": "INTEGER"}
ENDLESS = "SELECT COUNT(*) FROM t a, t b, t c, t d, t e WHERE a.id + b.id + c.id + d.id + e.id < 0"


def measured(place: Place, **limits: Any) -> Measured:
    with DuckDBWarehouse("local", place.warehouse) as warehouse:
        return measure(plan(place.repository), warehouse, AS_OF, limits=lambda _: Limits(**limits))


def rule(name: str, query: str) -> dict[str, Any]:
    return {"name": name, "type": "sql", "query": query, "mustBe": 0}


def broken(place: Place, *names: str) -> Place:
    checks = "".join(f"- failed_rows: {{name: {name}, expression: id > CAST(text AS INTEGER)}}\n" for name in names)
    return place.write("checks/t.yaml", f"dataset: local/main/t\ncolumns: []\nchecks:\n{checks}")


@pytest.mark.parametrize(
    "change",
    [
        "SELECT 1",
        "UPDATE accounts SET account_id = NULL WHERE account_id < 4",
        "DELETE FROM accounts WHERE account_id > 3",
        "INSERT INTO usage_events SELECT * FROM usage_events",
        "ALTER TABLE weekly_revenue DROP COLUMN weekly_revenue",
        "UPDATE support_tickets SET created_at = TIMESTAMP '2027-01-01'",
        "DELETE FROM consents",
    ],
)
def test_the_reference_platform_is_judged_as_soda_judges_it(platform: Path, change: str) -> None:
    Place(platform).sql(change)
    here = Repository(platform)
    checks = plan(here)
    as_of = here.config.as_of
    assert as_of is not None
    with DuckDBWarehouse("local", platform / "warehouse.duckdb") as warehouse:
        assert judged(measure(checks, warehouse, as_of).outcomes) == by_soda(checks, warehouse, as_of)


def test_aggregates_share_one_statement(place: Place) -> None:
    bounds = {"logicalTypeOptions": {"minimum": 1, "maximum": 9}, "required": True}
    columns = [{"name": f"c{at}", "physicalType": "INTEGER"} | bounds for at in range(20)]
    counts = [rule(f"r{at}", f"SELECT COUNT(*) FROM ${{table}} AS e WHERE e.c{at} > c0") for at in range(5)]
    place.contract(contract(*columns, table_quality=counts))
    place.sql(f"CREATE TABLE t AS SELECT {', '.join(f'{at}::INTEGER AS c{at}' for at in range(20))} FROM range(7)")
    found = measured(place)
    assert len(found.outcomes) == 1 + 20 + 20 + 5
    assert (found.costs["t"].statements, found.costs["t"].rows) == (1, 7)
    assert {one.check: one.measured for one in found.outcomes if one.outcome == "failed"} == {
        "t.c0.range": 7, **{f"t.c{at}.range": 7 for at in range(10, 20)}, **{f"t.r{at}": 7 for at in range(1, 5)},
    }  # fmt: skip


def test_a_key_is_asked_by_itself_and_its_rows_count_again(place: Place) -> None:
    """An integer key is asked for its bounds first, which costs no rows."""
    place.contract(contract(ID | {"unique": True})).sql("CREATE TABLE t AS SELECT range::INTEGER AS id FROM range(7)")
    assert (measured(place).costs["t"].statements, measured(place).costs["t"].rows) == (2, 0)
    place.contract(contract(ID | {"unique": True, "required": True}))
    assert (measured(place).costs["t"].statements, measured(place).costs["t"].rows) == (3, 14)


def test_what_breaks_is_found_by_halving(place: Place) -> None:
    columns = [{"name": f"c{at}", "physicalType": "INTEGER", "required": True} for at in range(16)]
    place.contract(contract(ID, {"name": "text", "physicalType": "VARCHAR"}, *columns))
    made = ", ".join(f"1 AS c{at}" for at in range(16))
    place.sql(f"CREATE TABLE t AS SELECT 1 AS id, 'x' AS text, {made}")
    found = measured(broken(place, "b"))
    assert {one.check for one in found.outcomes if one.outcome != "passed"} == {"t.b"}
    assert found.costs["t"].statements <= 2 * 5 + 1


def test_a_dataset_takes_no_more_statements_than_it_may(place: Place) -> None:
    place.contract(contract(ID, {"name": "text", "physicalType": "VARCHAR"}))
    place.sql("CREATE TABLE t AS SELECT 1 AS id, 'x' AS text")
    found = measured(broken(place, *(f"b{at}" for at in range(8))), statements=4)
    assert found.costs["t"].statements == 4
    errors = [one for one in found.outcomes if one.outcome == "error"]
    assert len(errors) == 8
    assert any("the 4 statements that one dataset may take are used up" in one.message for one in errors)


def test_a_statement_runs_no_longer_than_it_may(place: Place) -> None:
    place.contract(contract(ID | {"required": True}, table_quality=[rule("endless", ENDLESS)]))
    place.sql("CREATE TABLE t AS SELECT range::INTEGER AS id FROM range(3000)")
    found = {one.check: one for one in measured(place, timeout=0.2).outcomes}
    assert (found["t.endless"].outcome, found["t.endless"].measured) == ("error", None)
    assert found["t.endless"].message == "the statement took longer than 0.2 s, and was broken off"
    assert found["t.id.missing"].outcome == "passed"


def test_a_dataset_that_is_late_too_often_is_left(place: Place) -> None:
    place.contract(contract(ID, table_quality=[rule(f"endless{at}", ENDLESS) for at in range(7)]))
    place.sql("CREATE TABLE t AS SELECT range::INTEGER AS id FROM range(3000)")
    found = measured(place, timeout=0.05)
    assert found.costs["t"].statements == 5
    assert found.outcomes[-1].message == "not asked: 5 statements on this dataset ran into the timeout"


def test_what_only_soda_can_say_is_asked_of_soda(place: Place) -> None:
    place.contract(contract(ID)).sql("CREATE TABLE t AS SELECT range::INTEGER AS id FROM range(10)")
    asked = "query: SELECT id FROM t WHERE id > 7, rows_tested_query: SELECT COUNT(*) FROM t"
    threshold = "threshold: {metric: percent, must_be_less_than: 10}"
    place.write(
        "checks/t.yaml",
        f"dataset: local/main/t\ncolumns: []\nchecks:\n- failed_rows: {{name: k, {asked}, {threshold}}}\n",
    )
    found = place.outcomes()["t.k"]
    assert (found.outcome, found.measured) == ("failed", 20)


def test_limits_come_from_c360_yaml_and_flags(c360: Callable[..., Any], place: Place) -> None:
    place.contract(contract(ID | {"required": True}, table_quality=[rule("endless", ENDLESS)]))
    place.sql("CREATE TABLE t AS SELECT range::INTEGER AS id FROM range(3000)")
    config = "version: 1\nwarehouses:\n  local: {type: duckdb, path: warehouse.duckdb, memory: 1GB}\n"
    place.write("c360.yaml", config + "checks:\n  timeout: 0.1\n  datasets: {t: {statements: 1}}\n")
    arguments = ["-C", place.root, "check", "--no-record", "--format", "json"]
    done = json.loads(c360(*arguments).stdout)
    messages = {one["check"]: one["message"] for one in done["outcomes"]}
    assert messages["t.endless"] == "not asked: the 1 statements that one dataset may take are used up"
    assert (done["cost"]["statements"], done["cost"]["rows"]) == (1, 3000)
    assert list(done["cost"]["datasets"]) == ["t"]
    done = json.loads(c360(*arguments, "--statements", "2").stdout)
    assert "took longer than 0.1 s" in {one["check"]: one["message"] for one in done["outcomes"]}["t.endless"]
    place.write("c360.yaml", config + "checks: {tiemout: 3}\n")
    wrong = c360(*arguments)
    assert (wrong.status, "did you mean 'timeout'?" in wrong.stderr) == (2, True)
