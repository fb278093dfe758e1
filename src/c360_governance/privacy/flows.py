"""Where a column's personal data go: along the edges of columns, until a declared masking or aggregation. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.graph.graph import Edge, Graph
from c360_governance.lineage.graph.reach import Place, Step, column_steps
from c360_governance.privacy.fields import Column, Field


@dataclass(frozen=True, slots=True)
class Arrival:
    """A column's values at another place, and the steps by which they came there."""

    origin: Field
    place: Place
    steps: tuple[Step, ...]

    @property
    def exact(self) -> bool:
        """Whether the columns of every step are known."""
        return all(step.exact and step.far[1] is not None for step in self.steps)


def arrivals(graph: Graph, declared: Mapping[Column, Field], origin: Field) -> Iterator[Arrival]:
    """Every place that a column's values reach, nearest first, each by a shortest way.

    A filter or a join by the column carries no value. The way ends where a contract says that the target column is
    masked, or computes it by an aggregation; what an event alone says of masking or aggregation ends nothing.
    """
    first: Place = (f"dataset:{origin.dataset.name}", origin.prop.column)
    came: dict[Place, tuple[Step, ...]] = {first: ()}
    queue = deque([first])
    while queue:
        near = queue.popleft()
        for step in column_steps(graph, near, "downstream"):
            if step.far in came or not carries(step, declared):
                continue
            came[step.far] = (*came[near], step)
            yield Arrival(origin, step.far, came[step.far])
            if step.far[1] is not None:  # beyond a node whose columns are not known, nothing can be told
                queue.append(step.far)


def carries(step: Step, declared: Mapping[Column, Field]) -> bool:
    """Whether a value is still a person's after a step."""
    id_, column = step.far
    kind, _, name = id_.partition(":")
    target = declared.get((name, column)) if kind == "dataset" and column is not None else None
    if target is not None and target.masked:
        return False
    flows = step.flows or frozenset({Flow(None, None)})
    direct = [flow for flow in flows if flow.direct]
    return any(not _aggregated(step.edge, flow) for flow in direct)


def _aggregated(edge: Edge, flow: Flow) -> bool:
    """Whether a contract, and not only an event, says that the flow is an aggregation."""
    if flow.basis == "declared":
        return flow.subtype == "AGGREGATION"
    return any(
        other.basis == "declared" and other.subtype == "AGGREGATION" and other[:2] == flow[:2] for other in edge.columns
    )
