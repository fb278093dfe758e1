"""Schemas of any draft read into the nodes of one graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c360_governance.diff.json_schema.assertions import AllOf, Assertion, Node, Opaque
from c360_governance.diff.json_schema.branches import without_needless_one_of
from c360_governance.diff.json_schema.dialect import Draft
from c360_governance.diff.json_schema.graph import FALSE, TRUE, Graph, Says, settle
from c360_governance.diff.json_schema.keyword_groups import GROUPS
from c360_governance.diff.json_schema.resources import Resources, Unresolved

Scope = tuple[tuple[str, int], ...]
"""Of each dynamic anchor, the schema that it means here."""

Outermost = Callable[[str, Any], Any]


class Reader:
    """Reads one document into a list of nodes; each schema object becomes one provisional node.

    ``tracks`` tells whether it matters which members and items a subschema looks at.
    """

    def __init__(self, root: Any, draft: Draft, nodes: list[Says]) -> None:
        self.draft = draft
        self.resources = Resources(root, draft)
        self.tracks = draft >= 2019 and "'unevaluated" in repr(root)
        self.unresolved: list[str] = []
        self._targets: dict[int, Any] = {}
        self._nodes = nodes
        self._known: dict[tuple[int, Scope], Node] = {}
        self._kept: list[Any] = []
        self._waiting: list[tuple[Node, dict[str, Any], Scope]] = []
        self._scope: Scope = ()

    def read(self, schema: Any) -> Node:
        """The node of a schema and of all that it leads to."""
        node = self.node(schema)
        while self._waiting:
            place, raw, self._scope = self._waiting.pop()
            self._nodes[place] = frozenset(self._assertions(raw))
        return node

    def node(self, schema: Any) -> Node:
        """A schema's provisional number; what it says is read later, since references may run in circles.

        The same schema reached through other resources is another node where dynamic references depend on the way.
        """
        if schema is True or schema is False:
            return TRUE if schema else FALSE
        if not isinstance(schema, dict):
            return self.of({Opaque("no schema")})
        scope = self._entered(schema)
        place = id(schema), scope
        if place not in self._known:
            self._known[place] = self.of(())
            self._kept.append(schema)
            self._waiting.append((self._known[place], schema, scope))
        return self._known[place]

    def _entered(self, schema: dict[str, Any]) -> Scope:
        """The dynamic scope within a schema: of each dynamic anchor, the outermost resource's counts."""
        anchors = self.resources.dynamic.get(self.resources.base(schema), {})
        taken = dict(self._scope)
        new = [(anchor, id(target)) for anchor, target in anchors.items() if anchor not in taken]
        self._targets.update((id(target), target) for target in anchors.values())
        return tuple(sorted([*self._scope, *new])) if new else self._scope

    def of(self, says: set[Assertion] | tuple[()]) -> Node:
        """A new node that says this."""
        self._nodes.append(frozenset(says))
        return len(self._nodes) - 1

    def _assertions(self, raw: dict[str, Any]) -> list[Assertion]:
        says: list[Assertion] = []
        if "$ref" in raw:
            says.append(self._reference(raw, "$ref"))
            if self.draft <= 7:
                return says
        if self.draft == 2019 and "$recursiveRef" in raw:
            says.append(self._reference(raw, "$recursiveRef", self._recursive))
        if self.draft == 2020 and "$dynamicRef" in raw:
            says.append(self._reference(raw, "$dynamicRef", self._dynamic))
        for group in GROUPS:
            says += group(raw, self)
        return says

    def _reference(self, raw: dict[str, Any], key: str, outermost: Outermost | None = None) -> Assertion:
        reference = raw[key]
        if not isinstance(reference, str):
            return Opaque("a reference that is no text")
        try:
            target = self.resources.resolve(reference, self.resources.base(raw))
        except Unresolved as reason:
            if not reason.remote:
                self.unresolved.append(str(reason))
            return Opaque(str(reason))
        return AllOf(frozenset({self.node(outermost(reference, target) if outermost else target)}))

    def _dynamic(self, reference: str, target: Any) -> Any:
        """A dynamic anchor is looked for from the outermost resource on; an anchor of another kind is plain."""
        anchor = reference.rpartition("#")[2]
        is_dynamic = isinstance(target, dict) and target.get("$dynamicAnchor") == anchor
        return self._targets.get(dict(self._scope).get(anchor, 0), target) if is_dynamic else target

    def _recursive(self, reference: str, target: Any) -> Any:
        is_dynamic = isinstance(target, dict) and target.get("$recursiveAnchor") is True
        return self._targets.get(dict(self._scope).get("", 0), target) if is_dynamic else target


def read_pair(old: tuple[Any, Draft], new: tuple[Any, Draft]) -> tuple[Graph, Node, Node, list[str]]:
    """Both schemas in one graph, their two nodes, and the references that lead nowhere."""
    nodes: list[Says] = []
    starts: list[Node] = []
    unresolved: list[str] = []
    tracks = False
    nodes += Graph().says
    for schema, draft in (old, new):
        reader = Reader(schema, draft, nodes)
        starts.append(reader.read(schema))
        unresolved += reader.unresolved
        tracks = tracks or reader.tracks
    graph, final = settle(nodes)
    without_needless_one_of(graph, evaluates=tracks)
    return graph, final[starts[0]], final[starts[1]], list(dict.fromkeys(unresolved))
