"""What each field of a spec does to the value, on a warehouse that is small enough to compute by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from metrics_memory import MemoryWarehouse
from metrics_specs import REVENUE, WEEKLY, document, metrics_of

from c360_governance.metrics.evaluate import evaluate

AS_OF = datetime(2026, 1, 27, 12, tzinfo=UTC)  # a Tuesday: weeks of 5, 12, 19 and 26 January
DEC_29, JAN_5, JAN_12, JAN_19, JAN_26 = (date(2025, 12, 29), *(date(2026, 1, day) for day in (5, 12, 19, 26)))


def account(number: int, name: str, tier: str | None, signed_up: date, active: bool) -> dict[str, Any]:
    return {
        "account_id": number, "account_name": name, "tier": tier, "signup_date": signed_up, "is_active": active,
    }  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Iterator[MemoryWarehouse]:
    """Account 1 pays in every week but that of 19 January; account 2 joins on 12 January and is inactive."""
    revenue = [(DEC_29, 1, 50), (JAN_5, 1, 100), (JAN_12, 1, 120), (JAN_12, 2, 30), (JAN_26, 1, 90)]
    with MemoryWarehouse() as memory:
        memory.fill(
            {
                "accounts": [
                    account(1, "One", "A", date(2025, 6, 1), True),
                    account(2, "Two", None, JAN_12, False),
                    account(3, "Three", "A", JAN_26, True),
                ],
                "weekly_revenue": [
                    {"account_id": account, "product": "P", "week_start": week, "weekly_revenue": money}
                    for week, account, money in revenue
                ],
                "usage_events": [
                    {"request_id": n, "account_id": account, "tokens": tokens, "latency_ms": 1, "is_error": False,
                     "event_ts": moment}
                    for n, (account, tokens, moment) in enumerate(
                        [
                            (1, 5, datetime(2026, 1, 6, 8)),
                            (1, 6, datetime(2026, 1, 27, 12)),
                            (1, 1000, datetime(2026, 1, 27, 12, 0, 1)),
                            (2, 7, datetime(2026, 1, 11, 23)),
                            (2, 8, datetime(2026, 1, 13, 1)),
                            (2, 9, datetime(2026, 1, 15, 1)),
                        ]
                    )
                ],
            }
        )  # fmt: skip
        yield memory


SUM = document("revenue", REVENUE, WEEKLY, period_agg="sum", fill_nulls_with=0)
TOKENS: dict[str, Any] = {
    "type": "simple", "source": "usage_events", "agg": "sum", "expr": "tokens", "agg_time_dimension": "event_ts",
}  # fmt: skip
ACCOUNTS = [{"source": "accounts", "type": "left", "on": "accounts.account_id = weekly_revenue.account_id"}]

CASES: dict[str, tuple[dict[str, Any], list[Any], Any]] = {
    # spec, the weeks' (or the only) values, the period's value
    "sum": (SUM, [100, 150, 0, 90], 340),
    "no fill": (document("m", REVENUE, WEEKLY, period_agg="sum"), [100, 150, None, 90], 340),
    "no spine": (document("m", REVENUE, WEEKLY, period_agg="count", join_to_timespine=False), [100, 150, 90], 3),
    "average": (document("m", REVENUE, WEEKLY, period_agg="average"), [100, 150, None, 90], 340 / 3),
    "average of filled weeks": (document("m", SUM, period_agg="average"), [100, 150, 0, 90], 85),
    "first": (document("m", SUM, period_agg="first"), [100, 150, 0, 90], 100),
    "last": (document("m", SUM, period_agg="last"), [100, 150, 0, 90], 90),
    "minimum": (document("m", SUM, period_agg="min"), [100, 150, 0, 90], 0),
    "maximum": (document("m", SUM, period_agg="max"), [100, 150, 0, 90], 150),
    "count of weeks": (document("m", SUM, period_agg="count"), [100, 150, 0, 90], 4),
    "recompute": (document("m", REVENUE, WEEKLY, agg="average"), [100, 75, None, 90], 85),
    "no period value": (document("m", REVENUE, WEEKLY, period_agg="none"), [100, 150, None, 90], None),
    "count of nothing is 0": (document("m", REVENUE, WEEKLY, agg="count", expr=None), [1, 2, 0, 1], 4),
    "count distinct": (document("m", REVENUE, WEEKLY, agg="count_distinct", expr="account_id"), [1, 2, 0, 1], 2),
    "median": (document("m", REVENUE, WEEKLY, agg="median"), [100, 75, None, 90], 95),
    "a month": (document("m", TOKENS, grain_to_date="month"), [35], 35),
    "a quarter": (document("m", REVENUE, grain_to_date="quarter"), [340], 340),
    "all data": (document("m", REVENUE, grain_to_date="all"), [390], 390),
    "as of the very second": (document("m", TOKENS, filter="account_id = 1"), [11], 11),
    "OR in a filter": (document("m", TOKENS, filter="tokens = 5 OR tokens = 1000"), [5], 5),
    "a parameter": (document("m", REVENUE, filter="week_start = :last_week"), [90], 90),
    "percentile": (
        document("m", REVENUE, type="percentile", agg=None, percentile=0.25, grain_to_date="all"), [50], 50,
    ),
    "per entity": (
        document("m", TOKENS, agg="average", entity="account_id", expr="SUM(tokens)"), [17.5], 17.5,
    ),
    "running total": (
        document("m", type="cumulative", inputs=["revenue"], time_granularity="week", period_agg="last"),
        [100, 250, 250, 340], 340,
    ),
    "running total of two weeks": (
        document("m", REVENUE, WEEKLY, type="cumulative", window="2 weeks", period_agg="last"),
        [150, 250, 150, 90], 90,
    ),
    "running count of accounts": (
        document("m", REVENUE, WEEKLY, type="cumulative", agg="count_distinct", expr="account_id", period_agg="max"),
        [1, 2, 2, 2], 2,
    ),
    "snapshot": (
        document("m", REVENUE, grain_to_date="all",
                 non_additive_dimension={"name": "week_start", "window_choice": "min"}), [50], 50,
    ),
    "ratio": (
        document("m", REVENUE, WEEKLY, type="ratio", agg=None, expr=None,
                 numerator="revenue", denominator={"agg": "count"}), [100, 75, None, 90], 85,
    ),
    "no integer division": (
        document("m", TOKENS, type="ratio", agg=None, expr="numerator / denominator * 7",
                 numerator={"agg": "count"}, denominator={"agg": "sum", "expr": "tokens"}), [1.0], 1.0,
    ),
    "a divisor of 0": (
        document("m", type="derived", inputs=["revenue"], expr="1 / (revenue - 340)"), [None], None,
    ),
    "growth, over the turn of the year": (
        document("m", WEEKLY, type="derived", period_agg="none", expr="100 * (now - before) / before",
                 inputs=[{"metric": "revenue", "alias": "now"},
                         {"metric": "revenue", "alias": "before", "offset_window": "1 week"}]),
        [100.0, 50.0, -100.0, None], None,
    ),
    "a filtered input": (
        document("m", type="derived", inputs=[{"metric": "revenue", "filter": "account_id = 2"}], expr="revenue"),
        [30], 30,
    ),
    "first and last of an input": (
        document("m", type="derived", expr="first + last / 10",
                 inputs=[{"metric": "revenue", "alias": "first", "period_agg": "first"},
                         {"metric": "revenue", "alias": "last", "period_agg": "last"}]), [109], 109,
    ),
    "conversion within days": (
        document("m", type="conversion", entity="account_id", window="1 day", expr="100 * conversions / base",
                 base={"source": "accounts", "agg_time_dimension": "signup_date"},
                 conversion={"source": "usage_events", "agg_time_dimension": "event_ts"}), [50.0], 50.0,
    ),
    "conversion above a threshold": (
        document("m", type="conversion", entity="account_id", expr="conversions",
                 base={"source": "accounts", "agg_time_dimension": "signup_date"},
                 conversion={"source": "usage_events", "agg_time_dimension": "event_ts", "agg": "sum",
                             "expr": "tokens", "having": "value > 17"}), [0], 0,
    ),
    "a query": (
        document("m", WEEKLY, type="sql", sources=["weekly_revenue"], period_agg="sum", fill_nulls_with=1,
                 query="WITH w AS (SELECT week_start, weekly_revenue AS x FROM weekly_revenue"
                       " WHERE week_start <= :as_of)"
                       " SELECT w.week_start, MAX(w.x) AS value FROM w GROUP BY w.week_start"),
        [100, 120, 1, 90], 311,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_value(case: str, small: MemoryWarehouse) -> None:
    spec, weeks, total = CASES[case]
    found = evaluate(spec["name"], metrics_of(SUM, spec), small, AS_OF)
    assert [row["value"] for row in found.rows] == pytest.approx(weeks)
    assert (found.total.value if found.total else None) == pytest.approx(total)


BY_TIER = document(
    "m", SUM, period_agg="last", joins=ACCOUNTS,
    dimensions=[{"name": "tier", "expr": "accounts.tier"}, "product"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "by", "rows"),
    [
        (BY_TIER, ["product"], [{"product": "P", "value": 90}]),
        (BY_TIER, ["tier"], [{"tier": "A", "value": 90}, {"tier": None, "value": 0}]),
        (
            {**BY_TIER, "period_agg": "sum"},
            ["week_start", "tier"],
            [
                {"week_start": str(week), "tier": tier, "value": value}
                for week, one, none in [(JAN_5, 100, 0), (JAN_12, 120, 30), (JAN_19, 0, 0), (JAN_26, 90, 0)]
                for tier, value in [("A", one), (None, none)]
            ],
        ),
        (
            document(
                "m", type="derived", inputs=["revenue"], expr="revenue * 2", fill_nulls_with=0,
                dimensions=[{"name": "tier", "expr": "accounts.tier"}],
            ),
            ["tier"],
            [{"tier": "A", "value": 620}, {"tier": None, "value": 60}],
        ),
        (
            document(
                "m", type="derived", inputs=["revenue"], expr="revenue * 2", fill_nulls_with=0,
                dimensions=[{"name": "account", "expr": "accounts.account_name", "required": True,
                             "members": "accounts.is_active"}],
            ),
            [],
            [{"account": "One", "value": 620}, {"account": "Three", "value": 0}],
        ),
    ],
)  # fmt: skip
def test_dimensions(spec: dict[str, Any], by: list[str], rows: list[dict[str, Any]], small: MemoryWarehouse) -> None:
    base = {
        **SUM,
        "joins": ACCOUNTS,
        "dimensions": [
            {"name": "tier", "expr": "accounts.tier"},
            {"name": "account", "expr": "accounts.account_name"},
        ],
    }
    assert evaluate("m", metrics_of(base, spec), small, AS_OF, by=by).rows == rows


def test_a_left_join_that_nothing_reads_repeats_no_rows(small: MemoryWarehouse) -> None:
    many = [{"source": "usage_events", "type": "left", "on": "usage_events.account_id = weekly_revenue.account_id"}]
    assert evaluate("m", metrics_of(document("m", REVENUE, joins=many)), small, AS_OF).rows == [{"value": 340}]
    inner = [{**many[0], "type": "inner"}]
    assert evaluate("m", metrics_of(document("m", REVENUE, joins=inner)), small, AS_OF).rows != [{"value": 340}]


def test_invariants_name_the_slices_that_break_them(small: MemoryWarehouse) -> None:
    spec = document("m", SUM, invariants=["value > 0", "value <= 340"])
    found = evaluate("m", metrics_of(spec), small, AS_OF)
    broken = {str(one): one.broken for one in [*found.slices, found.total] if one and one.broken}
    assert broken == {"week_start=2026-01-19": ("value > 0",)}
