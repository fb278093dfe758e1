"""The graph of what flows into what, and the questions asked of it. Pure.

Nodes are datasets and metrics; an edge says that its target is made from its source, who declares that (paths of
contracts and metric specs) and which jobs were observed to do it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Direction = Literal["upstream", "downstream"]
ColumnPair = tuple[str | None, str | None]
"""(column of the source, column of the target); None where it is not known."""

ROWS = "*"
"""In the place of a column: the rows as such (a count), known not to depend on any one column."""


@dataclass(frozen=True, slots=True)
class Node:
    """``name`` is a declared dataset's or metric's name, or ``namespace/name`` of one that was only observed."""

    name: str
    kind: Literal["dataset", "metric"]
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """``last`` is the time of the last event that showed the flow."""

    source: str
    target: str
    declared: frozenset[str] = frozenset()
    observed: frozenset[str] = frozenset()
    columns: frozenset[ColumnPair] = frozenset()
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of an answer, walked from ``near`` to ``far`` (node, column); ``exact`` if the columns are known."""

    edge: Edge
    near: tuple[str, str | None]
    far: tuple[str, str | None]
    exact: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """``depths`` are the least numbers of edges to each node reached; ``steps`` the edges walked, breadth first."""

    start: tuple[str, str | None]
    depths: dict[str, int]
    steps: tuple[Step, ...]


@dataclass
class Graph:
    """Built once from nodes and edges in any order; edges between the same two nodes are one edge."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    _next: dict[Direction, dict[str, list[tuple[str, str]]]] = field(
        default_factory=lambda: {"upstream": {}, "downstream": {}}
    )

    def add(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Add nodes (the first of a name stays) and edges; an edge's ends become datasets where they are unknown."""
        for node in nodes:
            self.nodes.setdefault(node.name, node)
        for edge in edges:
            if edge.source == edge.target:
                continue
            for name in (edge.source, edge.target):
                self.nodes.setdefault(name, Node(name, "dataset"))
            key = (edge.source, edge.target)
            known = self.edges.get(key)
            if known is None:
                self._next["downstream"].setdefault(edge.source, []).append(key)
                self._next["upstream"].setdefault(edge.target, []).append(key)
            self.edges[key] = edge if known is None else _merged(known, edge)

    def reach(self, start: str, direction: Direction, depth: int | None = None, column: str | None = None) -> Reached:
        """Everything upstream or downstream of a node, at most ``depth`` edges away.

        With a column, only what that column flows into (or from). An edge whose columns are not known may carry it
        and is walked too, as a step that is not exact.
        """
        first = (start, column)
        depths: dict[str, int] = {}
        steps: list[Step] = []
        seen = {first: 0}
        queue = deque([first])
        while queue:
            near = queue.popleft()
            distance = seen[near] + 1
            if depth is not None and distance > depth:
                continue
            for step in self._steps(near, direction, by_column=column is not None):
                steps.append(step)
                if step.far[0] != start:
                    depths.setdefault(step.far[0], distance)
                if step.far not in seen:
                    seen[step.far] = distance
                    queue.append(step.far)
        return Reached(first, depths, tuple(steps))

    def _steps(self, near: tuple[str, str | None], direction: Direction, *, by_column: bool) -> list[Step]:
        name, column = near
        steps: dict[tuple[str, str | None], Step] = {}
        for key in self._next[direction].get(name, ()):
            edge = self.edges[key]
            other = edge.target if direction == "downstream" else edge.source
            if not by_column:
                steps[(other, None)] = Step(edge, near, (other, None), True)
                continue
            pairs = edge.columns if direction == "downstream" else {(there, here) for here, there in edge.columns}
            for here, there in pairs or {(None, None)}:
                if column in (here, None) or here is None:
                    exact = here is not None and column is not None
                    known = steps.get((other, there))
                    steps[(other, there)] = Step(
                        edge, near, (other, there), exact or (known is not None and known.exact)
                    )
        return [steps[far] for far in sorted(steps, key=lambda far: (far[0], far[1] or ""))]


def _merged(one: Edge, other: Edge) -> Edge:
    times = [time for time in (one.last, other.last) if time is not None]
    return Edge(
        one.source,
        one.target,
        one.declared | other.declared,
        one.observed | other.observed,
        one.columns | other.columns,
        max(times, default=None),
    )
