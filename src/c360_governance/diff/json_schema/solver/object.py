"""An object: its required properties, those that some demand asks for, and as many more as it must have.

Names that no schema mentions differ only in the patterns that find them, so one fresh name stands for all of a kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from typing import TYPE_CHECKING

from c360_governance.diff.json_schema import oracle
from c360_governance.diff.json_schema.assertions import Enum, Members, Pattern, Types
from c360_governance.diff.json_schema.evaluation import holds
from c360_governance.diff.json_schema.solver.demands import (
    IMPOSSIBLE,
    UNKNOWN,
    Demands,
    Goal,
    Goals,
    Outcome,
    SomeMember,
    SomeName,
    found,
    perhaps,
)  # fmt: skip
from c360_governance.diff.json_schema.values import key

if TYPE_CHECKING:
    from c360_governance.diff.json_schema.solver.search import Search

MOST_PATTERNS = 6
MOST_FILLED = 300
Some = SomeMember | SomeName
Placed = dict[str, frozenset[Goal]]
"""What is asked of the properties that are there, beside what is asked of every property of that name."""


def value(search: Search, demands: Demands) -> Outcome:
    """An object that meets the demands."""
    return _Objects(search, demands).find()


class _Objects:
    def __init__(self, search: Search, demands: Demands) -> None:
        self._search = search
        self._demands = demands
        self._low, self._high = demands.bounds()
        some = demands.some_members
        self._named = sorted(
            {name for members in demands.members for name, _ in members.properties}
            | demands.required
            | {each.name for each in some if each.name is not None}
            | {name for each in some for name in each.unless_names}
        )
        self._patterns = sorted(
            {text for members in demands.members for text, _ in members.patterns}
            | {each.pattern for each in some if each.pattern is not None}
            | {text for each in some for text in each.unless_patterns}
        )
        self._unsure = False

    def find(self) -> Outcome:
        """Required properties first, then those that something asks for, then as many as are missing."""
        demands = self._demands
        if demands.required & demands.absent or (self._high is not None and self._high < self._low):
            return IMPOSSIBLE
        if self._high is not None and len(demands.required) > self._high:
            return IMPOSSIBLE
        asked: list[Some] = [*demands.some_members, *demands.some_names]
        required: Placed = {name: frozenset() for name in sorted(demands.required)}
        if not asked and any(self._of(name, frozenset()).kind == "none" for name in required):
            return IMPOSSIBLE
        best = IMPOSSIBLE
        for placed in self._placed(asked, required):
            outcome = self._built(placed)
            if outcome.kind == "value":
                return outcome
            if outcome.kind == "unknown" and not best.has_value:
                best = outcome
        return UNKNOWN if best.kind == "none" and self._unsure else best

    def _placed(self, asked: list[Some], placed: Placed) -> Iterator[Placed]:
        """Every way to give each that asks a property of its own or of another."""
        self._search.budget.tick()
        if not asked:
            yield placed
            return
        first, *rest = asked
        for name in self._candidates(first, placed):
            goals = frozenset({first.goal}) if isinstance(first, SomeMember) else frozenset()
            merged = {**placed, name: placed.get(name, frozenset()) | goals}
            if self._high is not None and len(merged) > self._high:
                continue
            outcome = self._of(name, merged[name])
            if outcome.kind != "none":
                yield from self._placed(rest, merged)

    def _candidates(self, some: Some, placed: Placed) -> Iterator[str]:
        if isinstance(some, SomeMember) and some.name is not None:
            yield from [] if some.name in self._demands.absent else [some.name]
            return
        for name in dict.fromkeys([*placed, *self._named]):
            if name not in self._demands.absent and self._concerns(some, name):
                yield name
        yield from self._fresh(some, placed)

    def _concerns(self, some: Some, name: str) -> bool:
        if isinstance(some, SomeName):
            return self._is(name, some.goal)
        if some.pattern is not None:
            return self._finds(some.pattern, name)
        return name not in some.unless_names and not any(self._finds(text, name) for text in some.unless_patterns)

    def _fresh(self, some: Some | None, taken: Placed) -> Iterator[str]:
        """A name of each kind that no schema mentions, for what asks or (None) for any."""
        patterns = self._patterns
        if len(patterns) > MOST_PATTERNS:
            patterns = [text for text in patterns if some and isinstance(some, SomeMember) and text == some.pattern]
            self._unsure = True
        for signs in product((False, True), repeat=len(patterns)):
            found_by = {text for text, sign in zip(patterns, signs, strict=True) if sign}
            if isinstance(some, SomeMember) and (
                (some.pattern is not None and some.pattern not in found_by) or found_by & some.unless_patterns
            ):
                continue
            name = self._name(found_by, set(patterns) - found_by, some, taken)
            if name is not None:
                yield name

    def _name(self, found_by: set[str], missed_by: set[str], some: Some | None, taken: Placed) -> str | None:
        others = {*self._named, *taken, *self._demands.absent}
        if not (found_by or missed_by or self._demands.names or isinstance(some, SomeName)):
            return next(name for name in _plain_names() if name not in others)
        graph = self._search.graph
        barred = frozenset(map(key, others))
        goals: set[Goal] = {(graph.add({Types(frozenset({"string"}))}), True), (graph.add({Enum(barred)}), False)}
        goals |= {(graph.add({Pattern(text)}), True) for text in found_by}
        goals |= {(graph.add({Pattern(text)}), False) for text in missed_by}
        goals |= {(names.node, True) for names in self._demands.names}
        if isinstance(some, SomeName):
            goals.add(some.goal)
        outcome = self._search.solve(frozenset(goals))
        if outcome.kind == "unknown":
            self._unsure = True
        return outcome.value if outcome.has_value and isinstance(outcome.value, str) else None

    def _of(self, name: str, goals: Goals) -> Outcome:
        """A value for the property of that name."""
        if name in self._demands.absent or any(not self._is(name, (each.node, True)) for each in self._demands.names):
            return IMPOSSIBLE
        universal = {goal for members in self._demands.members for goal in self._universal(members, name)}
        return self._search.solve(goals | universal)

    def _universal(self, members: Members, name: str) -> list[Goal]:
        nodes = [node for each, node in members.properties if each == name]
        nodes += [node for text, node in members.patterns if self._finds(text, name)]
        return [(node, True) for node in nodes or [members.rest]]

    def _built(self, placed: Placed) -> Outcome:
        properties: dict[str, Outcome] = {}
        for name, goals in placed.items():
            properties[name] = self._of(name, goals)
            if properties[name].kind == "none":
                return IMPOSSIBLE
        if len(properties) < self._low and not self._filled(properties, placed):
            return UNKNOWN if self._unsure else IMPOSSIBLE
        if any(not each.has_value for each in properties.values()):
            return UNKNOWN
        value = {name: each.value for name, each in properties.items()}
        return found(value) if all(each.kind == "value" for each in properties.values()) else perhaps(value)

    def _filled(self, properties: dict[str, Outcome], placed: Placed) -> bool:
        """Add properties until there are enough of them."""
        for name in self._named:
            if len(properties) >= self._low:
                return True
            if name not in properties:
                self._try(name, properties)
        if len(properties) >= self._low:
            return True
        for _ in range(self._low if self._low <= MOST_FILLED else 0):
            before = len(properties)
            for name in self._fresh(None, {**placed, **dict.fromkeys(properties, frozenset())}):
                if len(properties) >= self._low:
                    return True
                self._try(name, properties)
            if len(properties) >= self._low:
                return True
            if len(properties) == before:
                return False
        self._unsure = True
        return False

    def _try(self, name: str, properties: dict[str, Outcome]) -> None:
        outcome = self._of(name, frozenset())
        if outcome.kind == "value":
            properties[name] = outcome
        elif outcome.kind == "unknown":
            self._unsure = True

    def _is(self, name: str, goal: Goal) -> bool:
        answer = holds(self._search.graph, goal[0], name, self._search.budget)
        if answer is None:
            self._unsure = True
        return answer is goal[1]

    def _finds(self, pattern: str, name: str) -> bool:
        answer = oracle.matches(pattern, name)
        if answer is None:
            self._unsure = True
        return answer is True


def _plain_names() -> Iterator[str]:
    """Names for what may have any."""
    yield from "abcdefghijklmnopqrstuvwxyz"
    yield from (f"a{number}" for number in count())
