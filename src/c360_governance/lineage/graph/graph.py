"""The graph of what flows into what. Pure.

Nodes are datasets, metrics, dashboards and jobs that only read; an edge says that its target is made from its source,
who declares that and which jobs were observed to do it. A job, a run and a contract can be asked too: they are
entrances (`Graph.entrance`) from which the datasets that they read, write or declare are one edge away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.graph.adjacency import Adjacency

Direction = Literal["upstream", "downstream"]
NodeKind = Literal["dataset", "metric", "dashboard", "job", "run", "contract"]


@dataclass(frozen=True, slots=True)
class Node:
    """``name`` is a declared dataset's or metric's name, or ``namespace/name`` of one that was only observed.

    ``contract`` is the path of the document that declares it.
    """

    name: str
    kind: NodeKind
    owner: str | None = None
    contract: str | None = None

    @property
    def id(self) -> str:
        """What tells nodes apart: a metric may be named like a dataset."""
        return node_id(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` and ``target`` are ids. ``first`` and ``last`` are the times of the events that showed the flow.

    ``observed`` are the jobs that showed it, ``stale`` those of them whose last run no longer did.
    """

    source: str
    target: str
    declared: frozenset[str] = frozenset()
    observed: frozenset[str] = frozenset()
    columns: frozenset[Flow] = frozenset()
    first: datetime | None = None
    last: datetime | None = None
    stale: frozenset[str] = frozenset()

    @property
    def superseded(self) -> bool:
        """Whether it is history only: nobody declares it, and no job's last run showed it."""
        return not self.declared and bool(self.observed) and self.stale == self.observed


@dataclass
class Graph:
    """Built once from nodes and edges in any order; edges between the same two nodes are one edge."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    _entrances: dict[str, dict[Direction, tuple[str, ...]]] = field(default_factory=dict)
    _adjacency: dict[Direction, Adjacency] = field(default_factory=dict)

    def add(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Add nodes (the first of an id stays) and edges; an edge's ends become nodes where they are unknown."""
        for node in nodes:
            self.nodes.setdefault(node.id, node)
        for edge in edges:
            if edge.source == edge.target:
                continue
            for end in (edge.source, edge.target):
                if end not in self.nodes:
                    self.nodes[end] = node_of(end)
            key = (edge.source, edge.target)
            known = self.edges.get(key)
            self.edges[key] = edge if known is None else _merged(known, edge)
        self._adjacency.clear()

    def entrance(self, node: Node, upstream: Iterable[str] = (), downstream: Iterable[str] = ()) -> None:
        """A node that nothing flows through, but from which one can ask: a job, a run, a contract."""
        self.nodes.setdefault(node.id, node)
        known = self._entrances.get(node.id, {})
        self._entrances[node.id] = {
            "upstream": tuple(dict.fromkeys((*known.get("upstream", ()), *upstream))),
            "downstream": tuple(dict.fromkeys((*known.get("downstream", ()), *downstream))),
        }

    def behind(self, id_: str, direction: Direction) -> tuple[str, ...]:
        """The neighbours that only an entrance leads to."""
        found = self._entrances.get(id_)
        return found[direction] if found else ()

    def neighbours(self, id_: str, direction: Direction) -> tuple[str, ...]:
        """The nodes one edge away, sorted by name."""
        found = {*self.adjacency(direction).neighbours(id_), *self.behind(id_, direction)}
        return tuple(sorted(found, key=by_name))

    def adjacency(self, direction: Direction) -> Adjacency:
        """Who is next to whom, compactly; made when it is first asked for after a change."""
        if direction not in self._adjacency:
            pairs = self.edges if direction == "downstream" else ((target, source) for source, target in self.edges)
            self._adjacency[direction] = Adjacency(self.nodes, pairs)
        return self._adjacency[direction]

    def edge(self, near: str, far: str, direction: Direction) -> Edge:
        """The edge walked from ``near`` to ``far``; one without evidence where an entrance leads there."""
        key = (near, far) if direction == "downstream" else (far, near)
        return self.edges.get(key) or Edge(*key)


def node_id(kind: NodeKind, name: str) -> str:
    return f"{kind}:{name}"


def by_name(id_: str) -> tuple[str, str]:
    """For sorting ids as a reader looks for them."""
    kind, _, name = id_.partition(":")
    return name, kind


def node_of(id_: str) -> Node:
    """A node of which only the id is known."""
    kind, _, name = id_.partition(":")
    return Node(name, kind)  # type: ignore[arg-type]  # ids are made by `node_id` only


def _merged(one: Edge, other: Edge) -> Edge:
    firsts = [time for time in (one.first, other.first) if time is not None]
    lasts = [time for time in (one.last, other.last) if time is not None]
    return Edge(
        one.source,
        one.target,
        one.declared | other.declared,
        one.observed | other.observed,
        one.columns | other.columns,
        min(firsts, default=None),
        max(lasts, default=None),
        one.stale | other.stale,
    )
