"""Whether a value fits a node, by the graph alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from c360_governance.diff.json_schema import oracle
from c360_governance.diff.json_schema.assertions import (
    AllOf,
    AnyOf,
    Assertion,
    Contains,
    Dependent,
    Enum,
    Evaluates,
    EvaluatesItems,
    If,
    ItemCount,
    Items,
    Length,
    Members,
    Multiple,
    Names,
    Node,
    Not,
    OneOf,
    Opaque,
    Pattern,
    Predicate,
    PropertyCount,
    Range,
    Required,
    Types,
    UnevaluatedItems,
    UnevaluatedProperties,
    Unique,
)  # fmt: skip
from c360_governance.diff.json_schema.budget import Budget
from c360_governance.diff.json_schema.graph import Graph, Says
from c360_governance.diff.json_schema.solver.coverage import left_over
from c360_governance.diff.json_schema.solver.demands import Absent
from c360_governance.diff.json_schema.values import exact, key, type_of

DEEPEST = 60
Answer = bool | None


def holds(
    graph: Graph, node: Node, value: Any, budget: Budget, depth: int = 0, above: frozenset[Node] = frozenset()
) -> Answer:
    """Whether the value fits; None where something is not understood, or where a node leads to itself. Each node is a
    step. Raises `Exhausted`.

    ``above`` are the nodes that the same value is being held against already.
    """
    budget.tick()
    if depth > DEEPEST or node in above:
        return None
    says = graph.says[node]
    each = _Values(graph, value, budget, depth, above | {node})
    return _all(each.fits(assertion, says) for assertion in says)


def _all(answers: Iterable[Answer]) -> Answer:
    unsure = False
    for answer in answers:
        if answer is False:
            return False
        unsure = unsure or answer is None
    return None if unsure else True


def _not(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _any(answers: Iterable[Answer]) -> Answer:
    return _not(_all(map(_not, answers)))


class _Values:
    def __init__(self, graph: Graph, value: Any, budget: Budget, depth: int, above: frozenset[Node]) -> None:
        self._graph = graph
        self._value = value
        self._budget = budget
        self._depth = depth
        self._above = above

    def _here(self, node: Node) -> Answer:
        return holds(self._graph, node, self._value, self._budget, self._depth + 1, self._above)

    def _below(self, node: Node, value: Any) -> Answer:
        return holds(self._graph, node, value, self._budget, self._depth + 1)

    def fits(self, assertion: Assertion, says: Says) -> Answer:
        """Whether the value fits one of a node's assertions."""
        if assertion.about not in (None, type_of(self._value)):
            return True
        match assertion:
            case Types(names):
                return _is_typed(self._value, names)
            case Enum(keys):
                return key(self._value) in keys
            case AllOf(nodes):
                return _all(map(self._here, nodes))
            case AnyOf(nodes):
                return _any(map(self._here, nodes))
            case OneOf(nodes):
                answers = [self._here(node) for node in nodes]
                return None if None in answers else answers.count(True) == 1
            case Not(node):
                return _not(self._here(node))
            case If(test, then, otherwise):
                tested = self._here(test)
                return None if tested is None else self._here(then if tested else otherwise)
            case UnevaluatedProperties() | UnevaluatedItems():
                return self._left_over(assertion, says)
        by_type: dict[str, Callable[[Assertion], Answer]] = {
            "number": self._number, "string": self._string, "array": self._array, "object": self._object,
        }  # fmt: skip
        return by_type[assertion.about](assertion) if assertion.about in by_type else None

    def _number(self, assertion: Assertion) -> Answer:
        number = exact(self._value)
        match assertion:
            case Range(low, low_open, high, high_open):
                above = low is None or number > low or (number == low and not low_open)
                return above and (high is None or number < high or (number == high and not high_open))
            case Multiple(of):
                return number % of == 0
        return None

    def _string(self, assertion: Assertion) -> Answer:
        match assertion:
            case Length(low, high):
                return low <= len(self._value) and (high is None or len(self._value) <= high)
            case Pattern(text):
                return oracle.matches(text, self._value)
            case Predicate(fragment):
                return oracle.fits(fragment, self._value)
        return None

    def _array(self, assertion: Assertion) -> Answer:
        items: list[Any] = self._value
        match assertion:
            case ItemCount(low, high):
                return low <= len(items) and (high is None or len(items) <= high)
            case Unique():
                return len({key(item) for item in items}) == len(items)
            case Items(prefix, rest):
                nodes = [*prefix, *[rest] * max(0, len(items) - len(prefix))]
                return _all(self._below(node, item) for node, item in zip(nodes, items, strict=False))
            case Contains(node, low, high):
                answers = [self._below(node, item) for item in items]
                if None in answers:
                    return None
                return low <= answers.count(True) and (high is None or answers.count(True) <= high)
            case EvaluatesItems():
                return True
        return None

    def _object(self, assertion: Assertion) -> Answer:
        members: dict[str, Any] = self._value
        match assertion:
            case PropertyCount(low, high):
                return low <= len(members) and (high is None or len(members) <= high)
            case Required(names):
                return names <= members.keys()
            case Members():
                named = dict(assertion.properties)
                return _all(self._member(assertion, named.get(name), name, value) for name, value in members.items())
            case Names(node):
                return _all(self._below(node, name) for name in members)
            case Dependent(name, node):
                return name not in members or self._here(node)
            case Evaluates():
                return True
        return None

    def _member(self, members: Members, named: Node | None, name: str, value: Any) -> Answer:
        found = [oracle.matches(text, name) for text, _ in members.patterns]
        if None in found:
            return None
        nodes = [] if named is None else [named]
        nodes += [node for (text, node), yes in zip(members.patterns, found, strict=True) if yes]
        return _all(self._below(node, value) for node in nodes or [members.rest])

    def _left_over(self, keyword: UnevaluatedProperties | UnevaluatedItems, says: Says) -> Answer:
        """By the cases of `coverage`: the one whose goals the value meets says what is left over."""
        for items, rest in left_over(self._graph, says, keyword):
            if isinstance(rest, Opaque):
                return None
            answers: list[Answer] = []
            for item in items:
                if isinstance(item, tuple):
                    answers.append(_is(self._here(item[0]), item[1]))
                elif isinstance(item, Absent):
                    answers.append(item.name not in self._value)
                elif isinstance(item, Required):
                    answers.append(item.names <= self._value.keys())
            if None in answers:
                return None
            if all(answers):
                return self.fits(rest, says)
        return True


def _is(answer: Answer, wanted: bool) -> Answer:
    return None if answer is None else answer == wanted


def _is_typed(value: Any, names: frozenset[str]) -> bool:
    kind = type_of(value)
    if kind in names:
        return True
    if kind != "number":
        return False
    whole = exact(value).denominator == 1
    return whole and ("integer" in names or ("strict integer" in names and isinstance(value, int)))
