"""SQL compared by its meaning: what is proven to be the same, and what must not be taken for it.

Each pair that is called equivalent is also run on generated rows, which must not contradict it.
"""

from __future__ import annotations

import pytest

from c360_governance.diff.sql import Role, equivalent
from c360_governance.metrics.trial.measure import Measured, try_both
from c360_governance.metrics.trial.query import try_queries

SAME: list[tuple[Role, str, str]] = [
    ("expression", "a +  b", "b + a"),
    ("expression", "a * b * c", "c * (b * a)"),
    ("expression", "A + /* why */ B", "a + b -- note"),
    ("expression", '"plan"', "plan"),
    ("expression", "amount AS value", "amount"),
    ("expression", "x::int", "CAST(x AS INTEGER)"),
    ("expression", "CAST(x AS VARCHAR(10))", "x::text(10)"),
    ("expression", "CAST(CAST(x AS DATE) AS DATE)", "x::date"),
    ("expression", "IFNULL(a, 0)", "COALESCE(a, 0)"),
    ("expression", "COALESCE(a)", "a"),
    ("expression", "(a)", "a"),
    ("expression", "4.330 * a", "a * 4.33"),
    ("expression", "DATE(d)", "d::date"),
    ("expression", "60 * 24 * a", "a * 1440"),
    ("expression", "((a + b)) / c", "(b + a) / c"),
    ("expression", "CASE WHEN p THEN 1 ELSE NULL END", "CASE WHEN p THEN 1 END"),
    ("expression", "CASE x WHEN 1 THEN 2 ELSE 3 END", "CASE WHEN x = 1 THEN 2 ELSE 3 END"),
    ("expression", "IF(p, a, b)", "CASE WHEN p THEN a ELSE b END"),
    ("expression", "CASE WHEN NOT (a = 1 AND b = 2) THEN 1 END", "CASE WHEN a <> 1 OR b <> 2 THEN 1 END"),
    ("expression", "SUM(CASE WHEN p THEN x END)", "SUM(x) FILTER (WHERE p)"),
    ("expression", "COUNT(CASE WHEN p THEN 1 END)", "COUNT(*) FILTER (WHERE p)"),
    ("expression", "COUNT(DISTINCT x) FILTER (WHERE p)", "COUNT(DISTINCT CASE WHEN p THEN x END)"),
    ("expression", "COUNT(*)", "COUNT(1)"),
    ("expression", "MAX(DISTINCT x)", "MAX(x)"),
    ("expression", "GREATEST(a, b)", "GREATEST(b, a)"),
    ("expression", "YEAR(d)", "EXTRACT(year FROM d)"),
    ("expression", "DATE_TRUNC('MONTH', d)", "date_trunc('month', d)"),
    ("expression", "-1 * a", "a * -1"),
    ("condition", "x = 'a' OR x = 'b'", "x IN ('b', 'a')"),
    ("condition", "x NOT IN (1, 2)", "x <> 1 AND x != 2"),
    ("condition", "x IN ('a')", "x = 'a'"),
    ("condition", "x BETWEEN 1 AND 5", "x >= 1 AND x <= 5"),
    ("condition", "x NOT BETWEEN 1 AND 5", "x < 1 OR x > 5"),
    ("condition", "NOT x = 'a'", "x <> 'a'"),
    ("condition", "NOT (x > 3)", "x <= 3"),
    ("condition", "NOT (a = 1 AND b = 2)", "a <> 1 OR b <> 2"),
    ("condition", "NOT NOT p", "p"),
    ("condition", "5 < x", "x > 5"),
    ("condition", "x > 5.0", "x > 5"),
    ("condition", "x = y", "y = x"),
    ("condition", "a = 1 AND (b = 2 OR c = 3)", "(a = 1 AND b = 2) OR (a = 1 AND c = 3)"),
    ("condition", "a = 1 OR a = 1 AND b = 2", "a = 1"),
    ("condition", "a = 1 AND b = 2 OR c = 3", "c = 3 OR (b = 2 AND a = 1)"),
    ("condition", "x = 1 AND x IS NOT NULL", "x = 1"),
    ("condition", "x > 3 AND x > 5", "x > 5"),
    ("condition", "x > 3 OR x > 5", "x > 3"),
    ("condition", "x IN ('a', 'b') AND x <> 'a'", "x = 'b'"),
    ("condition", "x IS DISTINCT FROM 'a'", "x <> 'a' OR x IS NULL"),
    ("condition", "x IS NOT DISTINCT FROM 'a'", "x = 'a'"),
    ("condition", "COALESCE(x = 1, FALSE)", "x = 1"),
    ("condition", "p = TRUE", "p"),
    ("condition", "COALESCE(x, 0) = 0", "x = 0 OR x IS NULL"),
    ("condition", "COALESCE(x, 0) > 5", "x > 5"),
    ("condition", "COALESCE(x, 'a') = 'b'", "x = 'b'"),
    ("condition", "CASE WHEN x = 1 THEN TRUE ELSE FALSE END", "x = 1"),
    ("condition", "p IS TRUE", "p"),
    ("condition", "p IS NOT TRUE", "NOT p OR p IS NULL"),
    ("condition", "p = FALSE", "NOT p"),
    ("condition", "TRUE AND x = 1", "x = 1"),
    ("condition", "NOT x IS NULL", "x IS NOT NULL"),
    ("condition", "d >= DATE '2026-01-01'", "d >= CAST('2026-01-01' AS DATE)"),
    ("condition", "d > '2026-01-01' AND d > '2026-02-01'", "d > '2026-02-01'"),
    ("condition", "{{ Dimension('u__c') }} = 'x'", '{{Dimension("u__c")}}=\'x\''),
    ("condition", "d + INTERVAL '1 day' > e", "e < d + INTERVAL '1 day'"),
    ("query", "SELECT a, sum(b) AS value FROM t WHERE c > 1 GROUP BY 1",
     "select t.a, SUM(t.b) value from t where 1 < t.c group by a"),
    ("query", "SELECT sum(x.b) AS value FROM t x JOIN u ON x.i = u.i WHERE u.k = 1",
     "SELECT sum(t.b) AS value FROM u JOIN t ON u.i = t.i AND u.k = 1"),
    ("query", "WITH q AS (SELECT a FROM t) SELECT sum(a) AS value FROM q",
     "SELECT sum(z.a) AS value FROM (SELECT a FROM t) AS z"),
    ("query", "SELECT sum(t.a) AS value FROM t, u WHERE t.i = u.i",
     "SELECT sum(t.a) AS value FROM t JOIN u ON t.i = u.i"),
    ("query", "SELECT sum(t.a) AS value FROM t LEFT OUTER JOIN u ON t.i = u.i INNER JOIN v ON t.j = v.j",
     "SELECT sum(p.a) AS value FROM t p LEFT JOIN u ON u.i = p.i JOIN v ON v.j = p.j"),
    ("query", "SELECT max(a) AS value, b AS k FROM t GROUP BY b ORDER BY 1",
     "SELECT b AS k, max(a) AS value FROM t GROUP BY b"),
]  # fmt: skip

OTHER: list[tuple[Role, str, str]] = [
    ("condition", "a = 1 OR b = 2 AND c = 3", "(a = 1 OR b = 2) AND c = 3"),
    ("condition", "x <> 'a'", "x <> 'a' OR x IS NULL"),
    ("condition", "NOT (a = 1 AND b = 2)", "a <> 1 AND b <> 2"),
    ("condition", "x > 3", "x >= 3"),
    ("condition", "x BETWEEN 1 AND 5", "x > 1 AND x < 5"),
    ("condition", "x = 'A'", "x = 'a'"),
    ("condition", "x = 'a  b'", "x = 'a b'"),
    ("condition", "NOT p", "NOT p OR p IS NULL"),
    ("condition", "x IS NULL OR x > 5", "x > 5"),
    ("condition", "x = 1 OR NOT x = 1", "TRUE"),
    ("condition", "x NOT IN ('a')", "x NOT IN ('a', NULL)"),
    ("condition", "x LIKE 'a%'", "x ILIKE 'a%'"),
    ("condition", "x LIKE 'a%'", "x LIKE 'a_'"),
    ("condition", "d > '2026-01-01'", "d >= '2026-01-01'"),
    ("condition", "LOWER(x) = 'a'", "x = 'a'"),
    ("condition", "a > b", "b > a"),
    ("condition", "COALESCE(x, 0) = 0", "x = 0"),
    ("expression", "COALESCE(x, 0)", "x"),
    ("expression", "a / b", "b / a"),
    ("expression", "a / 2", "a // 2"),
    ("expression", "CAST(a AS INT) / 2", "CAST(a / 2 AS INT)"),
    ("expression", "a - b", "b - a"),
    ("expression", "a - (b - c)", "a - b - c"),
    ("expression", "COUNT(x)", "COUNT(*)"),
    ("expression", "COUNT(x)", "COUNT(DISTINCT x)"),
    ("expression", "SUM(x)", "SUM(DISTINCT x)"),
    ("expression", "SUM(CASE WHEN p THEN x ELSE 0 END)", "SUM(x) FILTER (WHERE p)"),
    ("expression", "CASE WHEN a = 1 THEN 1 WHEN b = 1 THEN 2 END", "CASE WHEN b = 1 THEN 2 WHEN a = 1 THEN 1 END"),
    ("expression", "AVG(x)", "SUM(x) / COUNT(*)"),
    ("expression", "ROUND(a, 2)", "ROUND(a, 1)"),
    ("expression", "a * b + c", "a * (b + c)"),
    ("expression", "MIN(x)", "MAX(x)"),
    ("query", "SELECT sum(t.a) AS value FROM t LEFT JOIN u ON t.i = u.i",
     "SELECT sum(t.a) AS value FROM t JOIN u ON t.i = u.i"),
    ("query", "SELECT DISTINCT a AS value FROM t", "SELECT a AS value FROM t"),
    ("query", "SELECT a AS value FROM t UNION SELECT a FROM u", "SELECT a AS value FROM t UNION ALL SELECT a FROM u"),
    ("query", "SELECT sum(a) AS value FROM t", "SELECT sum(a) AS value FROM t WHERE a > 0"),
    ("query", "SELECT sum(a) AS value FROM t GROUP BY b", "SELECT sum(a) AS value FROM t GROUP BY b, c"),
]  # fmt: skip


def seen(role: Role, old: str, new: str) -> str:
    """What running both on generated rows shows."""
    if role == "query":
        return try_queries(old, new, {}).outcome
    sides = [Measured(None, None, sql) if role == "condition" else Measured(None, sql, None) for sql in (old, new)]
    return try_both(sides[0], sides[1], {}).outcome


@pytest.mark.parametrize(("role", "old", "new"), SAME)
def test_the_same_in_other_words(role: Role, old: str, new: str) -> None:
    assert equivalent(old, new, role)
    assert equivalent(new, old, role)
    assert seen(role, old, new) != "differs"


@pytest.mark.parametrize(("role", "old", "new"), OTHER)
def test_what_is_not_the_same_is_not_called_so(role: Role, old: str, new: str) -> None:
    assert not equivalent(old, new, role)
    assert not equivalent(new, old, role)
    assert seen(role, old, new) == "differs"


def test_columns_of_the_source_need_no_qualifier() -> None:
    assert equivalent("accounts.seats > 1", "seats > 1", "condition", "accounts")
    assert not equivalent("plans.seats > 1", "seats > 1", "condition", "accounts")


@pytest.mark.parametrize("sql", ["", "(", "a b c", "SELECT", "'open", "💥", "a" * 30_000, "(" * 5_000, "NOT " * 500])
def test_what_is_no_sql_is_the_same_as_itself_only(sql: str) -> None:
    for role in ("expression", "condition", "query"):
        assert equivalent(sql, f" {sql} ", role)
        assert not equivalent(sql, "a > 1", role)
