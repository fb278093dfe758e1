"""Volume baselines: what they find, and how often they cry wolf, beside two rules that teams start with.

    python benchmarks/baselines.py [--tables N] [--tuning]

Each table is a generated series of daily counts (`series.py`) with failures put in. Every day from the 29th on is
judged by what was counted before it. The constants of `checks/baseline` were chosen on the tuning seeds; the figures
are from seeds that nobody looked at while choosing. An alert on the first day of a failure is a hit; the days after it
are not scored. Holidays and month-ends are declared, as in c360.yaml.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from series import KINDS, Series, generate

from c360_governance.checks.baseline.calendar import Calendar
from c360_governance.checks.baseline.expect import Point, expect
from c360_governance.checks.baseline.judge import judge

TUNING = range(60)
TEST = range(10_000, 10_200)
FIRST = 28
YOUNG = 70

Rule = Callable[[Series, Sequence[Point], int], bool]
"""Whether a rule alerts on a day of a series, by the points before it."""


@dataclass
class Score:
    """What a rule did; `found` of those `there`, by kind, `young` in the first ten weeks."""

    days: int = 0
    false: int = 0
    found: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.found["all"] / max(1, self.there["all"])

    @property
    def precision(self) -> float:
        return self.found["all"] / max(1, self.found["all"] + self.false)

    def __str__(self) -> str:
        kinds = " ".join(f"{self.found[kind] / max(1, self.there[kind]):8.2f}" for kind in (*KINDS, "young"))
        return f"{self.recall:7.3f} {self.precision:9.3f} {100 * self.false / max(1, self.days):10.3f}   {kinds}"


def ours(series: Series, points: Sequence[Point], at: int) -> bool:
    """A failure, as `c360 check` would call it; a warning for want of history is no alert."""
    calendar = Calendar(frozenset(series.holidays), month_end=1 if series.month_end else 0)
    expected = expect(points[:at], points[at].time, calendar=calendar)
    return judge(points[at].value, expected).outcome == "failed"


def last_days(_: Series, points: Sequence[Point], at: int) -> bool:
    """More than three standard deviations from the mean of the 14 days before."""
    return _beyond([point.value for point in points[max(0, at - 14) : at]], points[at].value)


def same_weekday(_: Series, points: Sequence[Point], at: int) -> bool:
    """More than three standard deviations from the mean of the eight same weekdays before."""
    return _beyond([points[day].value for day in range(at - 7, -1, -7)][:8], points[at].value)


def _beyond(values: Sequence[float], value: float) -> bool:
    return abs(value - statistics.fmean(values)) > 3 * statistics.stdev(values)


def score(rule: Rule, tables: Sequence[Series]) -> Score:
    found = Score()
    for series in tables:
        start = datetime(series.start.year, series.start.month, series.start.day, tzinfo=UTC)
        points = [Point(start + timedelta(days=at), count) for at, count in enumerate(series.counts)]
        for at in range(FIRST, len(points)):
            if at in series.unscored:
                continue
            found.days += 1
            alert = rule(series, points, at)
            if at not in series.failures:
                found.false += alert
                continue
            for kind in ("all", series.failures[at].kind, *(["young"] if at < YOUNG else [])):
                found.there[kind] += 1
                found.found[kind] += alert
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tables", type=int, default=len(TEST))
    parser.add_argument("--tuning", action="store_true", help="score the seeds that the constants were chosen on")
    asked = parser.parse_args()
    seeds = (TUNING if asked.tuning else TEST)[: asked.tables]
    rules: dict[str, Rule] = {"c360": ours, "z > 3, 14 days": last_days, "z > 3, weekday": same_weekday}
    for title, hard in (("tables", False), ("hard tables: twice the noise, undeclared holidays, honest steps", True)):
        tables = [generate(seed, hard=hard) for seed in seeds]
        days = sum(len(series.counts) for series in tables)
        print(f"{len(tables)} {title}; {days} table-days, {sum(len(one.failures) for one in tables)} failures")
        kinds = " ".join(f"{kind:>8}" for kind in (*KINDS, "< day 70"))
        print(f"{'':15} {'recall':>7} {'precision':>9} {'false/100':>10}   {kinds}")
        for name, rule in rules.items():
            began = time.process_time()
            found = score(rule, tables)
            each = 1000 * (time.process_time() - began) / found.days
            print(f"{name:15} {found}   {each:.2f} ms a day")
        print()


if __name__ == "__main__":
    main()
