"""The part of the graph that the repository declares: contracts say what a dataset is made from, metric specs too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from c360_governance.lineage.events.job import METRIC_FIELD
from c360_governance.lineage.facts.flow import ROWS, Flow
from c360_governance.lineage.graph.graph import Edge, Node, node_id
from c360_governance.model.contract import Contract, Dataset, Property
from c360_governance.model.metric import Metric

Datasets = Mapping[str, tuple[Contract, Dataset]]
Reads = Callable[[Metric], Iterable[tuple[str, str]] | None]
"""The (dataset, column) pairs that a metric's own expressions read; None where they cannot be told."""


def nodes(datasets: Datasets, metrics: Mapping[str, Metric]) -> Iterator[Node]:
    """Every declared dataset and metric."""
    for name, (contract, _) in datasets.items():
        yield Node(name, "dataset", contract.owner, contract.path)
    for name, metric in metrics.items():
        yield Node(name, "metric", metric.owner, metric.path)


def edges(
    datasets: Datasets, metrics: Mapping[str, Metric], reads: Reads | None = None, *, columns: bool = False
) -> Iterator[Edge]:
    """What flows into what by declaration.

    ``reads`` adds the columns of metrics, ``columns`` those that the SQL of a property's ``transformLogic`` reads, for
    which a parser is loaded.
    """
    for name, (contract, dataset) in datasets.items():
        for prop in dataset.properties:
            for source, flow in _sources(name, prop, datasets, columns=columns):
                yield Edge(node_id("dataset", source), node_id("dataset", name), frozenset({contract.path}),
                           columns=frozenset({flow}))  # fmt: skip
    for name, metric in metrics.items():
        yield from _into_metric(name, metric, reads)


def _into_metric(name: str, metric: Metric, reads: Reads | None) -> Iterator[Edge]:
    read = reads(metric) if reads is not None else None
    target = node_id("metric", name)
    for source in metric.sources:
        flows = {_figure(column) for dataset, column in read or () if dataset == source}
        if read is not None and not flows:
            flows = {_figure(ROWS)}
        yield Edge(node_id("dataset", source), target, frozenset({metric.path}), columns=frozenset(flows))
    for used in metric.inputs:
        yield Edge(
            node_id("metric", used), target, frozenset({metric.path}), columns=frozenset({_figure(METRIC_FIELD)})
        )


def _figure(column: str) -> Flow:
    """A metric is computed from many rows, whatever its formula: its value is no row's."""
    return Flow(column, METRIC_FIELD, "DIRECT", "AGGREGATION", None, "declared")


def _sources(name: str, prop: Property, datasets: Datasets, *, columns: bool) -> Iterator[tuple[str, Flow]]:
    """The datasets and columns that a property is made from: what its SQL reads, else the objects that it names."""
    told: set[str] = set()
    logic = prop.raw.get("transformLogic")
    if columns and isinstance(logic, str):
        from c360_governance.lineage.graph.transform_sql import logic_reads

        for read in logic_reads(logic, name, datasets, [source for source, _ in _objects(prop, datasets)]):
            told.add(read.dataset)
            kind = "DIRECT" if read.direct else "INDIRECT"
            yield read.dataset, Flow(read.column, prop.column, kind, read.subtype, None, "declared")  # type: ignore[arg-type]
    for source, column in _objects(prop, datasets):
        if source not in told:
            yield source, Flow(column, prop.column, basis="declared")


def _objects(prop: Property, datasets: Datasets) -> Iterator[tuple[str, str | None]]:
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
