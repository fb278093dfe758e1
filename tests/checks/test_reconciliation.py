"""Reconciliation checks through the command: within a warehouse, across two, declared in contracts and in checks/."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
import yaml
from checks_place import Place, contract

ORDERS = [{"name": "id", "physicalType": "BIGINT"}, {"name": "shop", "physicalType": "VARCHAR"},
          {"name": "amount", "physicalType": "DECIMAL(10,2)"}]  # fmt: skip
CONFIG = """\
version: 1
warehouse: local
warehouses:
  local: {type: duckdb, path: warehouse.duckdb}
  erp: {type: duckdb, path: erp.duckdb}
"""
ROWS = "(1, 'a', 10.00), (2, 'a', 20.00), (3, 'b', 30.00)"


def rule(**options: Any) -> dict[str, Any]:
    return {"name": "r", "type": "custom", "engine": "c360", "implementation": {"kind": "reconciliation", **options}}


def orders(place: Place, *rules: dict[str, Any], there: str = ROWS, other: str = "warehouse.duckdb") -> Place:
    """Orders here, and postings (order_id, shop, value DOUBLE) there."""
    place.write("c360.yaml", CONFIG)
    place.contract(contract(*ORDERS, table="orders", table_quality=list(rules)))
    place.sql(
        "CREATE TABLE orders (id BIGINT, shop VARCHAR, amount DECIMAL(10,2))", f"INSERT INTO orders VALUES {ROWS}"
    )
    with duckdb.connect(str(place.root / other)) as connection:
        connection.execute("CREATE TABLE postings (order_id INTEGER, shop VARCHAR, value DOUBLE)")
        connection.execute(f"INSERT INTO postings VALUES {there}")
    return place


def judged(c360: Callable[..., Any], place: Place, check: str = "orders.r") -> dict[str, Any]:
    done = c360("-C", place.root, "check", "orders", "--no-record", "--format", "json")
    assert done.stdout, done.stderr
    (found,) = [one for one in json.loads(done.stdout)["outcomes"] if one["check"] == check]
    return found


AMOUNT = {"sum": {"here": "amount", "there": "value"}}
SAME = {"against": {"table": "postings"}, "compare": ["rows", AMOUNT]}


@pytest.mark.parametrize(
    ("options", "there", "outcome", "measured", "message"),
    [
        (SAME, ROWS, "passed", 0, "2 figures agree exactly"),
        (SAME, ROWS + ", (4, 'b', 5.5)", "failed", 2,
         "rows: 3 here, 4 there; sum of amount: 60 here, 65.5 there; expected to agree exactly"),
        ({**SAME, "tolerance": {"relative": 0.001}}, ROWS.replace("30.00", "30.05"), "passed", 0,
         "2 figures agree within 0.1 %"),
        ({**SAME, "tolerance": {"absolute": 0.01}}, ROWS.replace("30.00", "30.05"), "failed", 1,
         "sum of amount: 60 here, 60.05 there; expected to agree within 0.01"),
        ({**SAME, "by": ["shop"]}, ROWS, "passed", 0, "2 figures in 2 groups agree exactly"),
        ({**SAME, "by": ["shop"]}, ROWS.replace("'b'", "'c'"), "failed", 2,
         "1 group only here; 1 group only there; expected to agree exactly"),
        ({**SAME, "by": ["shop"]}, ROWS.replace("20.00", "21.00"), "failed", 1,
         "sum of amount differs in 1 of 2 groups; expected to agree exactly"),
        ({**SAME, "by": [{"here": "id", "there": "order_id"}]}, ROWS, "passed", 0,
         "2 figures in 3 groups agree exactly"),
        ({"against": {"table": "main.postings", "where": "value < 25"}, "where": "amount < 25", "compare": ["rows"]},
         ROWS, "passed", 0, "1 figure agrees exactly"),
        ({"against": {"table": "postings"}, "compare": [{"max": {"here": "amount", "there": "value"}}]},
         ROWS.replace("30.00", "31.00"), "failed", 1, "max of amount differs; expected to agree exactly"),
        ({"against": {"table": "postings"},
          "compare": [{"name": "double", "here": "SUM(2 * amount)", "there": "2 * SUM(value)"}]}, ROWS, "passed", 0,
         "1 figure agrees exactly"),
        ({"against": {"table": "gone"}, "compare": ["rows"]}, ROWS, "error", None, "there: "),
        ({"against": {"dataset": "ledger"}, "compare": ["rows"]}, ROWS, "error", None,
         "no contract has a dataset 'ledger'"),
        ({"against": {"table": "postings", "warehouse": "sap"}, "compare": ["rows"]}, ROWS, "error", None,
         "c360.yaml names no warehouse 'sap'"),
        ({"against": {"table": "postings"}, "compare": [{"sum": "amout"}]}, ROWS, "error", None,
         "the contract of orders has no column 'amout'"),
        ({"against": {"table": "postings"}, "compare": [{"name": "x", "here": "SUM("}]}, ROWS, "error", None,
         "here: the expression cannot be read"),
        ({"against": {"table": "postings"}, "compare": [{"name": "x", "here": "(SELECT 1 FROM read_csv('x'))"}]}, ROWS,
         "error", None, "reaches outside"),
        ({"against": {}, "compare": ["rows"]}, ROWS, "error", None, "the implementation: "),
    ],
)  # fmt: skip
def test_figures_agree_or_do_not(
    c360: Callable[..., Any], place: Place, options: dict[str, Any], there: str, outcome: str, measured: int | None,
    message: str,
) -> None:  # fmt: skip
    found = judged(c360, orders(place, rule(**options), there=there))
    assert (found["kind"], found["outcome"], found["measured"]) == ("reconciliation", outcome, measured)
    assert message in found["message"]


@pytest.mark.parametrize(("there", "outcome"), [(ROWS, "passed"), ("(1, 'a', 1.00)", "failed")])
def test_the_other_side_may_be_another_warehouse(
    c360: Callable[..., Any], place: Place, there: str, outcome: str
) -> None:
    across = {**SAME, "against": {"warehouse": "erp", "table": "postings"}}
    found = judged(c360, orders(place, rule(**across), there=there, other="erp.duckdb"))
    assert found["outcome"] == outcome


def test_a_warehouse_that_is_away_costs_its_own_checks_only(c360: Callable[..., Any], place: Place) -> None:
    away = rule(against={"warehouse": "erp", "table": "postings"}, compare=["rows"])
    place = orders(place, away, {**rule(**SAME), "name": "s"})
    assert "the warehouse erp: " in judged(c360, place)["message"]
    assert judged(c360, place, "orders.s")["outcome"] == "passed"


def test_another_dataset_is_known_by_its_contract(c360: Callable[..., Any], place: Place) -> None:
    compare = [{"sum": {"here": "amount", "there": "price"}}]
    orders(place, rule(against={"dataset": "ledger"}, compare=compare))
    columns = [{"name": "price", "physicalName": "value", "physicalType": "DOUBLE"}]
    place.contract(contract(*columns, table="ledger", table_physicalName="postings"), "two")
    assert judged(c360, place)["outcome"] == "passed"


def test_files_in_checks_declare_them_too(c360: Callable[..., Any], place: Place) -> None:
    entry = {"name": "to_postings", "severity": "warning", **SAME}
    document = {"dataset": "orders", "reconciliations": [entry]}
    orders(place, there="(1, 'a', 1.00)").write("checks/orders.reconciliation.yaml", yaml.safe_dump(document))
    found = judged(c360, place, "orders.to_postings")
    assert (found["outcome"], found["severity"]) == ("warned", "warning")
    assert (found["path"], found["line"]) == ("checks/orders.reconciliation.yaml", 3)
    assert c360("-C", place.root, "check", "--plan").stdout.count("# not asked of Soda: orders.to_postings") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dataset: order\nreconciliations: [{name: x, against: {table: t}, compare: [rows]}]\n", "no contract has"),
        ("dataset: orders\nreconcilations: []\n", "reconciliations is missing"),
        ("dataset: orders\nreconciliations: [{name: x, compare: [rows]}]\n", "against"),
    ],
)
def test_a_broken_file_is_one_error_with_its_place(
    c360: Callable[..., Any], place: Place, text: str, message: str
) -> None:
    orders(place).write("checks/orders.reconciliation.yaml", text)
    done = c360("-C", place.root, "check", "--no-record")
    assert done.status == 2
    assert "checks/orders.reconciliation.yaml:" in done.stderr
    assert message in done.stderr
    assert "checks/orders.reconciliation.yaml:" in c360("-C", place.root, "lint", "checks").stdout


def test_no_group_is_named(c360: Callable[..., Any], place: Place) -> None:
    secret = ROWS.replace("'b'", "'ada@example.com'")
    orders(place, rule(**SAME, by=["shop"]), there=secret)
    done = c360("-C", place.root, "check", "--no-record")
    assert "ada@" not in done.stdout + done.stderr
