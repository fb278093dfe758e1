"""Who was seen reading a dataset or one of its columns: jobs, dashboards, what was made of it, and so on downstream."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from c360_governance.lineage.datasets import warehouse_namespace
from c360_governance.lineage.event import entries, facet
from c360_governance.lineage.graph import ROWS
from c360_governance.lineage.job import JOB_NAMESPACE, METRIC_NAMESPACE
from c360_governance.lineage.observed import edges
from c360_governance.lineage.peek import events_naming
from c360_governance.lineage.storage import locate
from c360_governance.model.config import Config
from c360_governance.model.errors import C360Error
from c360_governance.model.finding import Impact
from c360_governance.model.metric import parse_metric
from c360_governance.sources.lookup import DatasetLookup
from c360_governance.sources.repository import Repository

_DASHBOARDS = frozenset({"dashboard", "report", "chart", "workbook", "look", "exploration", "tile"})
_BI_TOOLS = frozenset({"tableau", "looker", "powerbi", "metabase", "superset", "qlik", "mode", "redash", "sigma"})
_MOST = 100
"""Datasets that are followed; what reads more than that is hit by everything."""

Owner = Callable[[str], str | None]
Events = Callable[[str], Iterable[Mapping[str, Any]]]
Wanted = tuple[str, frozenset[str]]
"""(a table's name or ``namespace/name``, its columns in lower case; none means all of them)."""


def observer(repository: Repository) -> Callable[[Collection[str], Collection[str]], tuple[Impact, ...]]:
    """Answers who was seen reading a dataset (by all of its names) or some of its columns; nobody without a log."""
    lookup = DatasetLookup(repository)

    def owner(name: str) -> str | None:
        if name in lookup:
            return lookup[name][0].owner
        paths = [path for path in repository.metric_paths if path.rpartition("/")[2].partition(".")[0] == name]
        value = repository.document(paths[0]).value if paths else None
        return parse_metric(value).owner if isinstance(value, dict) else None

    def seen(names: Collection[str], columns: Collection[str]) -> tuple[Impact, ...]:
        log = log_of(repository)
        if log is None:
            return ()
        own = frozenset({JOB_NAMESPACE, *(warehouse_namespace(repository.config, one)
                                          for one in repository.config.warehouses)})  # fmt: skip
        return readers(lambda name: events_naming(log, name), own, names, columns, owner)

    return seen


def log_of(repository: Repository) -> Path | None:
    """The log's file, None where there is none. A c360.yaml that names no log is not parsed for that."""
    data = repository.tree.read("c360.yaml") or b""
    try:
        path = locate(repository.config.log if b"log" in data else Config().log, repository.root)
    except C360Error:
        return None
    return path if path.is_file() else None


def readers(
    events: Events, own: frozenset[str], names: Collection[str], columns: Collection[str], owner: Owner
) -> tuple[Impact, ...]:
    """Who reads a dataset by the events that name it, and who reads that in turn; sorted.

    ``events`` gives them for a dataset's name, ``own`` are the namespaces of the repository's warehouses. Runs of ours
    check every dataset and read none for anybody.
    """

    def named(namespace: str, name: str) -> str:
        return name if namespace in own or namespace == METRIC_NAMESPACE else f"{namespace}/{name}"

    found: set[Impact] = set()
    wanted = frozenset(column.lower() for column in columns)
    pending: list[Wanted] = [(name, wanted) for name in names]
    done: set[Wanted] = set()
    while pending and len(done) < _MOST:
        at = pending.pop()
        if at in done:
            continue
        done.add(at)
        for event in events(at[0].rpartition("/")[2]):
            for hit, follow in _hits(event, at, named, owner):
                found.add(hit)
                if follow is not None and follow[0] not in names:
                    pending.append(follow)
    return tuple(sorted((hit for hit in found if hit.name not in names), key=lambda hit: (hit.kind, hit.name)))


def _hits(
    event: Mapping[str, Any], at: Wanted, named: Callable[[str, str], str], owner: Owner
) -> Iterator[tuple[Impact, Wanted | None]]:
    """What one event shows of a dataset: the job, and what it wrote that depends on the columns."""
    job = event.get("job")
    if event.get("eventType") in ("FAIL", "ABORT") or not isinstance(job, Mapping):
        return
    if job.get("namespace") == JOB_NAMESPACE:
        return
    inputs = {name for name in (_name(one, named) for one in entries(event.get("inputs"))) if name}
    written = [edge for edge in edges(event, named) if edge.source == at[0]]
    if at[0] not in inputs and not written:
        return
    hit = [(edge, targets) for edge in written if (targets := _targets(edge.columns, at[1])) is not None]
    if hit or not written:
        yield _job(job), None
    for edge, targets in hit:
        is_metric = any(one.get("namespace") == METRIC_NAMESPACE for one in entries(event.get("outputs"))
                        if isinstance(one, Mapping) and one.get("name") == edge.target)  # fmt: skip
        reader = Impact("metric" if is_metric else "dataset", edge.target, owner(edge.target))
        yield reader, (edge.target, targets)


def _targets(pairs: Collection[tuple[str | None, str | None]], columns: frozenset[str]) -> frozenset[str] | None:
    """The columns of the target that depend on ``columns``, empty for all of them; None where none does."""
    if not columns or not pairs:
        return frozenset()
    hit = [there for here, there in pairs if here is None or here.lower() in columns]
    if not hit or all(here == ROWS for here, _ in pairs):
        return None
    return frozenset() if None in hit else frozenset(there.lower() for there in hit if there)


def _job(job: Mapping[str, Any]) -> Impact:
    body = facet(job, "facets", "jobType") or {}
    kind, tool = (str(body.get(key, "")).lower() for key in ("jobType", "integration"))
    owners = entries((facet(job, "facets", "ownership") or {}).get("owners"))
    name = owners[0].get("name") if owners and isinstance(owners[0], Mapping) else None
    dashboard = kind in _DASHBOARDS or tool in _BI_TOOLS
    return Impact(
        "dashboard" if dashboard else "job",
        f"{job.get('namespace')}/{job.get('name')}",
        name if isinstance(name, str) else None,
    )


def _name(dataset: Any, named: Callable[[str, str], str]) -> str | None:
    if not isinstance(dataset, Mapping):
        return None
    namespace, name = dataset.get("namespace"), dataset.get("name")
    return named(namespace, name) if isinstance(namespace, str) and isinstance(name, str) else None
