"""The specs and their JSON Schema."""

from __future__ import annotations

from typing import Any

import pytest
from metrics_specs import REVENUE, WEEKLY, document

from c360_governance.metrics.card import LAYERS, chain
from c360_governance.model.metric import Metric
from c360_governance.sources.repository import Repository
from c360_governance.sources.schemas import load
from c360_governance.sources.validation import find_flaws, violations


def test_every_spec_is_valid(reference: Repository) -> None:
    assert {path: violations(reference.document(path), "metric-1") for path in reference.metric_paths} == {
        path: [] for path in reference.metric_paths
    }


def test_every_spec_is_short(reference: Repository) -> None:
    lines = {path: reference.document(path).text.count("\n") for path in reference.metric_paths}
    assert max(lines.values()) <= 32
    assert sorted(lines.values())[len(lines) // 2] <= 24


def test_every_field_of_the_schema_is_described() -> None:
    schema = load("metric-1")
    bare = [
        name
        for name, field in schema["properties"].items()
        if "description" not in field and "description" not in schema["$defs"].get(name, {})
    ]
    assert bare == ["type"] * bare.count("type") == []


def test_drivers_lead_from_product_to_revenue(metrics: dict[str, Metric]) -> None:
    for metric in metrics.values():
        for driver in metric.drivers:
            assert LAYERS.index(str(metrics[driver].layer)) <= LAYERS.index(str(metric.layer)), (metric.name, driver)
            assert metric.name not in {name for names in chain(metrics[driver], metrics).values() for name in names}
    assert set(chain(metrics["ytd_revenue"], metrics)) == set(LAYERS)


RATIO: dict[str, Any] = {"type": "ratio", "numerator": "a", "denominator": "b"}
CONVERSION: dict[str, Any] = {
    "type": "conversion",
    "entity": "account_id",
    "expr": "conversions / base",
    "base": {"source": "accounts", "agg_time_dimension": "signup_date"},
    "conversion": {"source": "usage_events", "agg_time_dimension": "event_ts"},
}

VALID = {
    "simple": document("m", REVENUE),
    "rows": document("m", REVENUE, agg="count", expr=None),
    "weekly": document("m", REVENUE, WEEKLY, period_agg="sum"),
    "ratio": document("m", RATIO),
    "derived": document("m", type="derived", inputs=["a", {"metric": "b", "alias": "c"}], expr="a / c"),
    "cumulative": document("m", type="cumulative", inputs=["a"]),
    "percentile": document("m", REVENUE, type="percentile", agg=None, percentile=0.5),
    "conversion": document("m", CONVERSION),
    "sql": document("m", type="sql", query="SELECT 1 AS value", sources=["accounts"]),
}


@pytest.mark.parametrize("name", VALID)
def test_valid(name: str) -> None:
    assert find_flaws(VALID[name], "metric-1") == []


@pytest.mark.parametrize(
    ("base", "change", "pointer"),
    [
        ("simple", {"filtr": "x > 0"}, ("filtr",)),
        ("simple", {"period_agg": None}, ("period_agg",)),
        ("simple", {"grain_to_date": None}, ("grain_to_date",)),
        ("simple", {"expr": None}, ("expr",)),
        ("simple", {"agg": None}, ("agg",)),
        ("simple", {"agg": "summe"}, ("agg",)),
        ("simple", {"agg_time_dimension": None}, ("agg_time_dimension",)),
        ("simple", {"percentile": 0.5}, ("percentile",)),
        ("simple", {"timezone": "Europe/Berlin"}, ("timezone",)),
        ("simple", {"period_agg": "sum"}, ("period_agg",)),
        ("simple", {"version": "1"}, ("version",)),
        ("simple", {"status": "deprecated"}, ("deprecation",)),
        ("simple", {"layer": "finance"}, ("layer",)),
        ("simple", {"name": "Revenue total"}, ("name",)),
        ("simple", {"joins": [{"source": "accounts", "on": "a = b"}]}, ("joins", 0, "type")),
        ("weekly", {"grain_to_date": "all"}, ("grain_to_date",)),
        ("weekly", {"time_granularity": "day"}, ("time_granularity",)),
        ("percentile", {"agg": "sum"}, ("agg",)),
        ("percentile", {"percentile": 95}, ("percentile",)),
        ("percentile", {"percentile": None}, ("percentile",)),
        ("ratio", {"denominator": None}, ("denominator",)),
        ("derived", {"source": "accounts"}, ("source",)),
        ("derived", {"inputs": []}, ("inputs",)),
        ("cumulative", {"inputs": ["a", "b"]}, ("inputs",)),
        ("conversion", {"window": "3 months"}, ("window",)),
        ("conversion", {"entity": None}, ("entity",)),
        ("sql", {"sources": None}, ("sources",)),
    ],
)
def test_invalid(base: str, change: dict[str, Any], pointer: tuple[str | int, ...]) -> None:
    changed = {key: value for key, value in {**VALID[base], **change}.items() if value is not None}
    assert pointer in [flaw.pointer for flaw in find_flaws(changed, "metric-1")]


def test_an_unknown_key_gets_a_suggestion() -> None:
    (flaw,) = find_flaws({**VALID["simple"], "limitation": "none"}, "metric-1")
    assert (flaw.pointer, flaw.key, flaw.help) == (("limitation",), True, "did you mean 'limitations'?")
