"""Where what is declared and what was observed part: flows in no contract, declarations that nothing shows. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from c360_governance.lineage.events.job import JOB_NAMESPACE
from c360_governance.lineage.graph.graph import Edge, Node, by_name
from c360_governance.lineage.graph.state import State
from c360_governance.model.contract import Dataset
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location, Pointer


@dataclass(frozen=True, slots=True)
class Gaps:
    """``undeclared``: observed, in no contract. ``dead``: declared, not observed in the last days, or never."""

    undeclared: tuple[Edge, ...]
    dead: tuple[Edge, ...]


def gaps(state: State, now: datetime, days: int) -> Gaps:
    """The flows that are only declared or only observed.

    Undeclared are flows into or out of what is declared, as far as jobs of others show them: what our own runs read is
    in the metrics' specs. Dead are declared flows into datasets; metrics are evaluated when somebody asks.
    """
    edges = state.graph.edges.values()
    nodes = state.graph.nodes
    undeclared = [
        edge
        for edge in edges
        if not edge.declared
        and not edge.superseded
        and any(not job.startswith(f"{JOB_NAMESPACE}/") for job in edge.observed)
        and (nodes[edge.source].contract or nodes[edge.target].contract)
    ]
    before = now - timedelta(days=days)
    dead = [
        edge
        for edge in edges
        if edge.declared and nodes[edge.target].kind == "dataset" and (edge.last is None or edge.last < before)
    ]
    return Gaps(tuple(sorted(undeclared, key=_order)), tuple(sorted(dead, key=_order)))


def _order(edge: Edge) -> tuple[tuple[str, str], tuple[str, str]]:
    return by_name(edge.source), by_name(edge.target)


def findings(state: State, found: Gaps) -> Iterator[Finding]:
    """A warning for each gap, at the contract that should say it or that says too much."""
    nodes = state.graph.nodes
    for edge in found.undeclared:
        source, target = nodes[edge.source], nodes[edge.target]
        jobs = ", ".join(sorted(edge.observed))
        yield Finding(
            "lineage-undeclared-edge", "warning",
            f"{source.name} flows into {target.kind} {target.name} ({jobs}), and no contract says so",
            _place(state, target if target.contract else source), subject=f"{source.name} -> {target.name}",
            help=f"name {source.name} in the transformSourceObjects of {target.name}, or stop the job"
            if target.contract else f"write a contract for {target.name}, or stop the job",
        )  # fmt: skip
    for edge in found.dead:
        source, target = nodes[edge.source], nodes[edge.target]
        seen = f"was last observed on {edge.last.date()}" if edge.last else "was never observed"
        yield Finding(
            "lineage-dead-declaration", "warning",
            f"{target.name} is declared to be made from {source.name}, which {seen}",
            _place(state, target, source.name), subject=f"{source.name} -> {target.name}",
            help=f"ingest the events of the job that makes {target.name}, or mend its contract"
            if edge.last is None else "mend the contract, or find out why the job no longer runs",
        )  # fmt: skip


def _place(state: State, node: Node, source: str | None = None) -> Location:
    """Where a contract declares a node, or the column of it that is made from a source."""
    path = node.contract or "c360.yaml"
    found = state.datasets.get(node.name) if node.kind == "dataset" else None
    if found is None or found[0].path != path:
        return Location(path)
    return state.repository.document(path).locate(_pointer(found[1], source))


def _pointer(dataset: Dataset, source: str | None) -> Pointer:
    for prop in dataset.properties if source is not None else ():
        objects = prop.raw.get("transformSourceObjects")
        if isinstance(objects, list) and any(one == source or str(one).startswith(f"{source}.") for one in objects):
            return prop.pointer
    return dataset.pointer
