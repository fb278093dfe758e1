"""Distribution checks: one number of a column's values, against bounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from checks_place import Place, contract

PLANS = ["free"] * 6 + ["pro"] * 3 + ["enterprise"]
TABLE = "CREATE TABLE t (plan VARCHAR, amount DECIMAL(10, 2), ts TIMESTAMP)"


def table(plans: list[str | None], day: str = "2026-01-30") -> list[str]:
    """Ten rows or so on one day, whose amounts are 1, 2, 3, ..."""
    shown = [f"'{plan}'" if plan is not None else "NULL" for plan in plans]
    return [f"INSERT INTO t VALUES ({plan}, {at}, TIMESTAMP '{day} 10:00:00')" for at, plan in enumerate(shown, 1)]


def contract_of(column: str, **implementation: Any) -> dict[str, Any]:
    rule = {"name": "d", "type": "custom", "engine": "c360",
            "implementation": {"kind": "distribution", **implementation}}  # fmt: skip
    properties = [
        {"name": "plan", "logicalType": "string", "physicalType": "VARCHAR"},
        {"name": "amount", "logicalType": "number", "physicalType": "DECIMAL(10,2)"},
        {"name": "ts", "logicalType": "timestamp", "physicalType": "TIMESTAMP", "partitioned": True},
    ]
    return contract(*({**one, "quality": [rule]} if one["name"] == column else one for one in properties))


MIX = {"free": 0.6, "pro": 0.3, "enterprise": 0.1}


@pytest.mark.parametrize(
    ("column", "implementation", "rows", "outcome", "measured"),
    [
        ("plan", {"measure": "share", "values": ["pro"], "minimum": 0.2, "maximum": 0.4}, PLANS, "passed", 0.3),
        ("plan", {"measure": "share", "values": ["pro", "free"], "maximum": 0.8}, PLANS, "failed", 0.9),
        ("plan", {"measure": "share", "values": ["it's"], "maximum": 0}, PLANS, "passed", 0),
        ("plan", {"measure": "share", "values": ["pro"], "minimum": 0.2}, [*PLANS, *[None] * 30], "passed", 0.3),
        ("plan", {"measure": "share", "values": ["pro"], "minimum": 0.2}, [None], "error", None),
        ("plan", {"measure": "missing", "maximum": 0.5}, [*PLANS, *[None] * 10], "passed", 0.5),
        ("plan", {"measure": "missing", "maximum": 0.4}, [*PLANS, *[None] * 10], "failed", 0.5),
        ("plan", {"measure": "mix", "shares": MIX, "maximum": 0.05}, PLANS, "passed", 0),
        ("plan", {"measure": "mix", "shares": MIX, "maximum": 0.05}, ["free"] * 8 + ["pro"] * 2, "failed", 0.2),
        ("plan", {"measure": "mix", "shares": {"free": 0.6}, "maximum": 0.05}, PLANS, "passed", 0),
        ("plan", {"measure": "mix", "shares": MIX, "maximum": 0.05}, [*PLANS, *["trial"] * 10], "failed", 0.5),
        ("amount", {"measure": "quantile", "quantile": 0.5, "maximum": 6}, PLANS, "passed", 5.5),
        ("amount", {"measure": "quantile", "quantile": 0.9, "maximum": 6}, PLANS, "failed", 9.1),
        ("amount", {"measure": "mean", "minimum": 5, "maximum": 6}, PLANS, "passed", 5.5),
    ],
)  # fmt: skip
def test_a_distribution_is_one_number(
    place: Place, column: str, implementation: dict[str, Any], rows: list[str | None], outcome: str,
    measured: float | None,
) -> None:  # fmt: skip
    found = place.contract(contract_of(column, **implementation)).sql(TABLE, *table(rows)).outcomes()[f"t.{column}.d"]
    assert (found.kind, found.outcome) == ("distribution", outcome)
    assert found.measured == (measured if measured is None else pytest.approx(measured))


def test_only_the_last_period_is_looked_at(place: Place) -> None:
    place.contract(contract_of("plan", measure="share", values=["pro"], minimum=0.2, per="day"))
    place.sql(TABLE, *table(PLANS), *table(["free"] * 90, day="2026-01-29"), *table(["free"] * 9, day="2026-01-31"))
    found = place.outcomes(datetime(2026, 1, 31, 12, tzinfo=UTC))["t.plan.d"]
    assert (found.outcome, found.measured) == ("passed", pytest.approx(0.3))


@pytest.mark.parametrize(
    ("implementation", "message"),
    [
        ({"measure": "share", "minimum": 0.1}, "values"),
        ({"measure": "share", "values": ["x"]}, "minimum"),
        ({"measure": "shares", "values": ["x"], "minimum": 0.1}, "measure"),
        ({"measure": "share", "values": ["x"], "minimum": 0.5, "maximum": 0.1}, "the minimum is above the maximum"),
        ({"measure": "share", "values": ["x"], "minimum": 0.5, "per": "day", "by": "tsx"}, "name it with `by`"),
        ({"kind": "distributions"}, "kind"),
    ],
)
def test_what_is_not_understood_is_an_error_that_says_so(
    place: Place, implementation: dict[str, Any], message: str
) -> None:
    found = place.contract(contract_of("plan", **implementation)).sql(TABLE).outcomes()["t.plan.d"]
    assert found.outcome == "error"
    assert message in found.message


def test_an_implementation_may_be_text(place: Place) -> None:
    document = contract_of("plan", measure="mean")
    document["schema"][0]["properties"][0]["quality"][0]["implementation"] = (
        "{kind: distribution, measure: share, values: [pro], minimum: 0.2}"
    )
    assert place.contract(document).sql(TABLE, *table(PLANS)).outcomes()["t.plan.d"].outcome == "passed"
