"""A value forecast from those before it: the week taken out, the level followed, the misses of the past counted.

Everything is on the scale of `scale`; the seasons only tell which kind of day a value belongs to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from c360_governance.checks.baseline.robust import GAUSSIAN, median, middle_means, spread

_RECENT = 42
"""How many of the last forecasts choose the window and tell the drift."""

_BESIDE = 7
"""A value is judged wild by as many on either side; a change that lasts longer than half of them is the new level."""

_WILD = 3.5
"""How many standard deviations from its neighbours a value lies that the level does not follow."""

_COMMON = 12
"""As how many values of its own a season's spread counts that of all seasons."""

_EXACT = 1e-12
"""Of the largest value: differences below it are those of floating point numbers, and decide nothing."""

_MEDIAN_NOISE = 1.57
"""The variance of a median against that of the mean, for normal values."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """``levels[i]`` is what value ``i`` should have been but for its season, told by the values before it; the last
    is the next value's. ``effects`` are the seasons' distances from the level, ``errors`` the standard deviations of
    what their forecasts were off by, and ``error`` that of all.
    """

    levels: tuple[float, ...]
    effects: dict[int, float]
    errors: dict[int, float]
    error: float

    def of(self, season: int, at: int = -1) -> float:
        """The forecast of value ``at`` if it were of this season; of the next without a position."""
        return self.levels[at] + self.effects.get(season, 0.0)


def forecast(places: Sequence[float], seasons: Sequence[int], cycle: int, windows: Sequence[int]) -> Forecast:
    """Forecasts over ``places`` (in order of time, at least one), whose seasons return every ``cycle`` values.

    The level is the mean of the last values' middle half; over how many of them (``windows``) is chosen by which
    forecast the recent past best. A level that lags behind a trend is led by what it lagged lately.
    """
    effects = _effects(places, seasons, cycle) if cycle > 1 else {}
    plain = [place - effects.get(kind, 0.0) for place, kind in zip(places, seasons, strict=True)]
    slack = _EXACT * max(map(abs, plain))
    calm = _calmed(plain, slack)
    first = min(7, len(plain) - 1)
    levels, least = [], math.inf
    for window in windows:
        tried = _levels(calm, window)
        cost = _cost(_misses(plain, tried, first))
        if cost < least - slack:
            levels, least = tried, cost
    misses = _misses(plain, levels, first)
    drift = median(misses[-_RECENT:])
    if abs(drift) < spread(misses[-_RECENT:]) / 4 + slack:
        drift = 0.0
    off = [miss - drift for miss in misses]
    error = spread(off)
    return Forecast(tuple(level + drift for level in levels), effects, _errors(off, seasons[first:], error), error)


def _errors(off: Sequence[float], seasons: Sequence[int], error: float) -> dict[int, float]:
    """Each season's own, as far as it has values enough to tell it from that of all."""
    groups: dict[int, list[float]] = {}
    for kind, miss in zip(seasons, off, strict=True):
        groups.setdefault(kind, []).append(miss)
    return {kind: _shared(group, error) for kind, group in groups.items()}


def _shared(own: Sequence[float], error: float) -> float:
    """A standard deviation between the values' own (by their middle) and that of all."""
    middle = GAUSSIAN * median([abs(miss) for miss in own])
    return math.sqrt((len(own) * middle**2 + _COMMON * error**2) / (len(own) + _COMMON))


def _levels(calm: Sequence[float], window: int) -> list[float]:
    levels = middle_means(calm, window)
    levels[0] = calm[0]
    return levels


def _misses(plain: Sequence[float], levels: Sequence[float], first: int) -> list[float]:
    return [place - level for place, level in zip(plain[first:], levels[first:-1], strict=True)]


def _cost(misses: Sequence[float]) -> float:
    """How far the recent forecasts were off on average, whatever a tenth of them did."""
    sizes = sorted(map(abs, misses[-_RECENT:]))
    kept = sizes[: max(1, len(sizes) * 9 // 10)]
    return sum(kept) / len(kept)


def _effects(places: Sequence[float], seasons: Sequence[int], cycle: int) -> dict[int, float]:
    """How far each season lies from the level around it; as far as it is noise it is drawn to nothing."""
    effects: dict[int, float] = {}
    left: list[float] = []
    for _ in range(2):
        level = _around([place - effects.get(kind, 0.0) for place, kind in zip(places, seasons, strict=True)], cycle)
        off = [place - around for place, around in zip(places, level, strict=True)]
        groups: dict[int, list[float]] = {}
        for kind, distance in zip(seasons, off, strict=True):
            groups.setdefault(kind, []).append(distance)
        effects = {kind: median(group) for kind, group in groups.items()}
        left = [distance - effects[kind] for kind, distance in zip(seasons, off, strict=True)]
    size = sum(effect**2 for effect in effects.values()) / len(effects)
    noise = _MEDIAN_NOISE * spread(left) ** 2 * len(effects) / len(places)
    kept = max(0.0, 1 - noise / size) if size > 0 else 0.0
    return {kind: effect * kept for kind, effect in effects.items()}


def _calmed(plain: Sequence[float], slack: float) -> list[float]:
    """The values, the wild ones replaced by the median around them: a failure must not bend what comes after it."""
    around = _around(plain, 2 * _BESIDE + 1)
    limit = _WILD * spread([place - level for place, level in zip(plain, around, strict=True)]) + slack
    return [level if abs(place - level) > limit else place for place, level in zip(plain, around, strict=True)]


def _around(places: Sequence[float], width: int) -> list[float]:
    """The median of the ``width`` values around each, fewer at the ends: of a cycle, every season once."""
    half = width // 2
    return [median(places[max(0, at - half) : at + half + 1]) for at in range(len(places))]
