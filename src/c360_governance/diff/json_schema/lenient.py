"""Open content taken leniently: an optional property that an open object gains is no break.

Strictly, an open object may have held anything under that name before. Leniently it is taken to have held nothing, or
what the other schema allows: the schema to be contained is narrowed to that before the search.
"""

from __future__ import annotations

from c360_governance.diff.json_schema import oracle
from c360_governance.diff.json_schema.assertions import (
    AllOf,
    AnyOf,
    Assertion,
    Items,
    Members,
    Node,
    OneOf,
    Types,
    UnevaluatedProperties,
)  # fmt: skip
from c360_governance.diff.json_schema.graph import TRUE, Graph

Named = dict[str, Node]


def narrowed(graph: Graph, inner: Node, outer: Node) -> Node:
    """The inner node, with each property that only the outer one declares held to what the outer one says of it."""
    return _Narrowing(graph).of(inner, outer)


class _Narrowing:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[tuple[Node, Node], Node] = {}

    def of(self, inner: Node, outer: Node) -> Node:
        """The narrowed node; circles lead back to it."""
        if inner == outer or TRUE in (inner, outer):
            return inner
        if (inner, outer) not in self._known:
            self._known[inner, outer] = len(self._graph.says)
            self._graph.says.append(frozenset())
            self._graph.says[self._known[inner, outer]] = frozenset(self._narrowed(inner, outer))
        return self._known[inner, outer]

    def _narrowed(self, inner: Node, outer: Node) -> list[Assertion]:
        declared = self._declared(outer)
        kept: list[Assertion] = []
        for assertion in self._graph.says[inner]:
            match assertion:
                case Members(properties, patterns, rest):
                    pairs = {(name, self.of(node, declared.get(name, TRUE))) for name, node in properties}
                    kept.append(Members(frozenset(pairs), patterns, rest))
                case Items(prefix, rest):
                    others = [each for each in self._graph.says[outer] if isinstance(each, Items)]
                    kept.append(self._items(prefix, rest, others[0]) if others else assertion)
                case AllOf(nodes):
                    kept.append(AllOf(frozenset(self.of(node, outer) for node in nodes)))
                case AnyOf(nodes):
                    kept.append(AnyOf(frozenset(self.of(node, self._like(node, outer)) for node in nodes)))
                case OneOf(nodes):
                    kept.append(OneOf(tuple(self.of(node, self._like(node, outer)) for node in nodes)))
                case _:
                    kept.append(assertion)
        gained = self._gained(inner, declared)
        return [*kept, Members(frozenset(gained.items()), frozenset(), TRUE)] if gained else kept

    def _items(self, prefix: tuple[Node, ...], rest: Node, other: Items) -> Items:
        paired = [
            self.of(node, other.prefix[at] if at < len(other.prefix) else other.rest) for at, node in enumerate(prefix)
        ]
        return Items(tuple(paired), self.of(rest, other.rest))

    def _gained(self, inner: Node, declared: Named) -> Named:
        """What the outer node declares and the inner one, being open, leaves to anybody."""
        says = self._graph.says[inner]
        members = [each for each in says if isinstance(each, Members)]
        of_objects = any(isinstance(each, Types) and each.names == {"object"} for each in says)
        closed = any(isinstance(each, UnevaluatedProperties) for each in says)
        if closed or not (members or of_objects) or any(each.rest != TRUE for each in members):
            return {}
        own = self._declared(inner)
        patterns = [text for each in members for text, _ in each.patterns]
        return {
            name: node
            for name, node in declared.items()
            if name not in own and not any(oracle.matches(text, name) is not False for text in patterns)
        }

    def _declared(self, node: Node) -> Named:
        """The properties that a node declares, whatever part of it does."""
        found: Named = {}
        waiting, seen = [node], set()
        while waiting:
            each = waiting.pop()
            if each in seen:
                continue
            seen.add(each)
            for assertion in self._graph.says[each]:
                if isinstance(assertion, Members):
                    found.update(assertion.properties)
                elif isinstance(assertion, AllOf):
                    waiting += assertion.nodes
        return found

    def _like(self, node: Node, outer: Node) -> Node:
        """The alternative of the outer node that shares most with an alternative of the inner one."""
        alternatives = [
            each
            for assertion in self._graph.says[outer]
            if isinstance(assertion, AnyOf | OneOf)
            for each in assertion.nodes
        ]
        own = self._declared(node).items()
        return max(sorted(alternatives), key=lambda each: len(own & self._declared(each).items()), default=outer)
