"""Figures and their way from the sources, per column (BCBS 239): transformation, owner, quality of each hop. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from c360_governance.lineage.events.job import METRIC_FIELD
from c360_governance.lineage.graph.graph import Node, by_name
from c360_governance.lineage.graph.reach import Reached, Step, reach
from c360_governance.lineage.graph.state import State
from c360_governance.lineage.log.history import ReconcileResult
from c360_governance.metrics.card import card
from c360_governance.model.config import Waiver
from c360_governance.report.audit.model import Figure, Hop, Place, Quality, Reconciled
from c360_governance.report.audit.quality import NOT_CHECKED


def figures(
    state: State, quality: Mapping[str, Quality], results: Iterable[ReconcileResult], waivers: Iterable[Waiver]
) -> Iterator[Figure]:
    """Every metric and dashboard, by name."""
    reconciled = _reconciled(results)
    overrides = list(waivers)
    nodes = [node for node in state.graph.nodes.values() if node.kind in ("metric", "dashboard")]
    for node in sorted(nodes, key=lambda node: by_name(node.id)):
        column = METRIC_FIELD if node.kind == "metric" else None
        reached = reach(state.graph, node.id, "upstream", column=column)
        hops = tuple(_hops(state, quality, overrides, reached))
        metric = state.metrics.get(node.name) if node.kind == "metric" and node.contract else None
        yield Figure(
            name=node.name,
            kind=node.kind,
            owner=node.owner,
            declared_in=node.contract,
            version=metric.version if metric else None,
            formula=tuple(card(metric, state.metrics).formula) if metric else (),
            sources=_sources(state, reached),
            hops=hops,
            reconciled=reconciled.get(node.name) if node.kind == "metric" else None,
            overrides=_overriding(overrides, node.name),
            unknown=tuple(_unknown(hops)),
        )


def _hops(state: State, quality: Mapping[str, Quality], waivers: list[Waiver], reached: Reached) -> Iterator[Hop]:
    distances = {reached.start[0]: 0, **reached.depths}
    found = {(distances[step.near[0]], step.near, step.far): step for step in reached.steps}
    for (distance, _, _), step in sorted(found.items(), key=lambda one: (one[0][0], *map(_order, one[0][1:]))):
        source, target = state.graph.nodes[step.far[0]], state.graph.nodes[step.near[0]]
        yield Hop(
            distance=distance,
            source=Place(name=source.name, kind=source.kind, column=step.far[1]),
            target=Place(name=target.name, kind=target.kind, column=step.near[1]),
            owner=source.owner,
            transformation=_transformation(state, target, step),
            kind=_kind(step),
            basis=tuple(sorted({flow.basis for flow in step.flows})),
            declared_in=tuple(sorted(step.edge.declared)),
            jobs=tuple(sorted(step.edge.observed)),
            last_observed=step.edge.last,
            quality=quality.get(source.name, NOT_CHECKED) if source.kind == "dataset" else NOT_CHECKED,
            overrides=_overriding(waivers, source.name),
        )


def _order(place: tuple[str, str | None]) -> tuple[tuple[str, str], str]:
    return by_name(place[0]), place[1] or ""


def _kind(step: Step) -> Literal["DIRECT", "INDIRECT", "unknown"]:
    kinds = {flow.kind for flow in step.flows}
    return "DIRECT" if "DIRECT" in kinds else "INDIRECT" if kinds == {"INDIRECT"} else "unknown"


def _transformation(state: State, target: Node, step: Step) -> str | None:
    """What the contract or the metric's spec says, else the kinds of transformation that events state."""
    if target.kind == "metric" and target.contract and target.name in state.metrics:
        return "; ".join(card(state.metrics[target.name], state.metrics).formula)
    if target.kind == "dataset" and target.contract and step.near[1] is not None and step.edge.declared:
        prop = state.datasets[target.name][1].find(step.near[1])
        logic = prop.raw.get("transformLogic") or prop.raw.get("transformDescription") if prop else None
        if isinstance(logic, str):
            return " ".join(logic.split())
    subtypes = sorted({flow.subtype for flow in step.flows if flow.subtype})
    return ", ".join(subtypes) or None


def _sources(state: State, reached: Reached) -> tuple[str, ...]:
    ends = [id_ for id_ in reached.depths if not state.graph.neighbours(id_, "upstream")]
    return tuple(sorted({state.graph.nodes[id_].name for id_ in ends}))


def _unknown(hops: Iterable[Hop]) -> Iterator[str]:
    if any(hop.source.column is None for hop in hops):
        yield "the columns of some steps are not known"
    if any(not hop.owner for hop in hops):
        yield f"nobody is named as the owner of {', '.join(sorted({hop.source.name for hop in hops if not hop.owner}))}"
    datasets = {hop.source.name: hop.quality.state for hop in hops if hop.source.kind == "dataset"}
    unchecked = sorted(name for name, quality in datasets.items() if quality == "not_checked")
    if unchecked:
        yield f"no check of {', '.join(unchecked)} is in the log"


def _reconciled(results: Iterable[ReconcileResult]) -> dict[str, Reconciled]:
    listed: dict[str, list[ReconcileResult]] = {}
    for result in results:
        listed.setdefault(result.metric, []).append(result)
    return {
        metric: Reconciled(
            agrees=sum(one.status == "agrees" for one in found),
            differs=sum(one.status == "differs" for one in found),
            missing=sum(one.status == "missing" for one in found),
            last_run=max(one.time for one in found),
            runs=tuple(sorted({one.run_id for one in found})),
        )
        for metric, found in listed.items()
    }


def _overriding(waivers: Iterable[Waiver], name: str) -> tuple[str, ...]:
    """The waivers about a node or one of its columns or checks."""
    found = [one for one in waivers if one.subject and (one.subject == name or one.subject.startswith(f"{name}."))]
    return tuple(
        f"{one.rule or 'a rule'} on {one.subject}: {one.reason} ({one.approver}, until {one.expires})" for one in found
    )
