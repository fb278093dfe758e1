"""The runner: every planned check has one true outcome, whatever breaks, whatever things are called."""

from __future__ import annotations

from pathlib import Path

from checks_place import AS_OF, Place, contract
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c360_governance.checks.plan import plan
from c360_governance.checks.runner import run
from c360_governance.warehouse.duckdb import DuckDBWarehouse

ID = {"name": "id", "physicalType": "INTEGER"}

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda name: name.strip() == name and "/" not in name and "." not in name
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=NAMES, columns=st.lists(NAMES, min_size=1, max_size=3, unique_by=str.casefold))
def test_any_name_is_quoted(tmp_path: Path, table: str, columns: list[str]) -> None:
    place = Place(tmp_path)
    place.warehouse.unlink(missing_ok=True)
    props = [
        {"name": name, "physicalType": "INTEGER", "required": True, "logicalTypeOptions": {"multipleOf": 2}}
        for name in columns
    ]
    keyed = [prop | {"primaryKey": True} for prop in props]
    place.contract(contract(*keyed, table=table))
    quoted = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in (table, *columns)]
    place.sql(f"CREATE TABLE {quoted[0]} ({', '.join(f'{name} INTEGER' for name in quoted[1:])})")
    assert {one.outcome for one in place.outcomes().values()} == {"passed"}


def test_a_missing_table_costs_only_its_own_checks_the_answer(place: Place) -> None:
    place.contract(contract(ID | {"required": True}, table="here"), "here").sql("CREATE TABLE here (id INTEGER)")
    place.contract(contract(ID | {"required": True}, table="gone"), "gone")
    found = place.outcomes()
    assert {check: one.outcome for check, one in found.items()} == {
        "gone.schema": "error",
        "gone.id.missing": "error",
        "here.schema": "passed",
        "here.id.missing": "passed",
    }
    assert found["gone.schema"].message == "the warehouse has no table main.gone"


def test_no_check_is_lost_whatever_breaks(place: Place) -> None:
    """Nine of sixteen checks are broken in four ways; the others keep their true outcome."""
    columns = [{"name": f"c{number}", "physicalType": "INTEGER", "required": True} for number in range(8)]
    place.contract(contract(*columns)).sql(
        "CREATE TABLE t (c0 INTEGER, c1 VARCHAR, c2 INTEGER, c3 INTEGER, c4 INTEGER)"
    )
    place.sql("INSERT INTO t VALUES (1, 'x', NULL, 4, 5)")
    broken = "\n".join(
        f"- failed_rows: {{name: b{number}, expression: {expression}}}"
        for number, expression in enumerate(
            ["c1 + ", "error('x')", "nosuch(c0)", "1 / 'a' > 1", "c0 = 1", "c2 > 1", "c3 > 'x'"]
        )
    )
    place.write("checks/t.yaml", f"dataset: local/main/t\ncolumns: []\nchecks:\n{broken}\n")
    found = place.outcomes()
    assert {check.removeprefix("t."): one.outcome for check, one in found.items()} == {
        "schema": "failed",
        "c0.missing": "passed",
        "c1.missing": "passed",
        "c2.missing": "failed",
        "c3.missing": "passed",
        "c4.missing": "passed",
        "c5.missing": "error",
        "c6.missing": "error",
        "c7.missing": "error",
        "b0": "error",
        "b1": "error",
        "b2": "error",
        "b3": "error",
        "b4": "failed",
        "b5": "passed",
        "b6": "error",
    }
    assert found["t.schema"].measured == 4


def test_the_clock_is_the_datas(place: Place) -> None:
    sla = [{"property": "freshness", "value": 1, "unit": "h", "element": "t.ts"}]
    place.contract(contract({"name": "ts", "physicalType": "TIMESTAMP"}, slaProperties=sla))
    place.sql("CREATE TABLE t (ts TIMESTAMP)", "INSERT INTO t VALUES (TIMESTAMP '2020-01-01 00:30:00')")
    checks = plan(place.repository)
    with DuckDBWarehouse("local", place.warehouse) as warehouse:
        found = [
            run(checks, warehouse, clock)[-1] for clock in (AS_OF, AS_OF.replace(year=2020, month=1, day=1, hour=1))
        ]
    assert [outcome.outcome for outcome in found] == ["failed", "passed"]
    assert found[1].measured == 0.5
    assert found[1].as_of.year == 2020
