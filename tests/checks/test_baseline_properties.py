"""What holds for every series."""

from __future__ import annotations

from datetime import date, timedelta

from baseline_days import day, points
from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance.checks.baseline.calendar import PERIODS, Calendar
from c360_governance.checks.baseline.expect import Expectation, Point, expect
from c360_governance.checks.baseline.judge import judge

_ANY = st.one_of(st.floats(), st.integers(-(10**9), 10**9), st.just(0), st.floats(0, 1))
_SCALES = st.sampled_from(["count", "share", "value"])
_CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 4, 1)), max_size=8),
    st.integers(0, 3),
    st.integers(0, 3),
)
_COUNTS = st.lists(st.integers(1, 10**9), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-2000, 2000), _ANY), max_size=80), _ANY, _SCALES, st.sampled_from(PERIODS),
       _CALENDARS)  # fmt: skip
def test_no_series_raises(history: list[tuple[int, float]], value: float, scale, period, calendar) -> None:
    series = [Point(day(0) + timedelta(hours=hours), one) for hours, one in history]
    usual = expect(series, day(90), scale=scale, period=period, calendar=calendar)
    if usual is not None:
        assert usual.low <= usual.expected <= usual.high
    if abs(value) < 1e100:
        found = judge(value, usual)
        assert found.reason
        if found.outcome == "passed" and usual is not None:
            assert usual.low <= value <= usual.high


@settings(max_examples=60, deadline=None)
@given(_COUNTS, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10**9)), max_size=10), _CALENDARS)
def test_the_tested_point_and_what_is_later_never_move_the_range(
    values: list[int], later: list[tuple[int, int]], calendar: Calendar
) -> None:
    moment = day(len(values))
    after = [Point(moment + timedelta(hours=7 * hours), value) for hours, value in later]
    assert expect([*points(values), *after], moment, calendar=calendar) == expect(
        points(values), moment, calendar=calendar
    )


@settings(max_examples=60, deadline=None)
@given(_COUNTS, st.integers(1, 1000))
def test_the_range_of_ten_times_the_values_is_ten_times_the_range(values: list[int], factor: int) -> None:
    """But for small counts, whose own noise does not grow with them."""
    large = [10_000 * value for value in values]
    one, other = (expect(points([times * value for value in large]), day(len(values))) for times in (1, factor))
    assert one is not None
    assert other is not None
    # The Poisson grain shrinks as counts grow; above it, scaling is exact.
    assert other.low >= factor * one.low * (1 - 1e-9)
    assert other.high <= factor * one.high * (1 + 1e-9)
    assert abs(other.expected - factor * one.expected) <= 1e-9 * other.expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=60), st.floats(0.001, 1000))
def test_values_scale_exactly(values: list[float], factor: float) -> None:
    one, other = (
        expect(points([times * value for value in values]), day(len(values)), scale="value") for times in (1, factor)
    )
    assert one is not None
    assert other is not None
    room = 1e-6 * factor * (1 + max(map(abs, values)))
    assert abs(other.low - factor * one.low) <= room
    assert abs(other.high - factor * one.high) <= room


@settings(max_examples=60, deadline=None)
@given(_COUNTS, st.permutations(range(60)))
def test_the_order_of_recording_does_not_matter(values: list[int], order: list[int]) -> None:
    shuffled = [points(values)[at] for at in order if at < len(values)]
    assert expect(shuffled, day(len(values))) == expect(points(values), day(len(values)))


@given(st.floats(-1e12, 1e12), st.floats(0, 1e12), st.floats(-1e13, 1e13))
def test_printed_ranges_agree_with_the_outcome(low: float, width: float, value: float) -> None:
    found = judge(value, Expectation(low, low + width, low, "Monday", 9, 3), empty_fails=False)
    assert (found.outcome == "passed") == (low <= value <= low + width)
