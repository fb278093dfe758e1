"""`c360 lineage show`: upstream and downstream of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options
from c360_governance.cli.lineage.asking import asking_options

if TYPE_CHECKING:
    from c360_governance.lineage.graph.graph import Direction
    from c360_governance.lineage.graph.reach import Reached


@click.command()
@click.argument("node", metavar="NODE")
@click.option("--upstream", is_flag=True, help="What it is made from.")
@click.option("--downstream", is_flag=True, help="What is made from it.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="At most N edges away.")
@click.option("--column", metavar="C", help="Only what this column of NODE flows into, or comes from.")
@asking_options
@output_options(READING_FORMATS)
@click.pass_context
def command(
    ctx: click.Context, node: str, upstream: bool, downstream: bool, depth: int | None, column: str | None,
    as_of: str | None, format_: str, output: str | None,
) -> None:  # fmt: skip
    """What a dataset, metric, dashboard, job, run or contract is made from and what is made from it; both, unless one
    is asked for.

    Edges are declared (in contracts and metric specs), observed (in the log's events), or both. Where a dataset and a
    metric have one name, metric:NAME is the metric.

    \b
    Examples:
      c360 lineage show usage_events --downstream
      c360 lineage show customers --column email_sha256 --upstream
      c360 lineage show metric:weekly_revenue --as-of 2026-01-31
    """
    from c360_governance.cli.lineage import asking
    from c360_governance.lineage.graph.reach import reach
    from c360_governance.lineage.graph.tree import tree
    from c360_governance.model.words import printable
    from c360_governance.report.result import Result, render

    state = asking.state(asking.asked_repository(ctx), as_of, columns=column is not None)
    id_ = asking.found(state, node)
    if column is not None:
        column = asking.column(state, id_, column)
    asked: list[Direction] = ["upstream"] if upstream or not downstream else []
    asked += ["downstream"] if downstream or not upstream else []
    parts: list[str] = []
    start = state.graph.nodes[id_]
    moment = state.as_of.isoformat() if state.as_of else None
    extra: dict[str, Any] = {"node": start.name, "kind": start.kind, "column": column, "as_of": moment}
    extra |= {"nodes": [], "edges": []}
    for direction in asked:
        reached = reach(state.graph, id_, direction, depth, column)
        below = "\n".join(printable(line) for line in tree(state.graph, reached))
        parts.append(f"{direction}: {len(reached.depths)}\n{below}")
        extra["nodes"] += _nodes(reached)
        extra["edges"] += _edges(reached)
    result = Result("lineage show", extra=extra, text="\n\n".join(parts))
    emit(ctx, render(result, format_), output)


def _nodes(reached: Reached) -> list[dict[str, Any]]:
    nodes = reached.graph.nodes
    return [
        {
            "name": nodes[id_].name,
            "kind": nodes[id_].kind,
            "owner": nodes[id_].owner,
            "direction": reached.direction,
            "depth": depth,
        }
        for id_, depth in reached.depths.items()
    ]


def _edges(reached: Reached) -> list[dict[str, Any]]:
    """Every edge walked, once, with its evidence."""
    from c360_governance.cli.lineage.asking import edge_json

    edges = dict.fromkeys((step.edge.source, step.edge.target) for step in reached.steps)
    walked = {(step.edge.source, step.edge.target): step.edge for step in reached.steps}
    return [{**edge_json(reached.graph, walked[key]), "direction": reached.direction} for key in edges]
