"""The graph of a repository and its log, and the node that a user means."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.lineage.facts.fact_store import read_anew
from c360_governance.lineage.facts.facts import Fact
from c360_governance.lineage.graph.graph import Graph, NodeKind
from c360_governance.lineage.graph.observed import entrance_of
from c360_governance.lineage.graph.state import State
from c360_governance.lineage.log.log import Log
from c360_governance.model.errors import UsageError
from c360_governance.model.suggest import unknown

_PREFERRED: tuple[NodeKind, ...] = ("dataset", "metric", "dashboard", "job", "contract")


def facts_of(log: Log | None) -> Iterator[Fact]:
    """What the log's events say of the flow of data, in the order of recording; read from the records themselves."""
    if log is not None:
        yield from read_anew(log)


def node(state: State, name: str) -> str:
    """The id of the node with this name: as ``kind:name``, as a name (a dataset before a metric of the same name), or
    as the end of the only observed name that ends in it.

    Raises `UsageError` with a suggestion where there is none.
    """
    graph = state.graph
    if name in graph.nodes:
        return name
    for kind in _PREFERRED:
        if f"{kind}:{name}" in graph.nodes:
            return f"{kind}:{name}"
    run = state.run(name.removeprefix("run:"))
    if run is not None:
        return entrance_of(graph, run, state.named)
    ending = [id_ for id_ in graph.nodes if id_.endswith(f"/{name}")]
    if len(ending) == 1:
        return ending[0]
    table, _, column = name.rpartition(".")
    if any(f"{kind}:{table}" in graph.nodes for kind in _PREFERRED):
        what = f"there is no dataset, metric, job or run {name!r}"
        raise UsageError(what, help=f"for a column write `{table} --column {column}`")
    raise unknown("dataset, metric, job or run", name, [one.name for one in graph.nodes.values()])


def namesakes(graph: Graph, id_: str) -> list[str]:
    """The ids of other kinds of nodes that have the same name."""
    name = graph.nodes[id_].name
    return [f"{kind}:{name}" for kind in _PREFERRED if f"{kind}:{name}" in graph.nodes and f"{kind}:{name}" != id_]
