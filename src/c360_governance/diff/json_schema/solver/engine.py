"""The search: goals are taken apart type by type, choices tried one after the other, what is settled remembered.

A tableau: every goal on a value becomes demands and choices; when no choice is left, the module of the type finds a
value, asking the engine in turn for the values of items and properties. Circular schemas end because a smallest value
holds no value that meets the same goals, so goals that are already being worked on further up cannot be met below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c360_governance.diff.json_schema.assertions import TYPES, Enum, Type
from c360_governance.diff.json_schema.budget import Budget
from c360_governance.diff.json_schema.evaluation import holds
from c360_governance.diff.json_schema.graph import FALSE, TRUE, Graph
from c360_governance.diff.json_schema.solver import array, number, object, string
from c360_governance.diff.json_schema.solver.demands import (
    IMPOSSIBLE,
    UNKNOWN,
    Alternative,
    Demands,
    Goal,
    Goals,
    Item,
    Outcome,
    found,
    perhaps,
)  # fmt: skip
from c360_governance.diff.json_schema.solver.expansion import Choice, expand
from c360_governance.diff.json_schema.solver.search import Search
from c360_governance.diff.json_schema.values import read_key, type_of

DEEPEST = 40
"""Goals nested deeper are given up."""

_VALUES: dict[Type, Callable[[Search, Demands], Outcome]] = {
    "object": object.value, "array": array.value, "string": string.value, "number": number.value,
}  # fmt: skip


class Witnessed(Exception):
    """A value was found that stood the test; the only argument is the value."""


class Engine:
    """Answers whether some value meets goals. ``accept`` tests whatever the outermost goals seem to be met by."""

    def __init__(self, graph: Graph, budget: Budget, accept: Callable[[Any], bool] | None = None) -> None:
        self.graph = graph
        self.budget = budget
        self._accept = accept
        self._known: dict[Goals, Outcome] = {}
        self._open: dict[Goals, int] = {}
        self._lowest: list[int] = []

    def solve(self, goals: Goals) -> Outcome:
        """A value that meets all goals, or that there is none. Raises `Exhausted`, and `Witnessed` where a value
        for the outermost goals was accepted."""
        self.budget.tick()
        goals = frozenset(goal for goal in goals if goal not in ((TRUE, True), (FALSE, False)))
        if (FALSE, True) in goals or (TRUE, False) in goals or any((node, not fits) in goals for node, fits in goals):
            return IMPOSSIBLE
        if goals in self._known:
            return self._known[goals]
        if goals in self._open:
            self._lowest[-1] = min(self._lowest[-1], self._open[goals])
            return IMPOSSIBLE
        depth = len(self._open)
        if depth >= DEEPEST:
            return UNKNOWN
        self._open[goals] = depth
        self._lowest.append(depth)
        try:
            outcome = self._any_type(goals)
        finally:
            del self._open[goals]
            lowest = self._lowest.pop()
            if self._lowest:
                self._lowest[-1] = min(self._lowest[-1], lowest)
        if outcome.kind == "value" or lowest >= depth:
            self._known[goals] = outcome
        return outcome

    def _any_type(self, goals: Goals) -> Outcome:
        best = IMPOSSIBLE
        for about in TYPES:
            outcome = _Branch(self, goals, about).close(list(goals), [])
            if outcome.kind == "value":
                return outcome
            best = better(best, outcome)
        return best

    def offered(self, outcome: Outcome) -> Outcome:
        """What to make of a value found for the goals that are worked on: the outermost ones' is tested."""
        if len(self._open) == 1 and self._accept and outcome.has_value:
            if self._accept(outcome.value):
                raise Witnessed(outcome.value)
            return UNKNOWN
        return outcome


class _Branch:
    """One line of choices for values of one type."""

    def __init__(self, engine: Engine, goals: Goals, about: Type) -> None:
        self._engine = engine
        self._goals = goals
        self._about: Type = about
        self._demands = Demands()
        self._seen: set[Goal] = set()

    def _fork(self) -> _Branch:
        other = _Branch(self._engine, self._goals, self._about)
        other._demands = self._demands.copy()
        other._seen = set(self._seen)
        return other

    def close(self, items: list[Item], choices: list[Choice]) -> Outcome:
        """Meet the items, then the choices."""
        self._engine.budget.tick()
        if not self._take(items, choices):
            return IMPOSSIBLE
        if self._demands.enums:
            return self._engine.offered(self._listed())
        if not choices:
            return self._engine.offered(self._value())
        if len(choices) > 1:
            kept = self._pruned(choices)
            if kept is None:
                return IMPOSSIBLE
            if len(kept) != len(choices) or any(len(choice.alternatives) == 1 for choice in kept):
                return self.close([], kept)
            choices = kept
        first = min(choices, key=lambda choice: len(choice.alternatives))
        best = IMPOSSIBLE
        for alternative in first.alternatives:
            rest = [choice for choice in choices if choice is not first]
            outcome = self._fork().close(list(alternative), rest)
            if outcome.kind == "value":
                return outcome
            best = better(best, outcome)
        return best

    def _take(self, items: list[Item], choices: list[Choice]) -> bool:
        """Take goals apart until only choices are left; False where they contradict each other."""
        while True:
            while items:
                item = items.pop()
                if not isinstance(item, tuple):
                    self._demands.add(item)
                elif not self._expand(item, items, choices):
                    return False
            if self._demands.contradictory:
                return False
            single = next((choice for choice in choices if len(choice.alternatives) <= 1), None)
            if single is None:
                return True
            choices.remove(single)
            if not single.alternatives:
                return False
            items += single.alternatives[0]

    def _expand(self, goal: Goal, items: list[Item], choices: list[Choice]) -> bool:
        node, fits = goal
        if (node, not fits) in self._seen or goal in ((TRUE, False), (FALSE, True)):
            return False
        if goal in self._seen:
            return True
        self._seen.add(goal)
        self._engine.budget.tick()
        for part in expand(self._engine.graph, goal, self._about):
            if isinstance(part, Choice):
                possible = tuple(each for each in part.alternatives if self._is_open(each))
                choices.append(Choice(possible, part.origin))
            else:
                items.append(part)
        return True

    def _is_open(self, alternative: Alternative) -> bool:
        """Whether an alternative does not contradict what was seen at first sight."""
        for item in alternative:
            if isinstance(item, tuple):
                node, fits = item
                if (node, not fits) in self._seen or item in ((TRUE, False), (FALSE, True)):
                    return False
        return True

    def _pruned(self, choices: list[Choice]) -> list[Choice] | None:
        """The choices without what cannot be chosen; those that hold anyway are dropped. None where one has nothing
        left."""
        kept: list[Choice] = []
        for choice in choices:
            if choice.origin is not None and self._implies(choice.origin):
                continue
            possible = tuple(each for each in choice.alternatives if not self._fails(*each))
            if not possible:
                return None
            kept.append(Choice(possible, choice.origin))
        return kept

    def _implies(self, goal: Goal) -> bool:
        """Whether whatever meets the demands so far meets the goal too, which has been taken apart already."""
        other = self._fork()
        other._seen.discard(goal)
        return other.close([(goal[0], not goal[1])], []).kind == "none"

    def _fails(self, *items: Item) -> bool:
        return self._fork().close(list(items), []).kind == "none"

    def _listed(self) -> Outcome:
        """Where only some values are allowed, each is tried."""
        graph, budget = self._engine.graph, self._engine.budget
        allowed = frozenset.intersection(*(enum.keys for enum in self._demands.enums))
        best = IMPOSSIBLE
        for text in sorted(allowed):
            value = read_key(text)
            if type_of(value) != self._about:
                continue
            answers = [_agrees(holds(graph, node, value, budget), fits) for node, fits in self._goals]
            if all(answers):
                return found(value)
            if False not in answers:
                best = perhaps(value)
        return best

    def _value(self) -> Outcome:
        demands = self._demands
        if self._about in _VALUES:
            outcome = _VALUES[self._about](self._engine, demands)
        else:
            outcome = _of_few(self._about, demands)
        if demands.certain or outcome.kind != "value":
            return outcome
        return perhaps(outcome.value)


def _of_few(about: Type, demands: Demands) -> Outcome:
    values: tuple[Any, ...] = (None,) if about == "null" else (True, False)
    barred = {
        read_key(text) for each in demands.denied if isinstance(each, Enum) for text in each.keys if _is_few(text)
    }
    return next((found(value) for value in values if value not in barred), IMPOSSIBLE)


def _is_few(text: str) -> bool:
    return text in ("null", "true", "false")


def _agrees(answer: bool | None, wanted: bool) -> bool | None:
    return None if answer is None else answer == wanted


def better(one: Outcome, other: Outcome) -> Outcome:
    """What is known after two branches of which neither gave a value."""
    if one.kind == "none":
        return other
    return one if one.has_value or other.kind == "none" else other
