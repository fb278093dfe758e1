"""`c360 lineage show`: upstream and downstream of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository
from c360_governance.model.suggest import unknown

if TYPE_CHECKING:
    from c360_governance.lineage.graph import Graph, Reached
    from c360_governance.model.metric import Metric
    from c360_governance.sources.repository import Repository


@click.command()
@click.argument("node", metavar="NODE")
@click.option("--upstream", is_flag=True, help="What it is made from.")
@click.option("--downstream", is_flag=True, help="What is made from it.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="At most N edges away.")
@click.option("--column", metavar="C", help="Only what this column of NODE flows into, or comes from.")
@output_options(READING_FORMATS)
@click.pass_context
def command(
    ctx: click.Context, node: str, upstream: bool, downstream: bool, depth: int | None, column: str | None,
    format_: str, output: str | None,
) -> None:  # fmt: skip
    """What a dataset or metric is made from and what is made from it; both, unless one is asked for.

    Edges are declared (in contracts and metric specs), observed (in the log's events), or both.
    """
    from c360_governance.lineage.graph import Direction
    from c360_governance.lineage.questions import node as find_node
    from c360_governance.lineage.tree import tree
    from c360_governance.model.words import printable
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    graph = _graph(repo, by_column=column is not None)
    name = find_node(graph, node)
    if column is not None:
        column = _column(repo, name, column)
    asked: list[Direction] = ["upstream"] if upstream or not downstream else []
    asked += ["downstream"] if downstream or not upstream else []
    answers = {direction: graph.reach(name, direction, depth, column) for direction in asked}
    parts: list[str] = []
    extra: dict[str, Any] = {"node": name, "column": column, "nodes": [], "edges": []}
    for direction, reached in answers.items():
        below = "\n".join(printable(line) for line in tree(graph, reached))
        parts.append(f"{direction}: {len(reached.depths)}\n{below}")
        extra["nodes"] += _nodes(graph, reached, direction)
        extra["edges"] += _edges(reached, direction)
    result = Result("lineage show", extra=extra, text="\n\n".join(parts))
    emit(ctx, render(result, format_), output)


def _graph(repo: Repository, *, by_column: bool) -> Graph:
    """The declared graph, with what was observed where there is a log; metrics' columns when they are asked for."""
    from c360_governance.lineage.log import Log
    from c360_governance.lineage.questions import graph_of
    from c360_governance.lineage.storage import locate

    reads = (lambda metric: _reads(repo, metric)) if by_column else None
    if not locate(repo.config.log, repo.root).exists():
        return graph_of(repo, None, reads)
    with Log.open(repo.config.log, repo.root, must_exist=True) as log:
        return graph_of(repo, log, reads)


def _reads(repo: Repository, metric: Metric) -> frozenset[tuple[str, str]] | None:
    """The columns that a metric reads; None, and a note, where its expressions cannot be understood."""
    from c360_governance.metrics.columns import columns_read
    from c360_governance.model.errors import C360Error

    try:
        return columns_read(metric, repo.metrics)
    except C360Error as error:
        click.echo(f"c360: note: the columns of {metric.name} are not known: {error}", err=True)
        return None


def _column(repo: Repository, name: str, column: str) -> str:
    """The column's name in the warehouse. Raises `UsageError` for one that the declared dataset has not."""
    if name not in repo.datasets:
        return column
    dataset = repo.datasets[name][1]
    prop = dataset.find(column)
    if prop is None:
        raise unknown(f"column of {name}", column, [known.column for known in dataset.properties])
    return prop.column


def _nodes(graph: Graph, reached: Reached, direction: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "kind": graph.nodes[name].kind,
            "owner": graph.nodes[name].owner,
            "direction": direction,
            "depth": depth,
        }
        for name, depth in reached.depths.items()
    ]


def _edges(reached: Reached, direction: str) -> list[dict[str, Any]]:
    """Every edge walked, once, with its evidence."""
    edges = {
        (step.edge.source, step.edge.target): {
            "source": step.edge.source,
            "target": step.edge.target,
            "direction": direction,
            "declared": sorted(step.edge.declared),
            "observed": sorted(step.edge.observed),
            "columns": sorted(map(list, step.edge.columns), key=lambda pair: [str(name) for name in pair]),
            "last_observed": step.edge.last.isoformat() if step.edge.last else None,
        }
        for step in reached.steps
    }
    return list(edges.values())
