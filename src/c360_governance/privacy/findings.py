"""Violations as findings: at the column that should not hold the values, with the way they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from c360_governance.lineage.graph.graph import Graph
from c360_governance.lineage.graph.reach import Place
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location
from c360_governance.privacy.violations import Violation
from c360_governance.sources.repository import Repository


def findings(repository: Repository, graph: Graph, found: Iterable[Violation]) -> Iterator[Finding]:
    """One finding a violation; ``new`` is the path, as names of places."""
    for one in found:
        path = way(graph, one)
        yield Finding(
            one.rule,
            one.severity,
            f"{one.message}: {' -> '.join(path)}",
            _place(repository, one),
            subject=f"{one.arrival.origin.name} -> {path[-1]}",
            old=sorted(one.arrival.origin.purposes) if one.rule == "privacy-purpose-exceeded" else None,
            new=list(one.detail) or None,
            help=one.help,
        )


def way(graph: Graph, one: Violation) -> list[str]:
    """The places that the values passed, from the origin to where they may not be."""
    places = [one.arrival.steps[0].near, *(step.far for step in one.arrival.steps)]
    return [_name(graph, place) for place in places]


def way_json(graph: Graph, one: Violation) -> list[dict[str, Any]]:
    """The steps of a way with their evidence."""
    return [
        {
            "from": _name(graph, step.near),
            "to": _name(graph, step.far),
            "exact": step.exact,
            "declared": sorted(step.edge.declared),
            "observed": sorted(step.edge.observed),
            "transformations": sorted({flow.subtype for flow in step.flows if flow.subtype}),
            "basis": sorted({flow.basis for flow in step.flows}),
        }
        for step in one.arrival.steps
    ]


def _name(graph: Graph, place: Place) -> str:
    id_, column = place
    return graph.nodes[id_].name + (f".{column}" if column else "")


def _place(repository: Repository, one: Violation) -> Location:
    """The column's own line; the origin's where the values went out of what is declared."""
    field = one.target or one.arrival.origin
    return repository.document(field.contract.path).locate(field.prop.pointer)
