"""What lies upstream or downstream of a node, of one of its columns, and the steps that lead there. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property

from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.graph.graph import Direction, Edge, Graph, by_name

Place = tuple[str, str | None]
"""(a node's id, a column of it)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of an answer, walked from ``near`` to ``far``; ``exact`` if the columns are known.

    ``flows`` are the columns' flows that were followed; all of the edge's where no column was asked for.
    """

    edge: Edge
    near: Place
    far: Place
    exact: bool
    flows: frozenset[Flow] = frozenset()


@dataclass(frozen=True)
class Reached:
    """``layers`` are the nodes reached, by id, nearest first: those one edge away, two, and so on."""

    graph: Graph
    start: Place
    direction: Direction
    layers: tuple[list[str], ...]
    limit: int | None = None
    walked: tuple[Step, ...] | None = None

    @cached_property
    def depths(self) -> dict[str, int]:
        """The least numbers of edges to each node reached, by id; the start is not among them."""
        return {name: depth for depth, layer in enumerate(self.layers, 1) for name in layer}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every edge walked, breadth first."""
        if self.walked is not None:
            return self.walked
        found = []
        for name, depth in {self.start[0]: 0, **self.depths}.items():
            if self.limit is not None and depth >= self.limit:
                continue
            for far in self.graph.neighbours(name, self.direction):
                edge = self.graph.edge(name, far, self.direction)
                found.append(Step(edge, (name, None), (far, None), True, edge.columns))
        return tuple(found)


def reach(
    graph: Graph, start: str, direction: Direction, depth: int | None = None, column: str | None = None
) -> Reached:
    """Everything upstream or downstream of a node (by id), at most ``depth`` edges away.

    With a column, only what that column flows into (or from). An edge whose columns are not known may carry it and
    is walked too, as a step that is not exact.
    """
    if column is not None:
        return _by_column(graph, (start, column), direction, depth)
    entered = graph.behind(start, direction)
    adjacency = graph.adjacency(direction)
    if not entered:
        layers = adjacency.layers([start], depth)[1:]
    else:
        near = [*entered, *adjacency.neighbours(start)]
        layers = adjacency.layers(near, None if depth is None else depth - 1)
        layers = [[name for name in layer if name != start] for layer in layers]
    return Reached(graph, (start, None), direction, tuple(layers), depth)


def _by_column(graph: Graph, first: Place, direction: Direction, limit: int | None) -> Reached:
    depths: dict[str, int] = {}
    layers: list[list[str]] = []
    steps: list[Step] = []
    seen = {first: 0}
    queue = deque([first])
    while queue:
        near = queue.popleft()
        distance = seen[near] + 1
        if limit is not None and distance > limit:
            continue
        for step in column_steps(graph, near, direction):
            steps.append(step)
            name = step.far[0]
            if name != first[0] and name not in depths:
                depths[name] = distance
                layers += [[] for _ in range(distance - len(layers))]
                layers[distance - 1].append(name)
            if step.far not in seen:
                seen[step.far] = distance
                queue.append(step.far)
    return Reached(graph, first, direction, tuple(layers), limit, tuple(steps))


def column_steps(graph: Graph, near: Place, direction: Direction) -> list[Step]:
    """The steps from a column, by node and column of the far side; a column of None is any of the node's."""
    name, column = near
    steps: dict[Place, Step] = {}
    for other in graph.neighbours(name, direction):
        edge = graph.edge(name, other, direction)
        for flow in edge.columns or (Flow(None, None),):
            here, there = (flow.source, flow.target) if direction == "downstream" else (flow.target, flow.source)
            if column not in (here, None) and here is not None:
                continue
            far = (other, there)
            known = steps.get(far)
            exact = (here is not None and column is not None) or (known is not None and known.exact)
            flows = (known.flows if known else frozenset()) | ({flow} if edge.columns else frozenset())
            steps[far] = Step(edge, near, far, exact, flows)
    return [steps[far] for far in sorted(steps, key=lambda far: (by_name(far[0]), far[1] or ""))]
