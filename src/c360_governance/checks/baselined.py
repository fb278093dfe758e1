"""The outcomes of checks whose threshold is learned: judged again by what was measured before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from c360_governance.checks.baseline.calendar import Calendar
from c360_governance.checks.baseline.expect import Point, expect
from c360_governance.checks.baseline.judge import judge
from c360_governance.checks.check import Check
from c360_governance.model.outcome import Outcome, Result

Earlier = Iterable[tuple[datetime, float | int | None]]
"""What earlier runs measured: the data's clock (aware) and the value, in the order of recording."""

NO_HISTORY = "like earlier ones, of which there are none yet"


def judged(check: Check, outcome: Outcome, earlier: Earlier, calendar: Calendar) -> Outcome:
    """The outcome of a check with a baseline; as it is for a check without one, or one that measured nothing.

    The threshold becomes the range that is expected, with what it comes from. A check below error severity warns.
    """
    baseline = check.baseline
    if baseline is None or outcome.measured is None:
        return outcome
    points = [Point(baseline.moment(as_of), value) for as_of, value in earlier if value is not None]
    usual = expect(
        points, baseline.moment(outcome.as_of), period=baseline.period, scale=baseline.scale, calendar=calendar,
        floor=baseline.floor,
    )  # fmt: skip
    found = judge(outcome.measured, usual, unit=baseline.unit, empty_fails=baseline.empty_fails, sides=baseline.sides)
    result: Result = "warned" if found.outcome == "failed" and check.severity != "error" else found.outcome
    return replace(outcome, outcome=result, threshold=found.range or NO_HISTORY, message=found.reason)
