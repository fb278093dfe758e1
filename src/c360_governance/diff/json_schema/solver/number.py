"""A number between bounds, a multiple of some and not of others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING, Any

from c360_governance.diff.json_schema.assertions import Enum, Multiple
from c360_governance.diff.json_schema.solver.demands import IMPOSSIBLE, UNKNOWN, Demands, Outcome, found
from c360_governance.diff.json_schema.values import exact, read_key, type_of, written

if TYPE_CHECKING:
    from c360_governance.diff.json_schema.solver.search import Search

MOST_TRIED = 5_000
FINEST = 9
"""Between two bounds, numbers of up to so many decimals are tried."""


def value(search: Search, demands: Demands) -> Outcome:
    """A number that meets the demands."""
    numbers = _Numbers(search, demands)
    if numbers.is_empty():
        return IMPOSSIBLE
    return numbers.stepped(numbers.step) if numbers.step else numbers.between()


class _Numbers:
    def __init__(self, search: Search, demands: Demands) -> None:
        self._search = search
        self._as_float = demands.strict is False
        self._low, self._low_open, self._high, self._high_open = _interval(demands)
        self._unlike = [each.of for each in demands.denied if isinstance(each, Multiple)]
        self._unlike += [Fraction(1)] * (demands.whole is False)
        numbers: list[Any] = [read_key(text) for each in demands.denied if isinstance(each, Enum) for text in each.keys]
        self._barred = {exact(number) for number in numbers if type_of(number) == "number"}
        steps = [each.of for each in demands.multiples] + [Fraction(1)] * (demands.whole is True)
        self.step = _common(steps) if steps else None

    def is_empty(self) -> bool:
        """Whether nothing lies between the bounds."""
        if self._low is None or self._high is None:
            return False
        return self._low > self._high or (self._low == self._high and (self._low_open or self._high_open))

    def stepped(self, step: Fraction) -> Outcome:
        """Multiples are tried one by one, until they must have repeated themselves."""
        if any(step % of == 0 for of in self._unlike):
            return IMPOSSIBLE
        period = _common([step, *self._unlike]) / step
        enough = int(period) * (len(self._barred) + 2) + 1
        for tried, at in enumerate(self._multiples(step)):
            if tried > min(enough, MOST_TRIED):
                return IMPOSSIBLE if enough <= MOST_TRIED else UNKNOWN
            if self._fits(at * step):
                return self._written(at * step)
        return IMPOSSIBLE

    def between(self) -> Outcome:
        """A point of an interval, with as few decimals as it takes."""
        if self._low is not None and self._low == self._high:
            return self._written(self._low) if self._fits(self._low) else IMPOSSIBLE
        for decimals in range(FINEST + 1):
            step = Fraction(1, 10**decimals)
            for tried, at in enumerate(self._multiples(step)):
                if self._fits(at * step):
                    return self._written(at * step)
                if tried > len(self._barred) + 12:
                    break
        return UNKNOWN

    def _multiples(self, step: Fraction) -> Iterator[int]:
        if self._low is not None:
            first = ceil(self._low / step)
            return iter(count(first) if self._high is None else range(first, floor(self._high / step) + 1))
        return count(0) if self._high is None else count(min(0, floor(self._high / step)), -1)

    def _fits(self, number: Fraction) -> bool:
        self._search.budget.tick()
        above = self._low is None or number > self._low or (number == self._low and not self._low_open)
        below = self._high is None or number < self._high or (number == self._high and not self._high_open)
        return above and below and number not in self._barred and all(number % of for of in self._unlike)

    def _written(self, number: Fraction) -> Outcome:
        """Draft-04's 1.0, which is no integer there, differs from 1 only in the way it is written."""
        plain = written(number)
        if plain is None or (self._as_float and abs(plain) > 2**53):
            return UNKNOWN
        return found(float(plain) if self._as_float else plain)


def _interval(demands: Demands) -> tuple[Fraction | None, bool, Fraction | None, bool]:
    low: Fraction | None = None
    high: Fraction | None = None
    low_open = high_open = False
    for each in demands.ranges:
        if each.low is not None and (low is None or (each.low, each.low_open) > (low, low_open)):
            low, low_open = each.low, each.low_open
        if each.high is not None and (high is None or (-each.high, each.high_open) > (-high, high_open)):
            high, high_open = each.high, each.high_open
    return low, low_open, high, high_open


def _common(steps: list[Fraction]) -> Fraction:
    """The least number that is a multiple of all."""
    above, below = steps[0].numerator, steps[0].denominator
    for step in steps[1:]:
        above, below = lcm(above, step.numerator), gcd(below, step.denominator)
    return Fraction(above, below)
