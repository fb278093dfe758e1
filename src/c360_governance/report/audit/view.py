"""The graph as the report tells it: nodes with owner, quality and columns, edges with their evidence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c360_governance.lineage.graph.graph import Edge, by_name
from c360_governance.lineage.graph.schemas import schemas_of
from c360_governance.lineage.graph.state import State
from c360_governance.privacy.fields import Column, Field
from c360_governance.report.audit.model import ColumnView, EdgeView, FlowView, NodeView, Quality
from c360_governance.report.audit.quality import NOT_CHECKED

FLOWING = ("dataset", "metric", "dashboard", "job")


def nodes(state: State, declared: Mapping[Column, Field], quality: Mapping[str, Quality]) -> Iterator[NodeView]:
    """What data flow through or into, and what is declared. A job that writes is told by the edges that it makes."""
    ends = {end for key in state.graph.edges for end in key}
    seen = schemas_of(state)
    for id_ in sorted(state.graph.nodes, key=by_name):
        node = state.graph.nodes[id_]
        if node.kind not in FLOWING or (id_ not in ends and node.contract is None):
            continue
        columns = tuple(_columns(state, declared, node.name, seen.get(id_, ())) if node.kind == "dataset" else ())
        yield NodeView(
            id=id_,
            name=node.name,
            kind=node.kind,
            owner=node.owner,
            contract=node.contract,
            description=_description(state, node.kind, node.name) if node.contract else None,
            personal=any(column.personal for column in columns),
            quality=quality.get(node.name, NOT_CHECKED) if node.kind == "dataset" else NOT_CHECKED,
            columns=columns,
        )


def edges(state: State) -> Iterator[EdgeView]:
    """Every edge, sorted by the names of its ends."""
    for edge in sorted(state.graph.edges.values(), key=lambda edge: (by_name(edge.source), by_name(edge.target))):
        yield EdgeView(
            source=edge.source,
            target=edge.target,
            declared=tuple(sorted(edge.declared)),
            observed=tuple(sorted(edge.observed)),
            first_observed=edge.first,
            last_observed=edge.last,
            superseded=edge.superseded,
            columns=tuple(_flows(edge)),
        )


def _flows(edge: Edge) -> Iterator[FlowView]:
    for flow in sorted(edge.columns, key=lambda flow: [str(part) for part in flow]):
        yield FlowView(
            source=flow.source,
            target=flow.target,
            kind=flow.kind or "unknown",
            subtype=flow.subtype,
            masking=flow.masking,
            basis=flow.basis,
        )


def _columns(
    state: State, declared: Mapping[Column, Field], name: str, seen: tuple[tuple[str, str], ...]
) -> Iterator[ColumnView]:
    """The declared columns; those of the last event where no contract says any."""
    if name in state.datasets and f"dataset:{name}" in state.graph.nodes:
        for prop in state.datasets[name][1].properties:
            field = declared.get((name, prop.column))
            yield ColumnView(
                name=prop.column,
                type=prop.physical_type or prop.logical_type,
                classification=prop.classification,
                personal=bool(field and field.personal),
            )
        return
    for column, type_ in seen:
        yield ColumnView(name=column, type=type_ or None, classification=None, personal=False)


def _description(state: State, kind: str, name: str) -> str | None:
    if kind == "metric":
        metric = state.metrics.get(name)
        return metric.description if metric else None
    if name in state.datasets:
        contract, dataset = state.datasets[name]
        return dataset.description or contract.purpose
    return None
