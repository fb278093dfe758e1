"""The part of the graph that was observed: edges out of the log's OpenLineage events, of our own runs and of others.

For each output the most explicit statement counts, in the specification's order: the ``lineage`` facet, else
``columnLineage``, else every input into the output. Events of others may break the specification anywhere, so
whatever is not as it should be is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from c360_governance.lineage.event import entries, facet, time_of
from c360_governance.lineage.graph import ColumnPair, Edge
from c360_governance.lineage.job import METRIC_NAMESPACE
from c360_governance.model.contract import Contract, Dataset

Name = Callable[[str, str], str]
"""A node's name from OpenLineage's namespace and name."""


def naming(datasets: Mapping[str, tuple[Contract, Dataset]], namespaces: Iterable[str]) -> Name:
    """Declared datasets and metrics by their own names, everything else as ``namespace/name``.

    ``namespaces`` are those of the repository's own warehouses, in which a table's name is a declared one's.
    """
    own = frozenset(namespaces)
    tables = {dataset.table: name for name, (_, dataset) in datasets.items()}

    def named(namespace: str, name: str) -> str:
        if namespace == METRIC_NAMESPACE:
            return name
        if namespace in own:
            return tables.get(name, name)
        return f"{namespace}/{name}"

    return named


def edges(event: Mapping[str, Any], named: Name) -> Iterator[Edge]:
    """The edges that one event shows. A run that failed or was aborted shows none."""
    if event.get("eventType") in ("FAIL", "ABORT"):
        return
    job = event.get("job")
    via = frozenset({f"{job.get('namespace')}/{job.get('name')}"}) if isinstance(job, Mapping) else frozenset[str]()
    time = time_of(event.get("eventTime"))
    inputs = [name for name in (_name(dataset, named) for dataset in entries(event.get("inputs"))) if name]
    for dataset in entries(event.get("outputs")):
        target = _name(dataset, named)
        if target is None:
            continue
        sources = _stated(dataset, named)
        if sources is None:
            sources = {source: set() for source in inputs}
        for source, columns in sources.items():
            yield Edge(source, target, observed=via, columns=frozenset(columns), last=time)


def _stated(dataset: Mapping[str, Any], named: Name) -> dict[str, set[ColumnPair]] | None:
    """The sources, with columns, that an output's facets state; None where it has no such facet."""
    lineage = facet(dataset, "facets", "lineage")
    if lineage is not None:
        return _collected(_lineage(lineage), named)
    column_lineage = facet(dataset, "facets", "columnLineage")
    if column_lineage is not None:
        return _collected(_column_lineage(column_lineage), named) or None
    return None


def _lineage(body: Mapping[str, Any]) -> Iterator[tuple[Any, str | None]]:
    """(source, target's column) of the `lineage` facet."""
    for source in entries(body.get("inputs")):
        yield source, None
    yield from _by_field(body.get("fields"), "inputs")


def _column_lineage(body: Mapping[str, Any]) -> Iterator[tuple[Any, str | None]]:
    """(source, target's column) of the `columnLineage` facet."""
    for source in entries(body.get("dataset")):
        yield source, None
    yield from _by_field(body.get("fields"), "inputFields")


def _by_field(fields: Any, key: str) -> Iterator[tuple[Any, str | None]]:
    for column, entry in fields.items() if isinstance(fields, Mapping) else ():
        for source in entries(entry.get(key)) if isinstance(entry, Mapping) else ():
            yield source, str(column)


def _collected(pairs: Iterable[tuple[Any, str | None]], named: Name) -> dict[str, set[ColumnPair]]:
    found: dict[str, set[ColumnPair]] = {}
    for source, target_column in pairs:
        name = _name(source, named)
        if name is None:
            continue
        columns = found.setdefault(name, set())
        field = source.get("field")
        if isinstance(field, str) or target_column is not None:
            columns.add((field if isinstance(field, str) else None, target_column))
    return found


def _name(dataset: Any, named: Name) -> str | None:
    if not isinstance(dataset, Mapping):
        return None
    namespace, name = dataset.get("namespace"), dataset.get("name")
    return named(namespace, name) if isinstance(namespace, str) and isinstance(name, str) else None
