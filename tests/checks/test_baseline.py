"""The range that is expected, and what a value outside of it is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from baseline_days import day, points, week_of

from c360_governance.checks.baseline.calendar import Calendar, season_name
from c360_governance.checks.baseline.expect import Expectation, Point, expect
from c360_governance.checks.baseline.judge import judge
from c360_governance.checks.baseline.scale import Floor

WEEKS = week_of(10_000, 0.3, 42)


@pytest.mark.parametrize(
    ("at", "value", "outcome"),
    [
        (42, 10_000, "passed"),  # a Monday like the others
        (42, 3_000, "failed"),  # what a Saturday has
        (42, 8_500, "failed"),
        (42, 20_000, "failed"),
        (47, 3_000, "passed"),  # a Saturday
        (47, 10_000, "failed"),
        (42, 0, "failed"),
    ],
)
def test_a_day_is_compared_with_its_weekday(at: int, value: float, outcome: str) -> None:
    history = points(WEEKS + week_of(10_000, 0.3, 5, seed=2))[:at]
    assert judge(value, expect(history, day(at))).outcome == outcome


@pytest.mark.parametrize(
    ("expectation", "value", "reason"),
    [
        (Expectation(9_100, 11_800, 10_400, "Monday", 6, 3), 412, "412 rows; expected 9,100-11,800 from 6 Mondays"),
        (Expectation(9_100, 11_800, 10_400, "Monday", 6, 3), 10_000,
         "10,000 rows; expected 9,100-11,800 from 6 Mondays"),
        (Expectation(9_103.7, 11_849.2, 10_400, "Monday", 6, 3), 9_101,
         "9,101 rows; expected 9,104-11,850 from 6 Mondays"),
        (Expectation(9_100, 11_800, 10_400, "Monday", 1, 3), 412,
         "412 rows; expected 9,100-11,800 from 1 Monday, which is too few to fail by: it takes 3"),
        (Expectation(9_100, 11_800, 10_400, "Monday", 6, 3), 0,
         "0 rows; expected 9,100-11,800 from 6 Mondays; a period without any is always an error"),
        (Expectation(3.2, 9.75, 6, "2nd last day of a month", 2, 2), 40,
         "40 rows; expected 3.2-9.75 from 2 2nd last days of a month"),
        (Expectation(-1.5, 2, 0, "week", 9, 8), 3, "3 rows; expected -1.5 to 2 from 9 weeks"),
        (None, 0, "0 rows; a period without any is always an error"),
        (None, 7, "7 rows; there is no earlier value to compare with"),
    ],
)  # fmt: skip
def test_the_reason_names_the_range_and_what_it_comes_from(
    expectation: Expectation | None, value: float, reason: str
) -> None:
    assert judge(value, expectation).reason == reason


def test_a_range_that_is_printed_never_contradicts_the_outcome() -> None:
    usual = Expectation(9_096.2, 11_804.9, 10_400, "Monday", 6, 3)
    assert judge(9_099, usual).outcome == "passed"
    assert "9,096-" in judge(9_099, usual).reason


@pytest.mark.parametrize(
    ("sides", "value", "outcome"),
    [("both", 5, "failed"), ("both", 30, "failed"), ("above", 5, "passed"), ("above", 30, "failed"),
     ("below", 5, "failed"), ("below", 30, "passed")],
)  # fmt: skip
def test_one_side_may_be_harmless(sides: str, value: float, outcome: str) -> None:
    usual = Expectation(10, 20, 15, "Monday", 6, 3)
    assert judge(value, usual, sides=sides, empty_fails=False).outcome == outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(("weeks", "outcome"), [(1, "warned"), (2, "warned"), (3, "failed")])
def test_it_takes_three_of_a_kind_to_fail(weeks: int, outcome: str) -> None:
    history = points(WEEKS[: weeks * 7])
    assert judge(1_000, expect(history, day(weeks * 7))).outcome == outcome


def test_nothing_is_expected_without_history() -> None:
    assert expect([], day(0)) is None
    assert expect(points([0, 0, 0]), day(3)) is None


def test_a_trend_is_followed() -> None:
    grown = [round(value * 1.01**at) for at, value in enumerate(week_of(10_000, 1.0, 84))]
    usual = expect(points(grown), day(84))
    assert usual is not None
    assert usual.low < 10_000 * 1.01**84 < usual.high
    assert judge(grown[-1] * 0.8, usual).outcome == "failed"


@pytest.mark.parametrize("factor", [0.2, 2.0, 8.0])
def test_a_failure_does_not_bend_what_comes_after_it(factor: float) -> None:
    history = points(WEEKS)
    bent = [replace(point, value=round(point.value * factor)) if at > 39 else point for at, point in enumerate(history)]
    usual = expect(bent, day(42))
    assert usual is not None
    assert usual.low < 10_000 < usual.high


def test_what_lasts_a_week_is_the_new_level() -> None:
    doubled = points(WEEKS + [2 * value for value in week_of(10_000, 0.3, 7, seed=3)])
    assert judge(20_000, expect(doubled, day(49))).outcome == "passed"


CALENDAR = Calendar(frozenset({date(2026, 2, 16), date(2026, 3, 2), date(2026, 3, 16)}), month_end=1)


@pytest.mark.parametrize(
    ("at", "value", "outcome"),
    [
        (70, 2_000, "passed"),  # 16 March, the third holiday, at a fifth like the two before
        (70, 10_000, "failed"),
        (84, 10_000, "passed"),  # 30 March is an ordinary Monday
        (84, 2_000, "failed"),
        (85, 30_000, "passed"),  # 31 March, the third month end
        (85, 10_000, "failed"),
    ],
)
def test_declared_days_are_compared_with_their_own_kind(at: int, value: float, outcome: str) -> None:
    history = points(week_of(10_000, 1.0, 90))
    for position, point in enumerate(history):
        kind = CALENDAR.special(point.time, "day")
        factor = {"holiday": 0.2, "last day of a month": 3.0}.get(kind or "", 1.0)
        history[position] = replace(point, value=point.value * factor)
    assert judge(value, expect(history[:at], day(at), calendar=CALENDAR)).outcome == outcome


def test_the_first_holidays_only_warn() -> None:
    history = points(week_of(10_000, 1.0, 42))
    found = judge(2_000, expect(history, day(42), calendar=Calendar(frozenset({date(2026, 2, 16)}))))
    assert found.outcome == "warned"
    assert "from 0 holidays" in found.reason


def test_a_quiet_table_is_allowed_the_relative_floor() -> None:
    constant = points([1_000_000] * 42)
    assert judge(955_000, expect(constant, day(42))).outcome == "passed"
    assert judge(945_000, expect(constant, day(42))).outcome == "failed"
    assert judge(900_000, expect(constant, day(42), floor=Floor(0.2))).outcome == "passed"


def test_small_counts_are_as_noisy_as_counts_are() -> None:
    assert judge(2, expect(points([4] * 42), day(42))).outcome == "passed"
    assert judge(0, expect(points([4] * 42), day(42))).outcome == "failed"


def test_shares_are_compared_as_shares() -> None:
    history = points([0.001 * (at % 4) for at in range(42)])
    usual = expect(history, day(42), scale="share")
    assert usual is not None
    assert 0 <= usual.low <= usual.high < 0.03
    assert judge(0.0, usual, unit="", empty_fails=False).outcome == "passed"
    assert judge(0.2, usual, unit="", empty_fails=False).outcome == "failed"


def test_hours_are_compared_with_the_hour_of_the_week() -> None:
    busy = [1_000 if 8 <= at % 24 < 18 else 50 for at in range(24 * 7 * 4)]
    history = [Point(day(0) + timedelta(hours=at), value) for at, value in enumerate(busy)]
    nine = day(28) + timedelta(hours=9)
    usual = expect([*history, *history[:9]], nine, period="hour")
    assert judge(50, usual).reason == "50 rows; expected 859-1,160 from 4 Mondays 09:00"
    assert judge(1_000, usual).outcome == "passed"


@pytest.mark.parametrize("period", ["week", "month"])
def test_weeks_and_months_have_a_level_only(period: str) -> None:
    step = 7 if period == "week" else 31
    history = [Point(day(at * step), 1_000 + at % 3) for at in range(10)]
    found = judge(600, expect(history, day(10 * step), period=period))  # type: ignore[arg-type]
    assert found.outcome == "failed"
    assert f"from 10 {period}s" in found.reason


def test_kinds_have_names() -> None:
    calendar = Calendar(month_end=3, month_start=2)
    days = [date(2026, 2, 26), date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)]
    assert [calendar.special(day(0).replace(month=one.month, day=one.day), "day") for one in days] == [
        "3rd last day of a month", "2nd last day of a month", "last day of a month",
        "1st day of a month", "2nd day of a month",
    ]  # fmt: skip
    assert season_name(day(0).replace(hour=8), "hour") == "Monday 08:00"
