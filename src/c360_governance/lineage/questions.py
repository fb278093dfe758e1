"""The graph of a repository and its log, and the node that a user means."""

from __future__ import annotations

from c360_governance.lineage import declared, observed
from c360_governance.lineage.datasets import warehouse_namespace
from c360_governance.lineage.graph import Graph
from c360_governance.lineage.job import JOB_NAMESPACE
from c360_governance.lineage.log import Log
from c360_governance.model.suggest import unknown
from c360_governance.sources.repository import Repository


def graph_of(repository: Repository, log: Log | None, reads: declared.Reads | None = None) -> Graph:
    """Declared and observed edges in one graph. Raises `SourceError` for broken documents, `LogError` for the log."""
    graph = Graph()
    datasets, metrics = repository.datasets, repository.metrics
    graph.add(declared.nodes(datasets, metrics), declared.edges(datasets, metrics, reads))
    if log is not None:
        own = {warehouse_namespace(repository.config, name) for name in repository.config.warehouses}
        named = observed.naming(datasets, {JOB_NAMESPACE, *own})
        for record in log.records("openlineage", containing='"outputs":[{'):
            graph.add((), observed.edges(record.payload, named))
    return graph


def node(graph: Graph, name: str) -> str:
    """The node with this name, or the only observed one whose name ends in it.

    Raises `UsageError` with a suggestion where there is none.
    """
    if name in graph.nodes:
        return name
    ending = [known for known in graph.nodes if known.endswith(f"/{name}")]
    if len(ending) == 1:
        return ending[0]
    raise unknown("dataset or metric", name, graph.nodes)
