"""An array: as short as the demands allow, then longer, up to where more items cannot help.

An item that nothing asks for and that no position demands can be left out of any array that meets the demands, which
bounds the lengths that have to be tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from c360_governance.diff.json_schema.assertions import Enum, Unique
from c360_governance.diff.json_schema.solver.demands import (
    IMPOSSIBLE,
    UNKNOWN,
    Demands,
    Goal,
    Outcome,
    found,
    perhaps,
)  # fmt: skip
from c360_governance.diff.json_schema.values import key

if TYPE_CHECKING:
    from c360_governance.diff.json_schema.assertions import Contains
    from c360_governance.diff.json_schema.solver.search import Search

LONGEST = 10_000
LONGEST_UNIQUE = 200
MOST_LENGTHS = 64

Slots = list[frozenset[Goal]]
"""What is asked of each item."""


class _Asked(NamedTuple):
    """An item somewhere that fits a goal; no two of one ``group`` are the same item."""

    goal: Goal
    start: int
    end: int | None
    group: int


def value(search: Search, demands: Demands) -> Outcome:
    """An array that meets the demands."""
    return _Arrays(search, demands).find()


class _Arrays:
    def __init__(self, search: Search, demands: Demands) -> None:
        self._search = search
        self._demands = demands
        self._low, self._high = demands.bounds()
        edges = [each.start for each in demands.some_items] + [each.end or 0 for each in demands.some_items]
        self._prefix = max([*(len(each.prefix) for each in demands.items), *edges], default=0)
        self._repeated = any(isinstance(each, Unique) for each in demands.denied)
        asked = [_Asked(some.goal, some.start, some.end, -1 - at) for at, some in enumerate(demands.some_items)]
        for group, each in enumerate(demands.contains):
            asked += [_Asked((each.node, True), 0, None, group)] * min(each.low, LONGEST)
        self._asked = asked
        self._limited: list[Contains] = [each for each in demands.contains if each.high is not None]

    def find(self) -> Outcome:
        """The shortest array."""
        if self._demands.unique and self._repeated:
            return IMPOSSIBLE
        most = max(self._low, self._prefix + len(self._asked) + 2 * self._repeated)
        if self._high is not None:
            most = min(most, self._high)
        if self._low > LONGEST or len(self._asked) > LONGEST:
            return UNKNOWN if self._high is None or self._low <= self._high else IMPOSSIBLE
        best = IMPOSSIBLE
        for tried, length in enumerate(range(self._low, most + 1)):
            outcome = UNKNOWN if tried > MOST_LENGTHS else self._of_length(length)
            if outcome.kind == "value":
                return outcome
            if outcome.kind == "unknown" and not best.has_value:
                best = outcome
            if tried > MOST_LENGTHS:
                break
        return best

    def _of_length(self, length: int) -> Outcome:
        slots: Slots = [self._universal(index) for index in range(length)]
        if self._search.solve(slots[0] if slots else frozenset()).kind == "none":
            return IMPOSSIBLE
        best = IMPOSSIBLE
        for placed in self._placed(0, slots, {}):
            for limited in self._within_limits(0, placed, [0] * len(self._limited)):
                for twice in self._with_twins(limited):
                    outcome = self._built(*twice)
                    if outcome.kind == "value":
                        return outcome
                    if outcome.kind == "unknown" and not best.has_value:
                        best = outcome
        return best

    def _universal(self, index: int) -> frozenset[Goal]:
        return frozenset(
            (each.prefix[index] if index < len(each.prefix) else each.rest, True) for each in self._demands.items
        )

    def _placed(self, at: int, slots: Slots, taken: dict[int, list[int]]) -> Iterator[Slots]:
        """Every way to give each that asks an item; behind the prefix one item is like another."""
        self._search.budget.tick()
        if at == len(self._asked):
            yield slots
            return
        asked = self._asked[at]
        used = taken.get(asked.group, [])
        first = max(asked.start, used[-1] + 1 if used else 0)
        last = len(slots) if asked.end is None else min(asked.end, len(slots))
        for index in range(first, min(last, max(first, self._prefix) + len(self._asked) + 1)):
            goals = slots[index] | {asked.goal}
            if self._search.solve(goals).kind != "none":
                changed = [*slots[:index], goals, *slots[index + 1 :]]
                yield from self._placed(at + 1, changed, {**taken, asked.group: [*used, index]})

    def _within_limits(self, at: int, slots: Slots, counts: list[int]) -> Iterator[Slots]:
        """Every way to say of each item whether it counts, where only so many may."""
        if not self._limited or at == len(slots):
            yield slots
            return
        self._search.budget.tick()
        for goals, after in self._counted(0, slots[at], counts):
            yield from self._within_limits(at + 1, [*slots[:at], goals, *slots[at + 1 :]], after)

    def _counted(
        self, at: int, goals: frozenset[Goal], counts: list[int]
    ) -> Iterator[tuple[frozenset[Goal], list[int]]]:
        if at == len(self._limited):
            if self._search.solve(goals).kind != "none":
                yield goals, counts
            return
        limit = self._limited[at]
        if (limit.node, True) not in goals:
            yield from self._counted(at + 1, goals | {(limit.node, False)}, counts)
        if limit.high is None or counts[at] < limit.high:
            more = [*counts[:at], counts[at] + 1, *counts[at + 1 :]]
            yield from self._counted(at + 1, goals | {(limit.node, True)}, more)

    def _with_twins(self, slots: Slots) -> Iterator[tuple[Slots, tuple[int, int] | None]]:
        if not self._repeated:
            yield slots, None
            return
        for one, two in combinations(range(min(len(slots), self._prefix + len(self._asked) + 2)), 2):
            goals = slots[one] | slots[two]
            if self._search.solve(goals).kind != "none":
                yield [goals if index in (one, two) else each for index, each in enumerate(slots)], (one, two)

    def _built(self, slots: Slots, twins: tuple[int, int] | None) -> Outcome:
        if self._demands.unique:
            return self._distinct(slots)
        items = [self._search.solve(goals) for goals in slots]
        if twins:
            items[twins[1]] = items[twins[0]]
        return _joined(items)

    def _distinct(self, slots: Slots) -> Outcome:
        if len(slots) > LONGEST_UNIQUE:
            return UNKNOWN
        items: list[Outcome] = []
        for goals in slots:
            taken = frozenset(key(each.value) for each in items)
            extra = {(self._search.graph.add({Enum(taken)}), False)} if taken else set()
            items.append(self._search.solve(goals | extra))
            if not items[-1].has_value:
                alike = len(set(slots)) == 1 and all(each.kind == "value" for each in items[:-1])
                hopeless = self._search.solve(goals).kind == "none" or (alike and items[-1].kind == "none")
                return IMPOSSIBLE if hopeless else UNKNOWN
        return _joined(items)


def _joined(items: list[Outcome]) -> Outcome:
    if any(each.kind == "none" for each in items):
        return IMPOSSIBLE
    if any(not each.has_value for each in items):
        return UNKNOWN
    value = [each.value for each in items]
    return found(value) if all(each.kind == "value" for each in items) else perhaps(value)
