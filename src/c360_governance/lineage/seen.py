"""Who was seen reading a dataset or one of its columns: jobs, dashboards, what was made of it, and so on downstream."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Literal

from c360_governance.diff.values import mapping
from c360_governance.lineage.event import entries
from c360_governance.lineage.facts import content, owner
from c360_governance.lineage.graph import ROWS, Flow
from c360_governance.lineage.identity import Declared, Identity
from c360_governance.lineage.job import JOB_NAMESPACE, METRIC_NAMESPACE
from c360_governance.lineage.job_kind import is_dashboard
from c360_governance.lineage.peek import Look, Note, UnreadableError, look_into
from c360_governance.model.errors import SourceError
from c360_governance.model.finding import Impact
from c360_governance.model.metric import parse_metric
from c360_governance.sources.lookup import DatasetLookup
from c360_governance.sources.repository import Repository

_MOST = 100
"""Datasets that are followed; what reads more than that is hit by everything."""

Owner = Callable[[str], str | None]
Events = Callable[[str], Iterable[Mapping[str, Any]]]
Wanted = tuple[str, frozenset[str]]
"""(a dataset's name or ``namespace/name``, its columns in lower case; none means all of them)."""


def observer(
    repository: Repository, note: Note = lambda _: None
) -> Callable[[Collection[str], Collection[str]], tuple[Impact, ...]]:
    """Answers who was seen reading a dataset (by all of its names) or some of its columns; nobody without a log.

    ``note`` is told, once, why the log cannot be looked into.
    """
    lookup = DatasetLookup(repository)
    look: Look | None = look_into(repository, note)
    own = _own(repository)

    def owner(name: str) -> str | None:
        if name in lookup:
            return lookup[name][0].owner
        paths = [path for path in repository.metric_paths if path.rpartition("/")[2].partition(".")[0] == name]
        value = repository.document(paths[0]).value if paths else None
        return parse_metric(value).owner if isinstance(value, dict) else None

    def seen(names: Collection[str], columns: Collection[str]) -> tuple[Impact, ...]:
        nonlocal look
        if look is None:
            return ()
        try:
            return readers(look.naming, own, names, columns, owner, lookup.by_table)
        except UnreadableError as error:
            look = None
            note(str(error))
            return ()

    return seen


def _own(repository: Repository) -> frozenset[str]:
    """The namespaces of the repository's warehouses (`lineage.datasets`), told without validating c360.yaml."""
    own = {JOB_NAMESPACE}
    if repository.config_path != "c360.yaml":
        warehouses = repository.config.warehouses
        return frozenset({*own, *(f"{one.type}://{name}" for name, one in warehouses.items())})
    if b"warehouses" not in (repository.tree.read("c360.yaml") or b""):
        return frozenset(own)
    try:
        value = repository.document("c360.yaml").value
    except SourceError:
        return frozenset(own)
    for name, entry in mapping(mapping(value).get("warehouses")).items():
        own.add(f"{mapping(entry).get('type')}://{name}")
    return frozenset(own)


def readers(
    events: Events,
    own: frozenset[str],
    names: Collection[str],
    columns: Collection[str],
    owner_of: Owner,
    declared: Declared = lambda _: None,
) -> tuple[Impact, ...]:
    """Who reads a dataset by the events that name it, and who reads that in turn; sorted.

    ``events`` gives them for a dataset's name, ``own`` are the namespaces of the repository's warehouses, ``declared``
    knows the tables of its contracts. Runs of ours check every dataset and read none for anybody.
    """
    identity = Identity(own, names, declared)
    found: set[Impact] = set()
    wanted = frozenset(column.lower() for column in columns)
    pending: list[Wanted] = [(name, wanted) for name in names]
    done: set[Wanted] = set()
    while pending and len(done) < _MOST:
        at = pending.pop()
        if at in done:
            continue
        done.add(at)
        for event in events(_word(at[0])):
            for hit, follow in _hits(event, at, identity, owner_of):
                found.add(hit)
                pending += [one for one in follow if one[0] not in names]
    return tuple(sorted((hit for hit in found if hit.name not in names), key=lambda hit: (hit.kind, hit.name)))


def _word(name: str) -> str:
    """What the text of an event holds that names a dataset, however it is quoted and qualified."""
    return re.split(r"[./\\\"'`]", name.rstrip("/\"'`"))[-1] or name


def _hits(
    event: Mapping[str, Any], at: Wanted, identity: Identity, owner_of: Owner
) -> Iterator[tuple[Impact, list[Wanted]]]:
    """What one event shows of a dataset: the job, and what it wrote that depends on the columns."""
    job = event.get("job")
    if event.get("eventType") in ("FAIL", "ABORT") or not isinstance(job, Mapping):
        return
    if job.get("namespace") == JOB_NAMESPACE:
        return
    known = {names[0]: names for one in (*entries(event.get("inputs")), *entries(event.get("outputs")))
             for names in [identity.names(one)] if names}  # fmt: skip
    first = {name: names[0] for names in known.values() for name in names}

    def named(namespace: str, name: str) -> str:
        plain = identity.name(namespace, name)
        return first.get(plain, plain)

    inputs = {name for one in entries(event.get("inputs")) for name in identity.names(one)}
    written = [
        (one.target, named(*one.target), source.flows)
        for one in content(event, sql=False).statements
        for source in one.sources
        if at[0] in known.get(named(*source.ref), (named(*source.ref),))
    ]
    if at[0] not in inputs and not written:
        return
    hit = [(ref, name, columns) for ref, name, flows in written if (columns := _targets(flows, at[1])) is not None]
    if hit or not written:
        yield _job(job), []
    for ref, name, columns in hit:
        kind: Literal["metric", "dataset"] = "metric" if ref.namespace == METRIC_NAMESPACE else "dataset"
        yield Impact(kind, name, owner_of(name)), [(one, columns) for one in known.get(name, (name,))]


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
