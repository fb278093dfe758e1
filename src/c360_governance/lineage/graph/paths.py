"""The way from one node to another. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.graph.graph import Direction, Graph
from c360_governance.lineage.graph.reach import Place, Step, column_steps, reach


@dataclass(frozen=True, slots=True)
class Way:
    """A shortest way, in the direction of the data. ``between`` are all the nodes on any way, without the ends."""

    steps: tuple[Step, ...]
    between: tuple[str, ...]


def way(graph: Graph, source: str, target: str, column: str | None = None) -> Way | None:
    """A shortest way along which data flow from one node to another (by id), or from a column of it; None for none.

    A column's value is followed where it flows at all; a filter or a join by it counts only where it does not.
    """
    steps = _shortest(graph, (source, column), target, direct=column is not None)
    if steps is None and column is not None:
        steps = _shortest(graph, (source, column), target)
    if steps is None:
        return None
    below = {source, *reach(graph, source, "downstream", column=column).depths}
    above = {target, *reach(graph, target, "upstream").depths}
    return Way(steps, tuple(sorted((below & above) - {source, target})))


def _shortest(graph: Graph, start: Place, target: str, *, direct: bool = False) -> tuple[Step, ...] | None:
    came: dict[Place, Step | None] = {start: None}
    queue = deque([start])
    while queue:
        near = queue.popleft()
        for step in column_steps(graph, near, "downstream") if start[1] is not None else _steps(graph, near):
            if step.far in came or (direct and step.flows and not any(flow.direct for flow in step.flows)):
                continue
            came[step.far] = step
            if step.far[0] == target:
                return _walked(came, step)
            queue.append(step.far)
    return None


def _steps(graph: Graph, near: Place) -> list[Step]:
    direction: Direction = "downstream"
    found = []
    for far in graph.neighbours(near[0], direction):
        edge = graph.edge(near[0], far, direction)
        found.append(Step(edge, near, (far, None), True, edge.columns or frozenset[Flow]()))
    return found


def _walked(came: dict[Place, Step | None], last: Step) -> tuple[Step, ...]:
    found = [last]
    while (before := came[found[-1].near]) is not None:
        found.append(before)
    return tuple(reversed(found))
