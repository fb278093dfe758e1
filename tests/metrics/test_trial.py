"""Both versions on generated rows: what is seen, what is not, and that a proof is never contradicted by it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance import api
from c360_governance.diff.metric import metric_facts
from c360_governance.diff.sql import equivalent
from c360_governance.metrics.trial import weigh
from c360_governance.metrics.trial.measure import Measured, try_both
from c360_governance.metrics.trial.query import try_queries
from c360_governance.model.contract import parse_contract
from c360_governance.model.errors import WarehouseError
from c360_governance.warehouse.memory import Memory


def outcome(old: dict[str, Any], new: dict[str, Any]) -> str:
    sides = [Measured(**{"agg": "sum", "expr": "seats", "filter": None, **side}) for side in (old, new)]
    return try_both(sides[0], sides[1], {}).outcome


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"filter": "plan = 'pro'"}, {"filter": "plan = 'Pro'"}, "differs"),
        ({"filter": "seats > 1000000"}, {"filter": "seats >= 1000000"}, "differs"),
        ({"filter": "created_at < '2024-03-01'"}, {"filter": "created_at <= '2024-03-01'"}, "differs"),
        ({"filter": "created_at < :as_of"}, {"filter": "created_at <= :as_of"}, "differs"),
        ({"filter": "date_part('year', d) = 1999"}, {"filter": "date_part('year', d) = 2000"}, "differs"),
        ({"filter": "length(name) > 40"}, {"filter": "length(name) >= 40"}, "differs"),
        ({"filter": "name LIKE 'acme%'"}, {"filter": "name LIKE '%acme'"}, "differs"),
        ({"filter": "plans.tier = 'x' AND a = 1"}, {"filter": "plans.tier = 'x' OR a = 1"}, "differs"),
        ({"filter": "a = 1 AND b = 2 AND c = 3 AND d = 4"}, {"filter": "a = 1 AND b = 2 AND c = 3"}, "differs"),
        ({"agg": "count"}, {"agg": "count", "expr": "seats * 2"}, "same"),
        ({"agg": "count"}, {"agg": "count", "expr": "COALESCE(seats, 0)"}, "differs"),
        ({"agg": "count_distinct"}, {"agg": "count_distinct", "expr": "abs(seats)"}, "differs"),
        ({"agg": "max"}, {"agg": "max", "filter": "seats > 0"}, "differs"),
        ({"agg": "percentile", "percentile": 0.5},
         {"agg": "percentile", "percentile": 0.5, "expr": "seats + 0"}, "same"),
        ({"expr": "CASE WHEN p = 1 THEN seats END"}, {"filter": "p = 1"}, "same"),
        ({"agg": None, "expr": "a / b"}, {"agg": None, "expr": "a / NULLIF(b, 0)"}, "same"),
        ({"agg": None, "expr": "MIN(a)"}, {"agg": None, "expr": "MAX(a)"}, "differs"),
        ({"agg": None, "expr": "1 + 1"}, {"agg": None, "expr": "2 * 1.0"}, "same"),
        ({"expr": "random()"}, {"expr": "random() + 1"}, "unknown"),
        ({"expr": "no_such_function(a)"}, {"expr": "b"}, "unknown"),
        ({"expr": "(SELECT 1)"}, {"expr": "1"}, "unknown"),
        ({"expr": "a ;;; b"}, {"expr": "a"}, "unknown"),
        ({"filter": ":nothing > 1"}, {"filter": ":nothing > 2"}, "unknown"),
        ({"agg": "geometric_mean"}, {"agg": "geometric_mean", "expr": "a"}, "unknown"),
    ],
)  # fmt: skip
def test_what_a_trial_shows(old: dict[str, Any], new: dict[str, Any], expected: str) -> None:
    assert outcome(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("SELECT sum(a) AS value FROM t", "SELECT sum(a) AS value FROM t WHERE b = 'x'", "differs"),
        ("SELECT sum(t.a) AS value FROM t JOIN u ON t.i = u.i", "SELECT sum(t.a) AS value FROM t", "differs"),
        ("SELECT sum(t.a) AS value FROM t WHERE t.i IN (SELECT u.i FROM u)",
         "SELECT sum(t.a) AS value FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.i = t.i)", "same"),
        ("SELECT sum(a) AS value FROM t WHERE d < :as_of",
         "SELECT sum(a) AS value FROM t WHERE d < :as_of + 1", "unknown"),
        ("SELECT sum(a) AS value FROM t, u", "SELECT sum(a) AS value FROM u, t", "same"),
        ("SELECT * FROM read_csv('/etc/passwd')", "SELECT 1 AS value", "unknown"),
        ("DROP TABLE t", "SELECT 1 AS value", "unknown"),
    ],
)  # fmt: skip
def test_whole_queries(old: str, new: str, expected: str) -> None:
    assert try_queries(old, new, {}).outcome == expected


def test_a_contract_lends_its_types_and_values() -> None:
    contract = parse_contract({"name": "crm", "schema": [{"name": "accounts", "properties": [
        {"name": "plan", "logicalType": "string", "required": True, "enum": [{"value": "pro"}, {"value": "free"}]},
        {"name": "seats", "logicalType": "integer", "required": True},
    ]}]})  # fmt: skip
    datasets = {"accounts": (contract, contract.datasets[0])}
    sides = [Measured("sum", "seats", sql, source="accounts") for sql in ("plan = 'pro'", "plan <> 'free'")]
    assert try_both(sides[0], sides[1], {}).outcome == "differs"
    assert try_both(sides[0], sides[1], datasets).outcome == "differs"  # other spellings of its values are tried, too
    sides = [Measured("sum", "seats", sql, source="accounts") for sql in ("seats > 4", "seats >= 5")]
    assert try_both(sides[0], sides[1], datasets).outcome == "same"
    assert try_both(sides[0], sides[1], {}).outcome == "differs"  # without it, 4.5 may be one
    sides = [Measured("count", None, sql, source="accounts") for sql in ("seats IS NULL", "FALSE")]
    assert try_both(sides[0], sides[1], datasets).outcome == "same"
    assert try_both(sides[0], sides[1], {}).outcome == "differs"


def test_the_same_trial_shows_the_same_example() -> None:
    sides = [Measured("sum", "seats", sql) for sql in ("plan = 'pro'", "plan <> 'free'")]
    assert try_both(sides[0], sides[1], {}) == try_both(sides[0], sides[1], {})


def test_a_statement_that_takes_too_long_is_broken_off() -> None:
    with Memory() as memory, pytest.raises(WarehouseError):
        memory.run("SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE a.range % 7 = b.range % 5")


def test_generated_rows_cannot_reach_files() -> None:
    with Memory() as memory, pytest.raises(WarehouseError):
        memory.run("SELECT * FROM read_text('/etc/hostname')")


COLUMNS = st.sampled_from(["a", "b", "p"])
NUMBERS = st.integers(-3, 12).map(str)
TERMS = st.recursive(
    COLUMNS | NUMBERS,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner)
        | st.builds("COALESCE({}, {})".format, inner, inner)
        | st.builds("CASE WHEN {} > {} THEN {} ELSE {} END".format, inner, inner, inner, inner)
    ),
    max_leaves=4,
)
CONDITIONS = st.recursive(
    st.builds("{} {} {}".format, COLUMNS, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), NUMBERS)
    | st.builds("{} IS {}NULL".format, COLUMNS, st.sampled_from(["", "NOT "]))
    | st.builds("{} {}IN ({}, {})".format, COLUMNS, st.sampled_from(["", "NOT "]), NUMBERS, NUMBERS)
    | st.builds("{} {}BETWEEN {} AND {}".format, COLUMNS, st.sampled_from(["", "NOT "]), NUMBERS, NUMBERS)
    | st.builds("{} IS DISTINCT FROM {}".format, COLUMNS, NUMBERS),
    lambda inner: (
        st.builds("({} AND {})".format, inner, inner)
        | st.builds("({} OR {})".format, inner, inner)
        | st.builds("NOT ({})".format, inner)
        | st.builds("COALESCE({}, FALSE)".format, inner)
        | st.builds("({}) IS NOT TRUE".format, inner)
    ),
    max_leaves=4,
)


@given(CONDITIONS, CONDITIONS)
@settings(deadline=None, max_examples=30)
def test_conditions_that_are_called_equivalent_are_never_seen_to_differ(old: str, new: str) -> None:
    for other in (new, f"NOT NOT ({old})", f"({new}) AND ({old})", f"({old}) OR ({old}) AND ({new})"):
        if equivalent(old, other, "condition"):
            assert try_both(Measured(None, None, old), Measured(None, None, other), {}).outcome != "differs"


@given(TERMS, TERMS)
@settings(deadline=None, max_examples=40)
def test_expressions_that_are_called_equivalent_are_never_seen_to_differ(old: str, new: str) -> None:
    for other in (new, f"({new}) * 1 + ({old})"):
        if equivalent(old, other):
            assert try_both(Measured("sum", old, None), Measured("sum", other, None), {}).outcome != "differs"
    assert equivalent(f"({old}) + ({new})", f"{new} + ({old})" if new[0] in "(abp" else f"({new}) + {old}")


KEYS = st.sampled_from([
    "name", "type", "agg", "expr", "filter", "source", "joins", "dimensions", "inputs", "numerator", "denominator",
    "measure", "measures", "entities", "type_params", "metrics", "semantic_models", "config", "window", "percentile",
    "time_granularity", "deprecation", "status", "owner", "query", "having", "conversion", "on", "alias", "metric",
    "agg_params", "offset_window", "non_additive_dimension", "team", "owners", "fill_nulls_with", "sources", "models",
    "table", "count", "granularity",
])  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.dates() | st.text(max_size=6) | (
    st.sampled_from([10**400, 1 << 64, b"x", (1, 2), frozenset({1})])) | (
    st.sampled_from(["a", "a = 1", "sum", "SELECT 1", "ratio", "week", "7 days", "2026-01-01", "((", "{{ x }}",
                     "a.b"]))  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.integers(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
DOCUMENTS = st.dictionaries(KEYS | st.text(max_size=3) | st.integers(), VALUES, max_size=7)


@given(DOCUMENTS, DOCUMENTS)
@settings(deadline=None, max_examples=250)
def test_any_two_documents_can_be_judged_as_metrics(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    result = api.diff_metrics(old, new)
    assert result.compatible == (result.verdict not in ("breaking", "undecided"))
    assert api.diff_metrics(old, {**old}).findings == ()


@pytest.mark.parametrize("key", ["percentile", "expr", "filter", "window", "rounding", "inputs", "numerator", "status"])
def test_a_number_that_python_refuses_to_print_is_a_value_like_another(key: str) -> None:
    documents: list[dict[str, Any]] = [{"name": "m", key: 10**5_000}, {"name": "m", key: [10**5_001]}]
    assert api.diff_metrics(*documents).verdict == ("compatible" if key == "status" else "breaking")


@given(DOCUMENTS)
@settings(deadline=None, max_examples=100)
def test_the_order_of_keys_is_nothing(document: dict[Any, Any]) -> None:
    assert metric_facts(document, dict(reversed(document.items()))) == []


def test_what_is_no_sql_is_left_as_it_is() -> None:
    old, new = {"name": "m", "unit": "EUR"}, {"name": "m", "unit": "USD"}
    changes = metric_facts(old, new)
    assert weigh(old, new, changes) == changes
