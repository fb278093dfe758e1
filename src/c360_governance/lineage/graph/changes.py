"""What changed in the flow of data between two moments. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.graph.graph import Edge, Graph, by_name
from c360_governance.lineage.graph.schemas import SchemaChange, schema_change, schemas_of
from c360_governance.lineage.graph.state import State


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """``edge`` is the later one, the earlier where it is gone. ``gained`` and ``lost`` are flows of columns."""

    kind: Literal["appeared", "gone", "columns"]
    edge: Edge
    gained: frozenset[Flow] = frozenset()
    lost: frozenset[Flow] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """``nodes`` are those that only the later state knows, ``removed`` those that only the earlier one does."""

    edges: tuple[EdgeChange, ...]
    schemas: tuple[SchemaChange, ...]
    nodes: tuple[str, ...]
    removed: tuple[str, ...]


def changes(earlier: State, later: State, within: Collection[str] | None = None) -> Changes:
    """The difference of two states of one log and repository; ``within`` keeps what touches these nodes (by id).

    An edge that the last run of its jobs no longer showed, and that nobody declares, is gone.
    """

    def meant(*ids: str) -> bool:
        return within is None or any(id_ in within for id_ in ids)

    before, after = _current(earlier.graph), _current(later.graph)
    edges = [EdgeChange("appeared", after[key]) for key in after.keys() - before.keys()]
    edges += [EdgeChange("gone", before[key]) for key in before.keys() - after.keys()]
    for key in after.keys() & before.keys():
        old, new = before[key].columns, after[key].columns
        if old != new and old and new:
            edges.append(EdgeChange("columns", after[key], new - old, old - new))
    chosen = [one for one in edges if meant(one.edge.source, one.edge.target)]
    known, then = schemas_of(earlier), schemas_of(later)
    schemas = [schema_change(id_, known[id_], then[id_]) for id_ in then.keys() & known.keys() if meant(id_)]
    return Changes(
        tuple(sorted(chosen, key=lambda one: (by_name(one.edge.source), by_name(one.edge.target), one.kind))),
        tuple(sorted((one for one in schemas if one is not None), key=lambda one: by_name(one.node))),
        tuple(sorted((id_ for id_ in _nodes(later.graph) - _nodes(earlier.graph) if meant(id_)), key=by_name)),
        tuple(sorted((id_ for id_ in _nodes(earlier.graph) - _nodes(later.graph) if meant(id_)), key=by_name)),
    )


def _current(graph: Graph) -> dict[tuple[str, str], Edge]:
    return {key: edge for key, edge in graph.edges.items() if not edge.superseded}


def _nodes(graph: Graph) -> set[str]:
    return {id_ for id_, node in graph.nodes.items() if node.kind not in ("run", "contract")}
