"""Every governed metric against an independent computation: on the sample, and on whatever hypothesis makes up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from metrics_memory import MemoryWarehouse
from metrics_oracle import Oracle

from c360_governance.metrics.evaluate import Evaluation, evaluate
from c360_governance.model.metric import Metric
from c360_governance.sources.repository import Repository

METRICS = [
    "ytd_revenue", "contributing_accounts", "pct_of_annual_target", "weekly_revenue",
    "weekly_growth_rate_pct", "cwgr_pct", "catch_up_cwgr_pct", "mrr", "arr", "arpa", "cltv_24mo",
    "active_accounts", "weekly_sign_ups", "adoption_rate_pct", "retention_rate_pct",
    "usage_tokens_existing_accounts", "usage_retention_rate_pct", "satisfaction_score",
    "time_to_value_p50_days", "time_to_value_p90_days", "time_to_value_p100_days", "error_rate_pct",
    "latency_p50_ms", "latency_p90_ms", "latency_p99_ms", "uptime_pct", "mttr_minutes", "ticket_volume",
    "ticket_resolution_hours",
]  # fmt: skip

TIMES = [
    "2026-01-31T23:59:59",
    "2026-01-25T23:59:59",
    "2026-01-21T09:15:00",
    "2026-01-05T00:00:00",
    "2026-01-04T12:00:00",
    "2026-02-10T08:00:00",
    "2025-12-30T10:00:00",
    "2027-03-01T00:00:00",
]


def test_every_metric_of_the_domain_is_specified(metrics: dict[str, Metric]) -> None:
    assert sorted(metrics) == sorted(METRICS)


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("name", METRICS)
def test_sample(
    name: str, time: str, reference: Repository, warehouse: MemoryWarehouse, sample: dict[str, list[dict[str, Any]]]
) -> None:
    as_of = datetime.fromisoformat(time)
    found = evaluate(name, reference.metrics, warehouse, as_of.replace(tzinfo=UTC), datasets=reference.datasets)
    assert_same(found, getattr(Oracle(sample, as_of), name)())


def assert_same(found: Evaluation, expected: dict[Any, Any]) -> None:
    """The same slices with the same values, undefined ones included."""
    values = {_name(dict(one.key)): one.value for one in found.slices}
    if found.total is not None:
        values[""] = found.total.value
    wanted = {key.isoformat() if isinstance(key, date) else key: value for key, value in expected.items()}
    assert list(values) == sorted(values, key=lambda key: (key == "", key))
    assert values.keys() == wanted.keys()
    for key, value in wanted.items():
        got = values[key]
        if value is None or got is None:
            assert got is value, key
        elif isinstance(value, int):
            assert got == value, key
        else:
            assert math.isclose(float(got), float(value), rel_tol=1e-12, abs_tol=1e-9), key


def _name(key: dict[str, Any]) -> Any:
    ((_, member),) = key.items()
    return member


# A small world: five weeks around the turn of a year, so that every edge of the period is met often.

DAYS = st.dates(date(2025, 12, 15), date(2026, 1, 25))
MOMENTS = st.datetimes(datetime(2025, 12, 15), datetime(2026, 1, 25)).map(lambda moment: moment.replace(microsecond=0))
ACCOUNTS = st.integers(1, 4)
MONEY = st.decimals(0, 500, places=2) | st.just(Decimal(0))


def _ended(start: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else start + timedelta(minutes=minutes)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    moments = st.tuples(MOMENTS, st.none() | st.integers(0, 9000))
    numbers: Iterator[int] = iter(range(1, 10_000))
    return {
        "accounts": [
            {"account_id": number, "account_name": f"Account {number}", "tier": "Growth", "signup_date": day,
             "is_active": active}
            for number, (day, active) in enumerate(draw(st.lists(st.tuples(DAYS, st.booleans()), max_size=4)), 1)
        ],
        "weekly_revenue": [
            {"account_id": account, "product": "P", "week_start": day - timedelta(days=day.weekday()),
             "weekly_revenue": money}
            for account, day, money in draw(st.lists(st.tuples(ACCOUNTS, DAYS, MONEY), max_size=12))
        ],
        "usage_events": [
            {"request_id": next(numbers), "account_id": account, "week_start": date(1999, 1, 1), "tokens": tokens,
             "latency_ms": latency, "is_error": error, "event_ts": moment}
            for account, tokens, latency, error, moment in draw(
                st.lists(st.tuples(ACCOUNTS, st.integers(0, 2000), st.integers(1, 5000), st.booleans(), MOMENTS),
                         max_size=12)
            )
        ],
        "incidents": [
            {"incident_id": next(numbers), "week_start": date(1999, 1, 1), "started_at": start,
             "resolved_at": _ended(start, minutes), "downtime_minutes": down}
            for (start, minutes), down in draw(st.lists(st.tuples(moments, st.integers(0, 5000)), max_size=4))
        ],
        "support_tickets": [
            {"ticket_id": next(numbers), "account_id": 1, "week_start": date(1999, 1, 1), "created_at": start,
             "resolved_at": _ended(start, minutes), "category": "error"}
            for start, minutes in draw(st.lists(moments, max_size=6))
        ],
    }  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(), as_of=MOMENTS)
def test_any_world(metrics: dict[str, Metric], world: dict[str, list[dict[str, Any]]], as_of: datetime) -> None:
    with MemoryWarehouse() as memory:
        memory.fill(world)
        oracle = Oracle(world, as_of)
        for name in METRICS:
            found = evaluate(name, metrics, memory, as_of.replace(tzinfo=UTC))
            assert_same(found, getattr(oracle, name)())
