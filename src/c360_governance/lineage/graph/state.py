"""What is known of the flow of data at a moment: the graph, the runs behind it, and where both were read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from c360_governance.lineage.events.datasets import warehouse_namespace
from c360_governance.lineage.events.job import JOB_NAMESPACE
from c360_governance.lineage.events.servers import places
from c360_governance.lineage.facts.facts import Fact
from c360_governance.lineage.graph import declared
from c360_governance.lineage.graph.graph import Graph, Node, node_id
from c360_governance.lineage.graph.naming import Naming
from c360_governance.lineage.graph.observed import aliases_and_dashboards, observe
from c360_governance.lineage.graph.runs import Run, runs_of
from c360_governance.model.metric import Metric
from c360_governance.sources.repository import Repository


@dataclass(frozen=True)
class State:
    """``datasets`` and ``metrics`` are what was declared then, in ``repository``; ``as_of`` None is now.

    ``undeclared``: nothing was committed yet, so ``repository`` is a later one.
    """

    graph: Graph
    runs: tuple[Run, ...]
    named: Naming
    repository: Repository
    datasets: declared.Datasets
    metrics: Mapping[str, Metric]
    as_of: datetime | None = None
    undeclared: bool = False

    def run(self, id_: str) -> Run | None:
        return next((run for run in self.runs if run.id == id_), None)


def state_of(
    repository: Repository, facts: Iterable[Fact], *, reads: declared.Reads | None = None, columns: bool = False,
    as_of: datetime | None = None, undeclared: bool = False,
) -> State:  # fmt: skip
    """The state that a repository declares and facts of its log show. Raises `SourceError` for broken documents.

    ``columns`` reads the columns of declared flows out of their SQL. With ``as_of`` only events until then count; an
    event without a time counts always. ``undeclared``: nothing was declared yet.
    """
    config = repository.config
    datasets = {} if undeclared else repository.datasets
    metrics = {} if undeclared else repository.metrics
    graph = Graph()
    graph.add(declared.nodes(datasets, metrics), declared.edges(datasets, metrics, reads, columns=columns))
    for contract in () if undeclared else repository.contracts.values():
        names = [node_id("dataset", dataset.name) for dataset in contract.datasets]
        graph.entrance(Node(contract.path, "contract", contract.owner, contract.path), (), names)
    runs = tuple(runs_of(known for known in facts if _until(known, as_of)))
    aliases, dashboards = aliases_and_dashboards(runs)
    own = {JOB_NAMESPACE, *(warehouse_namespace(config, name) for name in config.warehouses)}
    tables = {name: dataset.table for name, (_, dataset) in datasets.items()}
    named = Naming(tables, own, places(datasets, config), aliases, dashboards)
    observe(graph, runs, named)
    return State(graph, runs, named, repository, datasets, metrics, as_of, undeclared)


def _until(known: Fact, as_of: datetime | None) -> bool:
    return as_of is None or known.time is None or known.time <= as_of
