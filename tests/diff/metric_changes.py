"""Every field of a metric that can alter its value, and what a change of it is: old, new, ids there, ids back.

Rows of the shared list of change kinds stand in their order; below them what it does not name. None leaves a field out.
"""

from __future__ import annotations

from typing import Any

Row = tuple[dict[str, Any], dict[str, Any], list[str], list[str]]

BASE: dict[str, Any] = {"name": "seats", "version": "1.0.0", "type": "simple", "source": "accounts", "agg": "sum",
                        "expr": "seats", "agg_time_dimension": "created_at", "time_granularity": "week"}  # fmt: skip
OFFSET = {"metric": "seats", "alias": "before", "offset_window": "1 week"}
ENTITY = {"name": "account", "type": "primary", "expr": "account_id"}
MEASURE = {"name": "seats", "agg": "sum", "expr": "seats"}
JOIN = {"source": "plans", "type": "inner", "on": "plans.i = accounts.i"}
BALANCE = {"name": "created_at", "window_choice": "max"}


def both(kind: str, key: str, *values: Any) -> Row:
    """One field with two values: the same change there and back."""
    return {key: values[0]}, {key: values[1]}, [kind], [kind]


ROWS: dict[str, Row] = {
    "renamed": both("metric-renamed", "name", "seats", "places"),
    "type": both("metric-type-changed", "type", "simple", "cumulative"),
    "agg": both("metric-agg-changed", "agg", "sum", "average"),
    "agg distinct": both("metric-distinctness-changed", "agg", "count", "count_distinct"),
    "expr": both("metric-expr-changed", "expr", "seats", "seats - 1"),
    "expr, order of a difference": both("metric-expr-changed", "expr", "a - b", "b - a"),
    "filter": ({}, {"filter": "a = 1"}, ["metric-filter-added"], ["metric-filter-removed"]),
    "filter's value": both("metric-filter-changed", "filter", "a = 1", "a = 2"),
    "filter's precedence": both("metric-filter-changed", "filter", "a = 1 OR b = 2 AND c = 3",
                                "(a = 1 OR b = 2) AND c = 3"),
    "filter's nulls": both("metric-filter-changed", "filter", "a <> 1", "a IS DISTINCT FROM 1"),
    "filter as a mapping": both("metric-filter-changed", "filter", {"sql": "a = 1"}, {"sql": "a = 1", "negate": True}),
    "numerator": both("metric-inputs-changed", "numerator", "a", "b"),
    "denominator": both("metric-expr-changed", "denominator", {"agg": "sum", "expr": "a"}, {"agg": "sum", "expr": "b"}),
    "numerator's aggregation": both("metric-agg-changed", "numerator", {"agg": "sum", "expr": "a"},
                                    {"agg": "max", "expr": "a"}),
    "numerator as a list": both("metric-inputs-changed", "numerator", ["a"], ["b"]),
    "inputs": both("metric-inputs-changed", "inputs", ["a", "b"], ["a", "c"]),
    "inputs as a mapping": both("metric-inputs-changed", "inputs", {"now": "a"}, {"now": "b"}),
    "one input alone": both("metric-inputs-changed", "inputs", "a", "b"),
    "input's offset": both("metric-offset-changed", "inputs", [OFFSET], [{**OFFSET, "offset_window": "1 month"}]),
    "input's grain offset": both("metric-offset-changed", "inputs", [{"metric": "a", "offset_to_grain": "month"}],
                                 [{"metric": "a", "offset_to_grain": "year"}]),
    "input twice": both("metric-offset-changed", "inputs", ["a", {"metric": "a", "offset_window": "1 week"}],
                        ["a", {"metric": "a", "offset_window": "2 weeks"}]),
    "input's filter": ({"inputs": [{"metric": "a"}]}, {"inputs": [{"metric": "a", "filter": "x = 1"}]},
                       ["metric-filter-added"], ["metric-filter-removed"]),
    "window": both("metric-window-changed", "window", "7 days", "1 month"),
    "window that is none": both("metric-window-changed", "window", {"rows": 1}, {"rows": 2}),
    "window's other keys": both("metric-window-changed", "window", {"count": 7, "granularity": "day"},
                                {"count": 7, "granularity": "day", "trailing": True}),
    "grain to date": both("metric-grain-to-date-changed", "grain_to_date", "month", "year"),
    "period agg": both("metric-period-agg-changed", "period_agg", "last", "average"),
    "conversion's entity": both("metric-entity-changed", "entity", "account_id", "user_id"),
    "conversion's calculation": both("metric-conversion-changed", "calculation", "conversions", "conversion_rate"),
    "conversion's properties": both("metric-conversion-changed", "constant_properties",
                                    [{"base_property": "a", "conversion_property": "b"}],
                                    [{"base_property": "a", "conversion_property": "c"}]),
    "conversion's base": both("metric-filter-changed", "base", {"source": "a", "filter": "x = 1"},
                              {"source": "a", "filter": "x = 2"}),
    "conversion's event": both("metric-source-changed", "conversion", {"source": "a"}, {"source": "b"}),
    "fill nulls": both("metric-fill-nulls-changed", "fill_nulls_with", None, 0),
    "null handling": both("metric-fill-nulls-changed", "null_handling", "ignore", "zero"),
    "time spine": both("metric-timespine-changed", "join_to_timespine", True, False),
    "non-additive": both("metric-non-additive-dimension-changed", "non_additive_dimension", None, BALANCE),
    "non-additive choice": both("metric-non-additive-dimension-changed", "non_additive_dimension", BALANCE,
                                {**BALANCE, "window_choice": "min"}),
    "additivity": both("metric-non-additive-dimension-changed", "additivity", "additive", "semi_additive"),
    "time dimension": both("metric-time-dimension-changed", "agg_time_dimension", "created_at", "closed_at"),
    "time zone": both("metric-timezone-changed", "timezone", "UTC", "Europe/Berlin"),
    "calendar": both("metric-calendar-changed", "calendar", "gregorian", "4-4-5"),
    "fiscal year": both("metric-calendar-changed", "fiscal_year_start", 1, 4),
    "week start": both("metric-week-start-changed", "week_start", "monday", "sunday"),
    "grain": ({"time_granularity": "day"}, {"time_granularity": "week"},
              ["metric-grain-coarsened"], ["metric-grain-refined"]),
    "grain of nobody's": both("metric-grain-changed", "time_granularity", "week", "fiscal_week"),
    "grains": both("metric-grain-changed", "time_granularity", ["day"], ["day", "fiscal_week"]),
    "dimension": ({}, {"dimensions": ["plan"]}, ["metric-dimension-added"], ["metric-dimension-removed"]),
    "one dimension alone": both("metric-dimension-renamed", "dimensions", {"plan": {"expr": "p"}},
                                {"tier": {"expr": "p"}}),
    "dimension's column": both("metric-dimension-changed", "dimensions", [{"name": "a", "expr": "x"}],
                               [{"name": "a", "expr": "y"}]),
    "dimension's type": both("metric-dimension-changed", "dimensions", [{"name": "a", "type": "time"}],
                             [{"name": "a", "type": "categorical"}]),
    "dimension's members": both("metric-dimension-changed", "dimensions", [{"name": "a", "members": "x = 1"}],
                                [{"name": "a", "members": "x = 2"}]),
    "dimension twice": both("metric-dimension-changed", "dimensions", [{"name": "a"}, {"name": "a", "expr": "x"}],
                            [{"name": "a"}, {"name": "a", "expr": "y"}]),
    "entity": ({}, {"entities": [ENTITY]}, ["metric-entity-added"], ["metric-entity-removed"]),
    "entity's column": both("metric-entity-changed", "entities", [ENTITY], [{**ENTITY, "expr": "id"}]),
    "measure": ({}, {"measures": [MEASURE]}, ["metric-measure-added"], ["metric-measure-removed"]),
    "measure's aggregation": both("metric-measure-changed", "measures", [MEASURE], [{**MEASURE, "agg": "max"}]),
    "source": both("metric-source-changed", "source", "accounts", "clients"),
    "contract version": both("metric-source-changed", "contract_version", "1", "2"),
    "schema of the source": both("metric-source-changed", "schema", "gold", "silver"),
    "unit": both("metric-unit-changed", "unit", "EUR", "USD"),
    "currency": both("metric-unit-changed", "currency", "EUR", "USD"),
    "scale": both("metric-unit-changed", "scale", 1, 100),
    "rounding": both("metric-rounding-changed", "rounding", 0, 2),
    "format": both("metric-format-changed", "format", "0.0", "0.00"),
    "target": both("metric-target-changed", "target", 1, 2),
    "threshold": both("metric-target-changed", "threshold", 1, 2),
    "direction of good": both("metric-target-changed", "direction_of_good", "up", "down"),
    "prose": ({}, {"description": "x", "label": "y", "tags": ["z"], "display": {"a": 1}}, [], []),
    "owner": ({"owner": "a"}, {}, ["metric-owner-removed"], []),
    "deprecated": ({"status": "active"}, {"status": "deprecated"}, ["metric-deprecated"], []),
    "retired": ({"status": "active"}, {"status": "retired"}, ["metric-retired"], []),
    "certified": ({"certified": True}, {}, ["metric-certification-dropped"], []),
    "join": both("metric-join-changed", "joins", [JOIN], [{**JOIN, "on": "plans.j = accounts.j"}]),
    "join's type": both("metric-join-changed", "joins", [{**JOIN, "type": "left"}], [JOIN]),
    "joins by name": both("metric-join-changed", "joins", {"plans": {"on": "a"}}, {"plans": {"on": "b"}}),
    "attribution": both("metric-attribution-changed", "attribution", "first_touch", "last_touch"),
    "attribution window": both("metric-attribution-changed", "attribution_window", "7 days", "30 days"),
    "percentile": both("metric-agg-changed", "percentile", 0.5, 0.9),
    "percentile's way": both("metric-agg-changed", "agg_params", {"use_discrete_percentile": True},
                             {"use_discrete_percentile": False}),
    "invariants": both("metric-invariants-changed", "invariants", ["value >= 0"], ["value > 0"]),
    "having": both("metric-filter-changed", "having", "value > 1", "value > 2"),
    "query": both("metric-expr-changed", "query", "SELECT sum(a) AS value FROM t",
                  "SELECT sum(a) AS value FROM t WHERE b"),
    "query that is none": both("metric-expr-changed", "query", {"a": 1}, {"a": 2}),
    "a field of nobody's": both("metric-field-changed", "winsorize", 0.01, 0.05),
    "a key that is no text": both("metric-field-changed", 1, "a", "b"),  # type: ignore[arg-type]
    "a field said twice": both("metric-source-changed", "table", "a", "b"),
    "a field said in two places": ({"window": "7 days", "type_params": {"window": "8 days"}},
                                   {"window": "7 days", "type_params": {"window": "9 days"}},
                                   ["metric-window-changed"], ["metric-window-changed"]),
}  # fmt: skip


def versions(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two metrics of a row."""
    old, new = ({**BASE, **side} for side in row[:2])
    return ({key: value for key, value in side.items() if value is not None} for side in (old, new))  # type: ignore[return-value]
