"""Metrics: old, new, and exactly the changes that are reported; what is quiet; MetricFlow's shape."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from diff_documents import judged

from c360_governance import api
from c360_governance.diff.metric import metric_facts, removal_kind

BASE: dict[str, Any] = {"name": "seats", "version": "1.0.0", "type": "simple", "source": "accounts", "agg": "sum",
                        "expr": "seats", "agg_time_dimension": "created_at", "time_granularity": "week"}  # fmt: skip
JOIN = {"source": "plans", "type": "left", "on": "plans.plan_id = accounts.plan_id"}
RATIO = {"name": "share", "type": "ratio", "source": "accounts",
         "numerator": {"agg": "count", "filter": "plan = 'pro'"}, "denominator": {"agg": "count"}}  # fmt: skip
GROWTH = {"name": "growth", "type": "derived", "expr": "now / before",
          "inputs": [{"metric": "seats", "alias": "now"},
                     {"metric": "seats", "alias": "before", "offset_window": "1 week"}]}  # fmt: skip
FLOW = {"name": "seats", "type": "simple", "label": "Seats",
        "type_params": {"measure": {"name": "seats", "filter": "plan = 'pro'"}}}  # fmt: skip


def having(**keys: Any) -> dict[str, Any]:
    """The base with other fields; None leaves one out."""
    return {key: value for key, value in {**BASE, **keys}.items() if value is not None}


QUIET: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "prose": (BASE, having(description="x", tags=["t"], drivers=["z"], label="S", meta={"a": 1}, layer="customer")),
    "another version": (BASE, having(version="1.0.1")),
    "white space": (having(filter="a = 1  AND b = 2"), having(filter="a = 1\n AND b = 2 -- both")),
    "order of a sum": (having(expr="a + b"), having(expr="b + a")),
    "a filter in other words": (having(filter="plan IN ('a', 'b')"), having(filter="plan = 'b' OR plan = 'a'")),
    "a filter as a list": (having(filter=["a = 1", "b = 2"]), having(filter="b = 2 AND a = 1")),
    "a filter that lets all through": (BASE, having(filter="TRUE")),
    "qualified": (having(filter="accounts.plan = 'a'"), having(filter="plan = 'a'")),
    "weeks in days": (having(window="4 weeks"), having(window="28 days")),
    "UTC by another name": (having(timezone="UTC"), having(timezone="Etc/UTC")),
    "Monday by another name": (having(week_start="monday"), having(week_start="Mon")),
    "percent": (having(unit="percent"), having(unit="%")),
    "average": (having(agg="average"), having(agg="AVG")),
    "rows": (having(agg="count", expr=None), having(agg="count", expr="*")),
    "a count of nothing": (having(agg="count"), having(agg="count", fill_nulls_with=0)),
    "the default": (BASE, having(join_to_timespine=True)),
    "dimensions in another order": (having(dimensions=["a", "b"]), having(dimensions=["b", {"name": "a"}])),
    "a join that only slices read": (BASE, having(joins=[JOIN])),
    "joins in another order": (
        having(joins=[{**JOIN, "type": "inner"}, {"source": "x", "type": "inner", "on": "x.i = accounts.i"}]),
        having(joins=[{"source": "x", "type": "inner", "on": "x.i = accounts.i"}, {**JOIN, "type": "inner"}])),
    "inputs in another order": (GROWTH, {**GROWTH, "inputs": GROWTH["inputs"][::-1]}),  # type: ignore[index]
    "an alias with its formula": (
        GROWTH, {**GROWTH, "expr": "now / earlier",
                 "inputs": [{"metric": "seats", "alias": "now"},
                            {"metric": "seats", "alias": "earlier", "offset_window": "1 week"}]}),
    "the formula of a ratio": (RATIO, {**RATIO, "expr": "numerator / denominator"}),
    "back in use": (having(status="deprecated"), having(status="active")),
    "the owner's name": (having(owner="a"), having(owner="b")),
    "MetricFlow's measure by its name": (
        {"name": "m", "type_params": {"measure": "seats"}},
        {"name": "m", "type_params": {"measure": {"name": "seats"}}}),
    "MetricFlow's nesting undone": (
        {"name": "m", "type": "cumulative", "type_params": {"cumulative_type_params": {"window": "7 days"}}},
        {"name": "m", "type": "cumulative", "type_params": {"window": "1 week"}}),
    "a template's quotes": (
        {"name": "m", "filter": "{{ Dimension('a__b') }} = 1"}, {"name": "m", "filter": '{{Dimension("a__b")}} = 1'}),
}  # fmt: skip

LOUD: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "precedence": (having(filter="a = 1 OR b = 2 AND c = 3"), having(filter="(a = 1 OR b = 2) AND c = 3"),
                   ["metric-filter-changed"]),
    "percentile": (having(agg=None, type="percentile", percentile=0.5),
                   having(agg=None, type="percentile", percentile=0.9), ["metric-agg-changed"]),
    "two at once": (BASE, having(agg="average", unit="EUR"), ["metric-agg-changed", "metric-unit-changed"]),
    "a numerator's filter": (RATIO, {**RATIO, "numerator": {"agg": "count", "filter": "plan = 'x'"}},
                             ["metric-filter-changed"]),
    "a numerator's aggregation": (RATIO, {**RATIO, "numerator": {"agg": "count_distinct", "filter": "plan = 'pro'"}},
                                  ["metric-distinctness-changed"]),
    "a measure that became a metric": (RATIO, {**RATIO, "numerator": "pros"}, ["metric-inputs-changed"]),
    "another source of all measures": (RATIO, {**RATIO, "source": "clients"}, ["metric-source-changed"]),
    "another input": (GROWTH, {**GROWTH, "inputs": [{"metric": "users", "alias": "now"}, GROWTH["inputs"][1]]},  # type: ignore[index]
                      ["metric-inputs-changed"]),
    "one input less": (GROWTH, {**GROWTH, "inputs": GROWTH["inputs"][:1]}, ["metric-inputs-changed"]),  # type: ignore[index]
    "an alias without its formula": (
        GROWTH, {**GROWTH, "inputs": [{"metric": "seats", "alias": "today"}, GROWTH["inputs"][1]]},  # type: ignore[index]
        ["metric-inputs-changed"]),
    "a join that the filter reads": (having(filter="plans.tier = 'x'", joins=[JOIN]),
                                     having(filter="plans.tier = 'x'", joins=[{**JOIN, "on": "plans.a = accounts.b"}]),
                                     ["metric-join-changed"]),
    "a join that slices read": (having(dimensions=[{"name": "t", "expr": "plans.tier"}], joins=[JOIN]),
                                having(dimensions=[{"name": "t", "expr": "plans.tier"}],
                                       joins=[{**JOIN, "on": "plans.a = accounts.b"}]), ["metric-join-changed"]),
    "an inner join": (BASE, having(joins=[{**JOIN, "type": "inner"}]), ["metric-join-changed"]),
    "no weeks": (BASE, having(time_granularity=None), ["metric-grain-coarsened"]),
    "a dimension's column": (having(dimensions=[{"name": "a", "expr": "x"}]),
                             having(dimensions=[{"name": "a", "expr": "y"}]), ["metric-dimension-changed"]),
    "one dimension for another": (having(dimensions=["a"]), having(dimensions=["b"]),
                                  ["metric-dimension-removed", "metric-dimension-added"]),
    "a field of nobody's": (BASE, having(winsorize=0.01), ["metric-field-changed"]),
    "deprecated by its end": (BASE, having(deprecation={"since": "2026-01-01", "remove_after": "2026-06-30"}),
                              ["metric-deprecated"]),
    "deprecated and its end": (
        having(status="active"),
        having(status="deprecated", deprecation={"since": "2026-01-01", "remove_after": "2026-06-30"}),
        ["metric-deprecated"]),
    "disabled": (FLOW, {**FLOW, "config": {"enabled": False}}, ["metric-retired"]),
    "MetricFlow's filter": (
        FLOW, {**FLOW, "type_params": {"measure": {"name": "seats", "filter": "plan = 'x'"}}},
        ["metric-filter-changed"]),
    "MetricFlow's measure": (FLOW, {**FLOW, "type_params": {"measure": {"name": "logins", "filter": "plan = 'pro'"}}},
                             ["metric-measure-changed"]),
    "MetricFlow's window": (
        {"name": "m", "type": "cumulative", "type_params": {"window": "7 days"}},
        {"name": "m", "type": "cumulative", "type_params": {"window": "1 month"}}, ["metric-window-changed"]),
    "MetricFlow's numerator": (
        {"name": "m", "type": "ratio", "type_params": {"numerator": {"name": "a"}, "denominator": "b"}},
        {"name": "m", "type": "ratio", "type_params": {"numerator": {"name": "c"}, "denominator": "b"}},
        ["metric-inputs-changed"]),
    "MetricFlow's unknown parameter": (
        FLOW, {**FLOW, "type_params": {**FLOW["type_params"], "smoothing": 3}}, ["metric-field-changed"]),  # type: ignore[dict-item]
    "a file of several": (
        {"metrics": [{"name": "a", "type": "simple", "expr": "x"}, {"name": "b", "type": "simple"}]},
        {"metrics": [{"name": "c", "type": "simple"}, {"name": "a", "type": "simple", "expr": "y"}]},
        ["metric-added", "metric-expr-changed", "metric-removed"]),
    "a semantic model": (
        {"semantic_models": [{"name": "s", "model": "ref('a')", "measures": [{"name": "m", "agg": "sum"}]}]},
        {"semantic_models": [{"name": "s", "model": "ref('b')", "measures": [{"name": "m", "agg": "max"}]}]},
        ["metric-measure-changed", "metric-source-changed"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), QUIET.values(), ids=QUIET)
def test_what_alters_no_value_is_quiet(old: dict[str, Any], new: dict[str, Any]) -> None:
    for one, other in ((old, new), (new, old)):
        if one.get("status") == "active":
            continue
        assert [change.kind for change in metric_facts(one, other)] == []
        result = api.diff_metrics(one, other)
        assert (result.compatible, result.findings) == (True, ())
        assert (result.verdict, result.required_bump) in {("compatible", "patch"), ("identical", "none")}


@pytest.mark.parametrize(("old", "new", "expected"), LOUD.values(), ids=LOUD)
def test_what_is_reported(old: dict[str, Any], new: dict[str, Any], expected: list[str]) -> None:
    assert sorted(change.kind for change in metric_facts(old, new)) == sorted(expected)
    assert metric_facts(old, old) == []


@pytest.mark.parametrize(
    ("old", "new", "verdict", "rule", "bump"),
    [
        ({"expr": "seats"}, {"expr": "seats * 2"}, "breaking", "metric-expr-changed", "major"),
        ({}, {"filter": "plan = 'pro'"}, "breaking", "metric-filter-added", "major"),
        ({"expr": "seats * 0.5"}, {"expr": "seats / 2"}, "undecided", "metric-sql-rewritten", "major"),
        ({}, {"winsorize": 1}, "undecided", "metric-field-changed", "major"),
        ({"target": 1}, {"target": 2}, "risky", "metric-target-changed", "minor"),
        ({}, {"dimensions": ["plan"]}, "compatible", "metric-dimension-added", "minor"),
        ({"owner": "a"}, {"owner": None}, "risky", "metric-owner-removed", "patch"),
    ],
)
def test_the_verdict_of_a_change(old: dict[str, Any], new: dict[str, Any], verdict: str, rule: str, bump: str) -> None:
    result = api.diff_metrics(having(**old), having(**new))
    assert (result.verdict, [finding.rule for finding in result.findings]) == (verdict, [rule])
    assert (result.required_bump, result.compatible) == (bump, verdict not in ("breaking", "undecided"))


def test_a_difference_comes_with_an_example_and_none_with_the_admission() -> None:
    (finding,) = api.diff_metrics(having(filter="plan = 'pro'"), having(filter="plan <> 'free'")).findings
    assert "; where " in finding.message
    assert "plan = " in finding.message
    (finding,) = api.diff_metrics(having(expr="seats * 0.5"), having(expr="seats / 2")).findings
    assert finding.message.endswith("no difference observed")


@pytest.mark.parametrize("key", ["query", "expr", "filter", "having"])
@pytest.mark.parametrize("opening", ["SELECT a FROM (", "NOT (", "CASE WHEN (", "f("])
def test_sql_that_is_nested_too_deep_is_a_change_like_another(key: str, opening: str) -> None:
    old, new = (having(**{key: opening * 500 + name}) for name in ("a", "b"))
    assert api.diff_metrics(old, new).verdict == "breaking"


def test_a_metric_that_came_or_went() -> None:
    assert [finding.rule for finding in api.diff_metrics({}, BASE).findings] == ["metric-added"]
    assert [finding.rule for finding in api.diff_metrics(BASE, {}).findings] == ["metric-removed"]
    assert api.diff_metrics({}, {}).verdict == "identical"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({}, "metric-removed"),
        ({"deprecation": {"remove_after": "2026-06-29"}}, "metric-removed-deprecated"),
        ({"deprecation": {"remove_after": date(2026, 6, 29)}}, "metric-removed-deprecated"),
        ({"deprecation": {"remove_after": "2026-06-30"}}, "metric-removed"),
        ({"deprecation": {"remove_after": "soon"}}, "metric-removed"),
        ({"status": "deprecated"}, "metric-removed"),
        ({"status": "retired"}, "metric-removed-deprecated"),
        ({"deprecation": []}, "metric-removed"),
    ],
)
def test_a_removal_waits_for_the_announced_day(document: dict[str, Any], kind: str) -> None:
    assert removal_kind(document, date(2026, 6, 30)) == kind


def test_a_second_version_beside_the_first_breaks_nobody() -> None:
    found = judged("", "name: seats_v2\nversion: 2.0.0\ntype: simple\n", "metric")
    assert (found.verdict, [finding.rule for finding in found.findings]) == ("compatible", ["metric-added"])
