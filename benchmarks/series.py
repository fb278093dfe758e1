"""Series of daily row counts as tables have them, with failures put in: what the baselines are measured on.

Every series draws its own size, noise, week, trend, month-end and holidays; nothing here knows a baseline.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Kind = Literal["drop", "zero", "doubling", "late", "schema"]
KINDS: tuple[Kind, ...] = ("drop", "zero", "doubling", "late", "schema")

DAYS = 300
SETTLING = 6
"""The days after the first of a failure that are not scored: somebody knows by then."""


@dataclass(frozen=True)
class Failure:
    """What went wrong on a day; ``size`` is the share of rows that were lost or gained, ``days`` how long."""

    kind: Kind
    size: float
    days: int


@dataclass
class Series:
    """Row counts from ``start`` on, as they were when each day was over.

    ``later`` has the counts as they stand once late rows have come; ``failures`` are by the first day's position;
    ``unscored`` are the positions on which an alert is neither right nor wrong.
    """

    start: date
    counts: list[int] = field(default_factory=list)
    failures: dict[int, Failure] = field(default_factory=dict)
    unscored: set[int] = field(default_factory=set)
    holidays: set[date] = field(default_factory=set)
    month_end: bool = False

    def day(self, at: int) -> date:
        return self.start + timedelta(days=at)


def generate(seed: int, days: int = DAYS, *, hard: bool = False) -> Series:
    """One table's series. A seed gives the same series always.

    A hard one has up to twice the noise, days like holidays that nobody declared, and two steps of 10 to
    30 % for good reasons; alerts on these are false ones.
    """
    rng = random.Random(f"table {seed}")
    start = date(2024, 1, 1) + timedelta(days=rng.randrange(365))
    series = Series(start, month_end=rng.random() < 0.4)
    level = 10 ** rng.uniform(2, 6.5)
    week, trend, noise = _week(rng), _trend(rng, days), _noise(rng, days, 0.25 if hard else 0.12)
    end = rng.uniform(1.3, 3.0)
    quiet = rng.uniform(0.1, 0.8)
    wild = rng.choice((1.0, 1.0, rng.uniform(1.5, 4.0)))  # how much noisier weekends are
    if rng.random() < 0.6:
        series.holidays = {series.day(at) for at in rng.sample(range(days), days * 9 // 365)}
    hidden = {series.day(at) for at in rng.sample(range(days), days // 100)} if hard else set()
    steps = {at: 1 + rng.choice((-1, 1)) * rng.uniform(0.1, 0.3) for at in rng.sample(range(days), 2)} if hard else {}
    factor, shift = 1.0, 1.0
    carried = 0.0
    until = next_failure = rng.randrange(28, 60)
    for at in range(days):
        day = series.day(at)
        shift *= steps.get(at, 1.0)
        blur = noise[at] ** wild if day.weekday() > 4 else noise[at]
        true = level * week[day.weekday()] * trend(at) * blur * shift
        if series.month_end and (day + timedelta(days=1)).day == 1:
            true *= end
        if day in series.holidays or day in hidden:
            true *= quiet
        if at == next_failure:
            failure = _failure(rng)
            series.failures[at] = failure
            last = at + (failure.days if failure.kind != "schema" else SETTLING)
            series.unscored |= set(range(at + 1, last + 1))
            factor, until = 1 + failure.size, at + failure.days
            next_failure = last + 7 + int(rng.expovariate(1 / 40))
            if failure.kind == "schema":
                shift, factor = shift * factor, 1.0
                true *= 1 + failure.size
        elif at == until:
            factor = 1.0
        arrived = true * factor
        late = at in series.failures and series.failures[at].kind == "late"
        series.counts.append(_drawn(rng, arrived + carried))
        carried = true - arrived if late else 0.0
        if series.counts[-1] == 0 and at not in series.failures:
            series.unscored.add(at)
    return series


def _failure(rng: random.Random) -> Failure:
    kind = rng.choices(KINDS, (40, 10, 15, 20, 15))[0]
    lasting = rng.choice((1, 1, 1, 2, 3))
    if kind == "drop":
        return Failure(kind, -rng.uniform(0.15, 0.99), lasting)
    if kind == "zero":
        return Failure(kind, -1.0, lasting)
    if kind == "doubling":
        return Failure(kind, rng.uniform(0.8, 1.2), lasting)
    if kind == "late":
        return Failure(kind, -rng.uniform(0.2, 0.95), 1)
    return Failure(kind, rng.choice((-rng.uniform(0.15, 0.6), rng.uniform(0.2, 1.0))), 1)


def _week(rng: random.Random) -> list[float]:
    weekend = rng.choice((1.0, rng.uniform(0.2, 0.7), rng.uniform(0.02, 0.1), rng.uniform(1.1, 1.6)))
    uneven = rng.choice((0.0, 0.05, 0.15))
    return [(weekend if day > 4 else 1.0) * (1 + rng.uniform(-uneven, uneven)) for day in range(7)]


def _trend(rng: random.Random, days: int) -> Callable[[int], float]:
    slope = rng.choice((0.0, rng.uniform(-0.002, 0.006)))
    wave, phase = rng.choice((0.0, rng.uniform(0.05, 0.25))), rng.uniform(0, 2 * math.pi)
    return lambda at: math.exp(slope * at + wave * math.sin(phase + 2 * math.pi * at / 365))


def _noise(rng: random.Random, days: int, most: float) -> list[float]:
    """Multiplicative: normal, with heavy tails, or one that remembers yesterday."""
    size = math.exp(rng.uniform(math.log(0.01), math.log(most)))
    memory = rng.choice((0.0, 0.0, 0.4, 0.7))
    heavy = rng.random() < 0.3
    found, state = [], 0.0
    for _ in range(days):
        shock = rng.gauss(0, 1)
        if heavy:
            shock *= math.sqrt(5 / 7) / math.sqrt(rng.gammavariate(3.5, 2) / 7)
        state = memory * state + math.sqrt(1 - memory**2) * shock
        found.append(math.exp(size * state))
    return found


def _drawn(rng: random.Random, mean: float) -> int:
    """A Poisson count; the normal approximation is exact enough for what is not small."""
    if mean <= 0:
        return 0
    if mean > 50:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
