"""Specs that cannot be evaluated: one clear error each, at the part at fault, before anything is run."""

from __future__ import annotations

from typing import Any

import pytest
from metrics_memory import MemoryWarehouse
from metrics_rows import AS_OF
from metrics_specs import REVENUE, WEEKLY, document, metrics_of

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.evaluate import evaluate
from c360_governance.model.errors import UsageError, WarehouseError
from c360_governance.sources.repository import Repository

SUM = document("revenue", REVENUE, WEEKLY, period_agg="sum")
DERIVED: dict[str, Any] = {"type": "derived", "expr": "revenue"}
SQL: dict[str, Any] = {"type": "sql", "sources": ["accounts"]}

ERRORS: dict[str, tuple[dict[str, Any], tuple[str | int, ...], str]] = {
    "a circle": (
        document("m", DERIVED, inputs=["revenue", "n"]), ("inputs", 0), "computed from itself: m -> n -> m"
    ),
    "itself": (document("m", DERIVED, inputs=["m"]), ("inputs", 0), "computed from itself: m -> m"),
    "an unknown input": (document("m", DERIVED, inputs=["revenu"]), ("inputs", 0), "no metric 'revenu'"),
    "a name twice": (
        document("m", DERIVED, inputs=["revenue", {"metric": "n", "alias": "revenue"}]), ("inputs", 1), "called revenue"
    ),
    "an unknown dataset": (document("m", REVENUE, source="revenues"), ("source",), "no dataset 'revenues'"),
    "an unknown column": (document("m", REVENUE, expr="revenu"), ("expr",), "reads weekly_revenue.revenu"),
    "an unknown column in a filter": (
        document("m", REVENUE, filter="weekly_revenue.paid"), ("filter",), "reads weekly_revenue.paid"
    ),
    "a dataset that is not joined": (
        document("m", REVENUE, filter="accounts.is_active"), ("filter",), "neither the source nor joined"
    ),
    "an unknown dimension column": (
        document("m", REVENUE, dimensions=["region"]), ("dimensions", 0), "reads weekly_revenue.region"
    ),
    "an unknown name in a formula": (
        document("m", DERIVED, inputs=["revenue"], expr="revenues * 2"), ("expr",), "uses revenues"
    ),
    "an unknown parameter": (
        document("m", REVENUE, filter="week_start < :today"), ("filter",), "unknown parameter :today"
    ),
    "a parameter without a period": (
        document("m", REVENUE, grain_to_date="all", filter="week_start < :period_start"), ("filter",), ":period_start"
    ),
    "another period": (
        document("m", DERIVED, inputs=["revenue"], grain_to_date="all"), ("inputs", 0), "covers another period"
    ),
    "no weeks to go back by": (
        document("m", DERIVED, inputs=[{"metric": "revenue", "offset_window": "1 week"}]), ("inputs", 0),
        "has no weeks to go back by",
    ),
    "an invariant over something else": (
        document("m", REVENUE, invariants=["revenue > 0"]), ("invariants", 0), "uses revenue"
    ),
    "a syntax error": (document("m", REVENUE, expr="weekly_revenue *"), ("expr",), "not valid SQL"),
    "two expressions": (document("m", REVENUE, expr="1, 2"), ("expr",), "not one SQL expression"),
    "a source of its own": (document("m", REVENUE, expr="1 FROM accounts"), ("expr",), "not one SQL expression"),
    "a second statement": (document("m", REVENUE, expr="1; DROP TABLE accounts"), ("expr",), "2 statements"),
    "a subquery": (document("m", REVENUE, expr="(SELECT 1)"), ("expr",), "holds SUBQUERY"),
    "an alias": (document("m", REVENUE, expr="weekly_revenue AS x"), ("expr",), "holds ALIAS"),
    "a window": (document("m", REVENUE, expr="ROW_NUMBER() OVER ()"), ("expr",), "holds"),
    "an aggregate": (document("m", REVENUE, expr="SUM(weekly_revenue)"), ("expr",), "holds the aggregate SUM"),
    "no aggregate per entity": (
        document("m", REVENUE, entity="account_id"), ("expr",), "must aggregate the entity's rows"
    ),
    "a file": (document("m", REVENUE, expr="getenv('HOME')"), ("expr",), "reaches outside"),
    "nesting without end": (document("m", REVENUE, expr="(" * 900 + "1" + ")" * 900), ("expr",), "is not valid SQL"),
    "a query that writes": (document("m", SQL, query="DELETE FROM accounts"), ("query",), "is no SELECT"),
    "a query of a file": (
        document("m", SQL, query="SELECT COUNT(*) AS value FROM read_csv('/etc/passwd')"), ("query",), "reaches outside"
    ),
    "a query of *": (document("m", SQL, query="SELECT * FROM accounts"), ("query",), "selects *"),
    "a query of another dataset": (
        document("m", SQL, query="SELECT COUNT(w.product) AS value FROM weekly_revenue AS w"), ("query",),
        "reads weekly_revenue",
    ),
    "a query that is not clear": (
        document("m", SQL, sources=["accounts", "usage_events"],
                 query="SELECT SUM(tokens) AS value FROM accounts, usage_events"), ("query",), "which source tokens",
    ),
    "what the schema refuses": (document("m", REVENUE, agg="summe"), ("agg",), "agg"),
}  # fmt: skip


@pytest.mark.parametrize("case", ERRORS)
def test_error(case: str, reference: Repository, warehouse: MemoryWarehouse) -> None:
    spec, pointer, words = ERRORS[case]
    other = document("n", DERIVED, inputs=["m"], expr="m")
    known = metrics_of(SUM, other, spec)
    before = warehouse.statements
    with pytest.raises(SpecError) as caught:
        evaluate("m", known, warehouse, AS_OF, by=list(spec.get("dimensions", [])), datasets=reference.datasets)
    assert caught.value.pointer == pointer
    assert words in str(caught.value)
    assert warehouse.statements == before


def test_the_name_of_a_metric_gets_a_suggestion(warehouse: MemoryWarehouse) -> None:
    with pytest.raises(UsageError) as caught:
        evaluate("revenu", metrics_of(SUM), warehouse, AS_OF)
    assert caught.value.help == "did you mean 'revenue'?"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (document("m", REVENUE, expr="product"), "metric m: "),
        (document("m", REVENUE, agg="max", expr="product"), "not a number"),
    ],
)
def test_a_value_that_is_no_number(spec: dict[str, Any], words: str, warehouse: MemoryWarehouse) -> None:
    with pytest.raises(WarehouseError, match=words):
        evaluate("m", metrics_of(spec), warehouse, AS_OF)
