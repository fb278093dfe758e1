"""Who reads a dataset by the events of a log, and who reads that in turn. Pure.

A job that runs every hour shows the same thing every hour: of equal readings one is kept, and however many columns are
asked about, an event is taken apart once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from c360_governance.lineage.event import entries
from c360_governance.lineage.events.job import JOB_NAMESPACE, METRIC_NAMESPACE
from c360_governance.lineage.facts.facts import content, owner
from c360_governance.lineage.facts.flow import ROWS, Flow
from c360_governance.lineage.facts.job_kind import is_dashboard
from c360_governance.lineage.graph.identity import Declared, Identity
from c360_governance.model.finding import Impact

_MOST = 100
"""Datasets that are followed; what reads more than that is hit by everything."""

Owner = Callable[[str], str | None]
Events = Callable[[str], Iterable[Mapping[str, Any]]]
Wanted = tuple[str, frozenset[str]]
"""(a dataset's name or ``namespace/name``, its columns in lower case; none means all of them)."""


class Written(NamedTuple):
    """A dataset that a job wrote out of another; both with all that they are known as, the name for people first."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    kind: Literal["metric", "dataset"]
    flows: tuple[Flow, ...]


class Reading(NamedTuple):
    """What one event shows: a job, all names of what it read, and what it wrote out of what."""

    job: Impact
    inputs: frozenset[str]
    written: tuple[Written, ...]


class Readings:
    """The readings of one dataset.

    ``names`` are the dataset's, ``events`` gives the events that may name a dataset, ``own`` are the namespaces of the
    repository's warehouses, ``declared`` knows the tables of its contracts. Runs of ours check every dataset and read
    none for anybody.
    """

    def __init__(
        self,
        events: Events,
        own: frozenset[str],
        names: Collection[str],
        owner_of: Owner,
        declared: Declared = lambda _: None,
    ) -> None:
        self._events = events
        self._names = names
        self._owner_of = owner_of
        self._identity = Identity(own, names, declared)
        self._known: dict[str, tuple[Reading, ...]] = {}

    def of(self, columns: Collection[str]) -> tuple[Impact, ...]:
        """Who reads some of the columns, or anything at all where none are named, however indirectly; sorted."""
        found: set[Impact] = set()
        wanted = frozenset(column.lower() for column in columns)
        pending: list[Wanted] = [(name, wanted) for name in self._names]
        done: set[Wanted] = set()
        while pending and len(done) < _MOST:
            at = pending.pop()
            if at in done:
                continue
            done.add(at)
            for reading in self._naming(at[0]):
                for hit, follow in self._hits(reading, at):
                    found.add(hit)
                    pending += [one for one in follow if one[0] not in self._names]
        return tuple(
            sorted((hit for hit in found if hit.name not in self._names), key=lambda hit: (hit.kind, hit.name))
        )

    def _naming(self, name: str) -> tuple[Reading, ...]:
        if name not in self._known:
            readings = (_reading(event, self._identity) for event in self._events(name))
            self._known[name] = tuple(dict.fromkeys(one for one in readings if one is not None))
        return self._known[name]

    def _hits(self, reading: Reading, at: Wanted) -> Iterator[tuple[Impact, list[Wanted]]]:
        """The job, and what it wrote that depends on the columns."""
        written = [one for one in reading.written if at[0] in one.sources]
        if at[0] not in reading.inputs and not written:
            return
        hit = [(one, columns) for one in written if (columns := _targets(one.flows, at[1])) is not None]
        if hit or not written:
            yield reading.job, []
        for one, columns in hit:
            name = one.targets[0]
            yield Impact(one.kind, name, self._owner_of(name)), [(each, columns) for each in one.targets]


def _reading(event: Mapping[str, Any], identity: Identity) -> Reading | None:
    job = event.get("job")
    if event.get("eventType") in ("FAIL", "ABORT") or not isinstance(job, Mapping):
        return None
    if job.get("namespace") == JOB_NAMESPACE:
        return None
    inputs, outputs = ([identity.names(one) for one in entries(event.get(key))] for key in ("inputs", "outputs"))
    known = {name: names for names in (*inputs, *outputs) for name in names}

    def named(namespace: str, name: str) -> tuple[str, ...]:
        plain = identity.name(namespace, name)
        return known.get(plain, (plain,))

    written = tuple(
        Written(
            named(*source.ref),
            named(*one.target),
            "metric" if one.target.namespace == METRIC_NAMESPACE else "dataset",
            tuple(source.flows),
        )
        for one in content(event, sql=False).statements
        for source in one.sources
    )
    return Reading(_job(job), frozenset(name for names in inputs for name in names), written)


def _targets(flows: Collection[Flow], columns: frozenset[str]) -> frozenset[str] | None:
    """The columns of the target that depend on ``columns``, empty for all of them; None where none does."""
    if not columns or not flows:
        return frozenset()
    hit = [flow.target for flow in flows if flow.source is None or flow.source.lower() in columns]
    if not hit or all(flow.source == ROWS for flow in flows):
        return None
    return frozenset() if None in hit else frozenset(there.lower() for there in hit if there)


def _job(job: Mapping[str, Any]) -> Impact:
    return Impact("dashboard" if is_dashboard(job) else "job", f"{job.get('namespace')}/{job.get('name')}", owner(job))
