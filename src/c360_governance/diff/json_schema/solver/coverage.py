"""What `unevaluatedProperties` and `unevaluatedItems` speak of, case by case.

Which members have been looked at depends on which of the subschemas beside the keyword accept the value. Each case
says which of them do (as goals), and what the keyword then demands of the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from c360_governance.diff.json_schema.assertions import (
    AllOf,
    AnyOf,
    Assertion,
    Dependent,
    Evaluates,
    EvaluatesItems,
    If,
    Items,
    Members,
    Node,
    OneOf,
    Opaque,
    Required,
    UnevaluatedItems,
    UnevaluatedProperties,
)  # fmt: skip
from c360_governance.diff.json_schema.graph import TRUE, Graph, Says
from c360_governance.diff.json_schema.solver.demands import Absent, Item

MOST_CASES = 128
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Looked:
    """What has been looked at."""

    names: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    count: int = 0
    contains: frozenset[Node] = frozenset()
    everything: bool = False

    def __or__(self, other: Looked) -> Looked:
        return Looked(
            self.names | other.names,
            self.patterns | other.patterns,
            max(self.count, other.count),
            self.contains | other.contains,
            self.everything or other.everything,
        )


Case = tuple[tuple[Item, ...], Looked]
NOTHING: Case = ((), Looked())
Keyword = UnevaluatedProperties | UnevaluatedItems


class _TooMany(Exception):
    """More cases than are worth looking at."""


def left_over(graph: Graph, says: Says, keyword: Keyword) -> list[tuple[tuple[Item, ...], Assertion]]:
    """The cases, each with what the keyword says of the members or items that are left over."""
    of_objects = isinstance(keyword, UnevaluatedProperties)
    try:
        cases = _Cases(graph, of_objects=of_objects).of(says - {keyword}, 0)
    except _TooMany:
        return [((), Opaque("too many ways to evaluate"))]
    rest: Callable[[Looked], Assertion] = _members(keyword.node) if of_objects else _items(graph, keyword.node)
    return [(items, Items((), TRUE) if looked.everything else rest(looked)) for items, looked in cases]


def _members(node: Node) -> Callable[[Looked], Assertion]:
    def rest(looked: Looked) -> Assertion:
        names = frozenset((name, TRUE) for name in looked.names)
        return Members(names, frozenset((text, TRUE) for text in looked.patterns), node)

    return rest


def _items(graph: Graph, node: Node) -> Callable[[Looked], Assertion]:
    def rest(looked: Looked) -> Assertion:
        others = graph.add({AnyOf(frozenset({*looked.contains, node}))}) if looked.contains else node
        return Items((TRUE,) * looked.count, others)

    return rest


class _Cases:
    def __init__(self, graph: Graph, *, of_objects: bool) -> None:
        self._graph = graph
        self._of_objects = of_objects

    def of(self, says: Says, depth: int) -> list[Case]:
        """The cases of a node that accepts the value, by what its assertions look at."""
        if depth > DEEPEST:
            raise _TooMany
        cases = [NOTHING]
        for assertion in says:
            cases = _product(cases, self._of_assertion(assertion, depth))
        return cases

    def _node(self, node: Node, depth: int) -> list[Case]:
        return self.of(self._graph.says[node], depth + 1)

    def _of_assertion(self, assertion: Assertion, depth: int) -> list[Case]:
        match assertion:
            case Evaluates(names, patterns, everything) if self._of_objects:
                return [((), Looked(names, patterns, everything=everything))]
            case EvaluatesItems(count, everything, contains) if not self._of_objects:
                return [((), Looked(count=count, contains=contains, everything=everything))]
            case UnevaluatedProperties() | UnevaluatedItems():
                mine = isinstance(assertion, UnevaluatedProperties) == self._of_objects
                return [((), Looked(everything=mine))]
            case AllOf(nodes):
                cases = [NOTHING]
                for node in nodes:
                    cases = _product(cases, self._node(node, depth))
                return cases
            case AnyOf(nodes) | OneOf(nodes):
                cases = [NOTHING]
                for node in sorted(nodes):
                    cases = _product(cases, self._perhaps(node, depth))
                return cases
            case If(test, then, otherwise):
                tested = _with(((test, True),), self._node(test, depth))
                return [
                    *_product(tested, _with(((then, True),), self._node(then, depth))),
                    *_with(((test, False), (otherwise, True)), self._node(otherwise, depth)),
                ]
            case Dependent(name, node) if self._of_objects:
                inner = self._node(node, depth)
                there = _with((Required(frozenset({name})), (node, True)), inner)
                return [NOTHING] if inner == [NOTHING] else [((Absent(name),), Looked()), *there]
        return [NOTHING]

    def _perhaps(self, node: Node, depth: int) -> list[Case]:
        inner = self._node(node, depth)
        if inner == [NOTHING]:
            return inner
        return [*_with(((node, True),), inner), (((node, False),), Looked())]


def _with(items: tuple[Item, ...], cases: list[Case]) -> list[Case]:
    return [((*items, *more), looked) for more, looked in cases]


def _product(left: list[Case], right: list[Case]) -> list[Case]:
    if len(left) * len(right) > MOST_CASES:
        raise _TooMany
    return [((*one, *two), looked | other) for (one, looked), (two, other) in product(left, right)]
