"""SQL compared by its meaning: what is proven to be the same, and what must not be taken for it.

`sql_pairs/` holds the pairs, by what they differ in or are a trap for: old, new and, for those that differ, what
running both on generated rows shows where it is not "differs": "same" where these rows do not tell them apart,
"unknown" where they cannot be run. Rows contradict no proof.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from c360_governance.diff.sql import Role, equivalent
from c360_governance.metrics.trial.measure import Measured, try_both
from c360_governance.metrics.trial.query import try_queries

Pair = tuple[Role, str, str, str]


def pairs(kind: str) -> dict[str, list[Pair]]:
    """The pairs of a kind by role and topic."""
    found: dict[str, list[Pair]] = {}
    for role in get_args(Role):
        topic = ""
        for line in (Path(__file__).parent / "sql_pairs" / f"{role}-{kind}.tsv").read_text().splitlines():
            if line.startswith("# "):
                topic = f"{role}, {line[2:]}"
                continue
            old, new, *shown = line.replace("\\n", "\n").split("\t")
            found.setdefault(topic, []).append((role, old, new, shown[0] if shown else "differs"))
    return found


EQUAL, DIFFER = pairs("equal"), pairs("differ")


def seen(role: Role, old: str, new: str) -> str:
    """What running both on generated rows shows."""
    if role == "query":
        return try_queries(old, new, {}).outcome
    sides = [Measured(None, None, sql) if role == "condition" else Measured(None, sql, None) for sql in (old, new)]
    return try_both(sides[0], sides[1], {}).outcome


@pytest.mark.parametrize("listed", EQUAL.values(), ids=EQUAL)
def test_the_same_in_other_words(listed: list[Pair]) -> None:
    unproven = [(old, new) for role, old, new, _ in listed
                if not (equivalent(old, new, role) and equivalent(new, old, role))]  # fmt: skip
    contradicted = [(old, new) for role, old, new, _ in listed if seen(role, old, new) == "differs"]
    assert (unproven, contradicted) == ([], [])


@pytest.mark.parametrize("listed", DIFFER.values(), ids=DIFFER)
def test_what_is_not_the_same_is_not_called_so(listed: list[Pair]) -> None:
    wrong = [(old, new) for role, old, new, _ in listed if equivalent(old, new, role) or equivalent(new, old, role)]
    told = [(old, new, shown) for role, old, new, expected in listed
            if (shown := seen(role, old, new)) != expected]  # fmt: skip
    assert (wrong, told) == ([], [])


def test_a_condition_in_one_place_is_no_value_in_another() -> None:
    for old, new in (("a AND TRUE", "a"), ("NOT NOT a", "a"), ("x = NULL", "FALSE"), ("COALESCE(p, FALSE)", "p")):
        assert equivalent(old, new, "condition")
        assert not equivalent(old, new, "expression")  # a may be 7, and a comparison null


def test_columns_of_the_source_need_no_qualifier() -> None:
    assert equivalent("accounts.seats > 1", "seats > 1", "condition", "accounts")
    assert not equivalent("plans.seats > 1", "seats > 1", "condition", "accounts")


@pytest.mark.parametrize(
    "sql",
    ["", "(", "a b c", "SELECT", "'open", "💥", "a" * 30_000, "(" * 5_000, "NOT " * 500, "a" + " + a" * 4_000,
     "a IN (" + "1, " * 3_000 + "1)", "SELECT a FROM (" * 500, "CASE WHEN a THEN " * 300, "a -> b -> c", "x[1:2]"],
)  # fmt: skip
def test_what_is_no_sql_is_the_same_as_itself_only(sql: str) -> None:
    for role in ("expression", "condition", "query"):
        assert equivalent(sql, f" {sql} ", role)
        assert not equivalent(sql, "a > 1", role)


def test_common_table_expressions_that_read_each_other_twice_end() -> None:
    steps = chain(
        ["WITH q0 AS (SELECT DISTINCT a FROM t)"],
        (f"q{at} AS (SELECT DISTINCT x.a FROM q{at - 1} x JOIN q{at - 1} y ON x.a = y.a)" for at in range(1, 40)),
    )
    sql = f"{', '.join(steps)} SELECT sum(a) AS v FROM q39"
    assert not equivalent(sql, sql.replace("x.a FROM", "y.a FROM"), "query")
