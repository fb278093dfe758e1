"""Alternatives that a property tells apart: where no value fits two of them, one of them and any of them are the same.

Searching for a value that fits two of many branches is dear, and events that come in many kinds are written so.
"""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.json_schema.assertions import AnyOf, Assertion, Enum, Members, Node, OneOf, Required, Types
from c360_governance.diff.json_schema.graph import Graph

Told = dict[str, frozenset[str]]
"""Of each property that is there in every object of a branch, the values that it may have."""


def without_needless_one_of(graph: Graph, *, evaluates: bool) -> None:
    """Make an `anyOf` of every `oneOf` whose branches some property tells apart. ``evaluates`` as of `AnyOf`."""

    def plain(assertion: Assertion) -> Assertion:
        if isinstance(assertion, OneOf) and _are_apart(graph, assertion.nodes):
            return AnyOf(frozenset(assertion.nodes), evaluates)
        return assertion

    for node, says in enumerate(graph.says):
        if any(isinstance(assertion, OneOf) for assertion in says):
            graph.says[node] = frozenset(map(plain, says))


def _are_apart(graph: Graph, nodes: tuple[Node, ...]) -> bool:
    branches = [_told(graph, node) for node in nodes]
    names = frozenset.intersection(*(frozenset(branch) for branch in branches)) if branches else frozenset()
    for name in names:
        values = [value for branch in branches for value in branch[name]]
        if len(values) == len(set(values)):
            return True
    return False


def _told(graph: Graph, node: Node) -> Told:
    says = graph.says[node]
    if Types(frozenset({"object"})) not in says:
        return {}
    required = {name for assertion in says if isinstance(assertion, Required) for name in assertion.names}
    return {name: keys for name, keys in _listed(graph, node) if name in required}


def _listed(graph: Graph, node: Node) -> Iterator[tuple[str, frozenset[str]]]:
    for assertion in graph.says[node]:
        if isinstance(assertion, Members):
            for name, inner in assertion.properties:
                for part in graph.says[inner]:
                    if isinstance(part, Enum):
                        yield name, part.keys
