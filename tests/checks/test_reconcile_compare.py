"""Two results compared: the same values whatever their engine's types, numbers within the tolerance."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from c360_governance.checks.reconcile.compare import agree, compare
from c360_governance.checks.reconcile.sides import Figure, Reconciliation, Side, Tolerance

EXACT = Tolerance()


@pytest.mark.parametrize(
    ("left", "right", "tolerance", "same"),
    [
        (1, 1, EXACT, True),
        (1, 1.0, EXACT, True),
        (1, Decimal("1.00"), EXACT, True),
        (0.1, Decimal("0.1"), EXACT, True),
        (1, 2, EXACT, False),
        (100, 101, Tolerance(absolute=1), True),
        (100, 101.5, Tolerance(absolute=1), False),
        (1000, 1001, Tolerance(relative=0.001), True),
        (-1000, -1001, Tolerance(relative=0.001), True),
        (1000, 1002, Tolerance(relative=0.001), False),
        (10, 11, Tolerance(absolute=2, relative=0.001), True),
        (None, None, EXACT, True),
        (None, 0, Tolerance(absolute=10), False),
        (math.nan, math.nan, EXACT, True),
        (math.nan, 1, Tolerance(absolute=10), False),
        (math.inf, math.inf, EXACT, True),
        (math.inf, 1e300, Tolerance(relative=1), False),
        ("a", "a", EXACT, True),
        ("a", "A", EXACT, False),
        (True, 1, EXACT, True),
        (date(2026, 1, 5), datetime(2026, 1, 5), EXACT, True),
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 8, tzinfo=UTC), EXACT, True),
    ],
)
def test_values_agree(left: object, right: object, tolerance: Tolerance, same: bool) -> None:
    assert agree(left, right, tolerance) is same
    assert agree(right, left, tolerance) is same


def asked(groups: int = 1) -> Reconciliation:
    by = tuple(f"g{at}" for at in range(groups))
    side = Side("main", "t", by, (Figure("rows"), Figure("sum", "x")))
    return Reconciliation(side, side, ("rows", "sum of x"))


def test_groups_are_compared_by_their_values() -> None:
    here = [("a", 1, 10.0), ("b", 2, 20.0), (None, 3, 30.0), ("d", 4, 40.0)]
    there = [("b", 2, Decimal(21)), ("a", 1, 10), (None, 3, 30), ("e", 4, 40), ("f", 1, 1)]
    found = compare(asked(), here, there)
    assert (found.groups, found.apart, found.only_here, found.only_there) == (6, {"sum of x": 1}, 1, 2)
    assert found.offending == 4


def test_without_groups_there_are_totals() -> None:
    found = compare(asked(0), [(3, 30)], [(3, 31)])
    assert (found.offending, found.totals) == (1, {"rows": (3, 3), "sum of x": (30, 31)})


def test_a_group_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="occurs twice"):
        compare(asked(), [(1, 1, 1), (Decimal("1.0"), 1, 1)], [])


_VALUES = st.one_of(
    st.none(), st.integers(), st.floats(), st.booleans(), st.text(max_size=3), st.dates(), st.decimals()
)


@given(st.dictionaries(st.text(max_size=3), st.tuples(_VALUES, _VALUES), max_size=6))
def test_everything_agrees_with_itself(groups: dict[str, tuple[object, object]]) -> None:
    rows = [(key, *values) for key, values in groups.items()]
    assert compare(asked(), rows, rows[::-1]).offending == 0


@example(False, Decimal("sNaN"), 0.0, 0.0)
@example(Decimal("sNaN"), Decimal("NaN"), 0.0, 0.0)
@example(Decimal("1E+999999"), Decimal("-9E+999999"), 0.0, 2.0)
@given(_VALUES, _VALUES, st.floats(0, 1e6), st.floats(0, 2))
def test_no_pair_of_values_raises(left: object, right: object, absolute: float, relative: float) -> None:
    tolerance = Tolerance(absolute, relative)
    assert agree(left, right, tolerance) == agree(right, left, tolerance)
