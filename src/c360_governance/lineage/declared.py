"""The part of the graph that the repository declares: contracts say what a dataset is made from, metric specs too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from c360_governance.lineage.graph import ROWS, ColumnPair, Edge, Node
from c360_governance.lineage.job import METRIC_FIELD
from c360_governance.model.contract import Contract, Dataset, Property
from c360_governance.model.metric import Metric

Datasets = Mapping[str, tuple[Contract, Dataset]]
Reads = Callable[[Metric], Iterable[tuple[str, str]] | None]
"""The (dataset, column) pairs that a metric's own expressions read; None where they cannot be told."""


def nodes(datasets: Datasets, metrics: Mapping[str, Metric]) -> Iterator[Node]:
    """Every declared dataset and metric."""
    for name, (contract, _) in datasets.items():
        yield Node(name, "dataset", contract.owner)
    for name, metric in metrics.items():
        yield Node(name, "metric", metric.owner)


def edges(datasets: Datasets, metrics: Mapping[str, Metric], reads: Reads | None = None) -> Iterator[Edge]:
    """What flows into what by declaration; ``reads`` adds the columns of metrics."""
    for name, (contract, dataset) in datasets.items():
        for prop in dataset.properties:
            for source, column in _sources(prop, datasets):
                yield Edge(source, name, frozenset({contract.path}), columns=frozenset({(column, prop.column)}))
    for name, metric in metrics.items():
        columns = reads(metric) if reads is not None else None
        for source in metric.sources:
            pairs: set[ColumnPair] = {(column, METRIC_FIELD) for dataset, column in columns or () if dataset == source}
            if columns is not None and not pairs:
                pairs = {(ROWS, METRIC_FIELD)}
            yield Edge(source, name, frozenset({metric.path}), columns=frozenset(pairs))
        for used in metric.inputs:
            yield Edge(used, name, frozenset({metric.path}), columns=frozenset({(METRIC_FIELD, METRIC_FIELD)}))


def _sources(prop: Property, datasets: Datasets) -> Iterator[tuple[str, str | None]]:
    """The objects that a property is transformed from: ``dataset`` or ``dataset.column``."""
    objects = prop.raw.get("transformSourceObjects")
    for name in objects if isinstance(objects, list) else ():
        if not isinstance(name, str):
            continue
        table, dot, column = name.rpartition(".")
        if name not in datasets and dot and table in datasets:
            yield table, column
        else:
            yield name, None
