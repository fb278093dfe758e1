"""Nodes that are equal are one: the graph in which two versions of a schema share all that did not change.

Nodes are read in with provisional numbers, because references may run in circles; `settle` then finds which of them
say the same (the coarsest bisimulation) and gives each class one number. Later nodes go through `add`.
"""

from __future__ import annotations

from collections.abc import Iterable

from c360_governance.diff.json_schema.assertions import (
    AllOf,
    AnyOf,
    Assertion,
    ItemCount,
    Items,
    Length,
    Members,
    Names,
    Node,
    PropertyCount,
    Range,
    Required,
    Types,
)  # fmt: skip

TRUE, FALSE = 0, 1
Says = frozenset[Assertion]
_NOTHING = (Range(), Length(), ItemCount(), PropertyCount(), Required(frozenset()))


class Graph:
    """``says`` holds the assertions of every node; `TRUE` and `FALSE` are the first two."""

    def __init__(self) -> None:
        self.says: list[Says] = [frozenset(), frozenset({Types(frozenset())})]
        self._known: dict[Says, Node] = {self.says[0]: TRUE, self.says[1]: FALSE}

    def add(self, says: Iterable[Assertion]) -> Node:
        """The node that says this; its subschemas are nodes of the graph."""
        plain = simplified(frozenset(says))
        alias = alias_of(plain)
        if alias is not None:
            return alias
        if plain not in self._known:
            self._known[plain] = len(self.says)
            self.says.append(plain)
        return self._known[plain]


def settle(draft: list[Says]) -> tuple[Graph, list[Node]]:
    """A graph of these nodes, and the number of each in it. The first two of ``draft`` are those of the graph."""
    graph = Graph()
    final: dict[Node, Node] = {TRUE: TRUE, FALSE: FALSE}
    uses = [_uses(says) for says in draft]
    waiting = set(range(2, len(draft)))
    users: dict[Node, set[Node]] = {}
    for node in waiting:
        for used in uses[node]:
            users.setdefault(used, set()).add(node)
    ready = [node for node in waiting if not uses[node] - final.keys()]
    while ready:
        node = ready.pop()
        if node in final:
            continue
        final[node] = graph.add(assertion.over(final.__getitem__) for assertion in draft[node])
        waiting.discard(node)
        ready += [user for user in users.get(node, ()) if user in waiting and not uses[user] - final.keys()]
    _settle_circles(graph, draft, sorted(waiting), final)
    return graph, [final[node] for node in range(len(draft))]


def _settle_circles(graph: Graph, draft: list[Says], circular: list[Node], final: dict[Node, Node]) -> None:
    """Refine until no two nodes of a class can be told apart, then number the classes."""
    classes = dict.fromkeys(circular, -1)
    count = 1
    while circular:
        every = {**final, **classes}
        signatures = {
            node: simplified(frozenset(assertion.over(every.__getitem__) for assertion in draft[node]))
            for node in circular
        }
        numbers: dict[Says, int] = {}
        classes = {node: -1 - numbers.setdefault(signatures[node], len(numbers)) for node in circular}
        if len(numbers) == count:
            break
        count = len(numbers)
    places: dict[int, Node] = {}
    for node in circular:
        if classes[node] not in places:
            places[classes[node]] = len(graph.says)
            graph.says.append(frozenset())
        final[node] = places[classes[node]]
    for node in circular:
        graph.says[final[node]] = simplified(frozenset(assertion.over(final.__getitem__) for assertion in draft[node]))


def alias_of(says: Says) -> Node | None:
    """The one node whose meaning this is, as of a lone reference."""
    if len(says) == 1:
        (only,) = says
        if isinstance(only, AllOf | AnyOf) and len(only.nodes) == 1:
            return next(iter(only.nodes))
    return None


def simplified(says: Says) -> Says:
    """Without what always holds; all that never holds is one."""
    kept = frozenset(assertion for assertion in says if not _holds(assertion))
    never = (AllOf, Types)
    for assertion in kept:
        if isinstance(assertion, never) and (
            (isinstance(assertion, Types) and not assertion.names)
            or (isinstance(assertion, AllOf) and FALSE in assertion.nodes)
        ):
            return frozenset({Types(frozenset())})
    return kept


def _holds(assertion: Assertion) -> bool:
    if assertion in _NOTHING:
        return True
    if isinstance(assertion, AllOf):
        return assertion.nodes <= {TRUE}
    if isinstance(assertion, AnyOf):
        return TRUE in assertion.nodes and not assertion.evaluates
    if isinstance(assertion, Names):
        return assertion.node == TRUE
    if isinstance(assertion, Items):
        return {*assertion.prefix, assertion.rest} == {TRUE}
    if isinstance(assertion, Members):
        return {node for _, node in assertion.properties | assertion.patterns} | {assertion.rest} == {TRUE}
    return False


def _uses(says: Says) -> set[Node]:
    used: set[Node] = set()

    def each(node: Node) -> Node:
        used.add(node)
        return node

    for assertion in says:
        assertion.over(each)
    return used
