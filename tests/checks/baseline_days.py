"""Series for the tests of the baselines: days in a row from a Monday."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from c360_governance.checks.baseline.expect import Point

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def day(at: int) -> datetime:
    return MONDAY + timedelta(days=at)


def points(values: Sequence[float]) -> list[Point]:
    """One value a day from Monday, 5 January 2026 on."""
    return [Point(day(at), value) for at, value in enumerate(values)]


def week_of(level: float, weekend: float, days: int, noise: float = 0.03, seed: int = 1) -> list[float]:
    """Counts with a weekend and some noise."""
    rng = random.Random(seed)
    return [round(level * (weekend if at % 7 > 4 else 1) * (1 + rng.uniform(-noise, noise))) for at in range(days)]
