"""The observed part of the graph: the edges, jobs and owners that runs show, our own and those of others. Pure.

A run that failed or was aborted shows no flow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from c360_governance.lineage.events.job import JOB_NAMESPACE
from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.facts.names import Ref
from c360_governance.lineage.graph.graph import Edge, Graph, Node, NodeKind, node_id, node_of
from c360_governance.lineage.graph.naming import Naming
from c360_governance.lineage.graph.runs import Run

UNNAMED = "a job without a name"


@dataclass(slots=True)
class _Seen:
    """What one job showed of one edge."""

    first: datetime | None = None
    last: datetime | None = None
    flows: set[Flow] = field(default_factory=set)

    def add(self, run: Run, flows: Iterable[Flow]) -> None:
        self.first, self.last = _spanned(self.first, self.last, run)
        self.flows.update(flows)


def _spanned(first: datetime | None, last: datetime | None, run: Run) -> tuple[datetime | None, datetime | None]:
    """A span of time that holds a run too."""
    if run.first is not None and (first is None or run.first < first):
        first = run.first
    if run.last is not None and (last is None or run.last > last):
        last = run.last
    return first, last


def observe(graph: Graph, runs: Iterable[Run], named: Naming) -> None:
    """Add what the runs show to a graph that holds what is declared."""
    seen: dict[tuple[str, str, str], _Seen] = {}
    latest: dict[tuple[str, str], datetime] = {}
    owners: dict[str, str] = {}
    jobs: dict[str, _Job] = {}
    for run in _alike(runs):
        name = run.job or UNNAMED
        job = jobs.get(name)
        if job is None:
            job = jobs[name] = _Job()
        job.take(run, named)
        for fact in run.facts:
            owners.update((named(ref), owner) for ref, owner in fact.content.owners)
        for target, sources in run.shown() if not run.failed else ():
            to, time = named(target), run.last
            if time is not None:
                latest[name, to] = max(time, latest.get((name, to), time))
            for source in sources:
                edge = (named(source.ref), to, name)
                known = seen.get(edge)
                if known is None:
                    known = seen[edge] = _Seen()
                known.add(run, source.flows)
    ends = dict.fromkeys(end for source, target, _ in seen for end in (source, target))
    graph.add((_with_owner(end, owners) for end in ends), _edges(seen, latest))
    for name, job in jobs.items():
        _enter(graph, name, job, owners)


def _alike(runs: Iterable[Run]) -> Iterable[Run]:
    """The runs; those of one job that said the very same are one that lasted from the first to the last."""
    found: dict[tuple[object, ...], Run] = {}
    for run in runs:
        key = (run.job, run.failed, *(id(fact.content) for fact in run.facts))
        known = found.get(key)
        if known is None:
            found[key] = Run(run.job, run.id, run.facts, run.first, run.last, run.state)
        else:
            known.first, known.last = _spanned(known.first, known.last, run)
    return found.values()


@dataclass(slots=True)
class _Job:
    """What a job reads and writes over all of its runs, by the ids of nodes."""

    inputs: dict[str, None] = field(default_factory=dict)
    outputs: dict[str, None] = field(default_factory=dict)
    is_dashboard: bool = False
    owner: str | None = None
    first: datetime | None = None
    last: datetime | None = None

    def take(self, run: Run, named: Naming) -> None:
        self.inputs.update((named(ref), None) for ref in run.inputs)
        self.outputs.update((named(ref), None) for ref in run.outputs)
        self.is_dashboard = self.is_dashboard or any(fact.content.job_is_dashboard for fact in run.facts)
        self.owner = next(
            (fact.content.job_owner for fact in reversed(run.facts) if fact.content.job_owner), self.owner
        )
        if not run.failed:
            self.first, self.last = _spanned(self.first, self.last, run)


def _enter(graph: Graph, name: str, job: _Job, owners: dict[str, str]) -> None:
    """A job that only reads is where data ends; of any other job one can ask what it reads and writes."""
    kind: NodeKind = "dashboard" if job.is_dashboard else "job"
    node = Node(name, kind, job.owner)
    ours = name.partition("/")[0] == JOB_NAMESPACE
    if job.inputs and not job.outputs and not ours and name != UNNAMED:
        sources = [_with_owner(source, owners) for source in job.inputs]
        via = frozenset({name})
        edges = [Edge(source.id, node.id, observed=via, first=job.first, last=job.last) for source in sources]
        graph.add([node, *sources], edges)
    else:
        graph.entrance(node, job.inputs, job.outputs)
        graph.add((_with_owner(end, owners) for end in (*job.inputs, *job.outputs)), ())


def _edges(seen: dict[tuple[str, str, str], _Seen], latest: dict[tuple[str, str], datetime]) -> Iterable[Edge]:
    for (source, target, job), one in seen.items():
        newest = latest.get((job, target))
        stale = newest is not None and one.last is not None and one.last < newest
        via = frozenset({job})
        yield Edge(source, target, observed=via, columns=frozenset(one.flows), first=one.first, last=one.last,
                   stale=via if stale else frozenset())  # fmt: skip


def _with_owner(id_: str, owners: dict[str, str]) -> Node:
    node = node_of(id_)
    return Node(node.name, node.kind, owners.get(id_))


def entrance_of(graph: Graph, run: Run, named: Naming) -> str:
    """A run as a node that one can ask from; its id."""
    node = Node(run.id or "", "run")
    upstream = dict.fromkeys(named(ref) for ref in run.inputs)
    graph.entrance(node, upstream, dict.fromkeys(named(ref) for ref in run.outputs))
    return node_id("run", node.name)


def aliases_and_dashboards(runs: Iterable[Run]) -> tuple[list[tuple[Ref, Ref]], list[Ref]]:
    """The pairs of names of one dataset, and the datasets that are dashboards, over all runs."""
    aliases: dict[tuple[Ref, Ref], None] = {}
    dashboards: dict[Ref, None] = {}
    for run in runs:
        for fact in run.facts:
            aliases.update(dict.fromkeys(fact.content.aliases))
            dashboards.update(dict.fromkeys(fact.content.dashboards))
    return list(aliases), list(dashboards)
