"""`c360 lineage changes`: what changed in the flow of data between two moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options
from c360_governance.cli.lineage.asking import other_log_option

if TYPE_CHECKING:
    from c360_governance.lineage.graph.changes import Changes, EdgeChange
    from c360_governance.lineage.graph.graph import Graph
    from c360_governance.lineage.graph.schemas import SchemaChange

_MARK = {"appeared": "+", "gone": "-", "columns": "~"}


@click.command()
@click.argument("node", metavar="[NODE]", required=False)
@click.option("--from", "since", metavar="TIME|RUN", required=True, help="The earlier moment: a time, or a run's end.")
@click.option("--to", "until", metavar="TIME|RUN", help="The later moment. [now]")
@other_log_option
@output_options(READING_FORMATS)
@click.pass_context
def command(
    ctx: click.Context, node: str | None, since: str, until: str | None, format_: str, output: str | None
) -> None:
    """What appeared, went and changed its columns between two moments: flows, datasets, schemas.

    With NODE, only what touches it or lies upstream or downstream of it. A flow is gone when the last run of its jobs
    did not show it any more and no contract declares it.

    \b
    Example:
      c360 lineage changes --from 2026-01-01 --to 2026-01-31
    """
    from c360_governance.cli.lineage import asking
    from c360_governance.lineage.graph.changes import changes
    from c360_governance.lineage.graph.reach import reach
    from c360_governance.model.words import printable
    from c360_governance.report.result import Result, render

    repo = asking.asked_repository(ctx)
    known = asking.facts(repo)
    earlier = asking.state(repo, since, columns=True, known=known)
    later = asking.state(repo, until, columns=True, known=known)
    within: set[str] | None = None
    if node is not None:
        id_ = asking.found(later, node)
        within = {id_}
        for state in (earlier, later):
            if id_ in state.graph.nodes:
                within |= {*reach(state.graph, id_, "upstream").depths, *reach(state.graph, id_, "downstream").depths}
    found = changes(earlier, later, within)
    graph = _both(earlier.graph, later.graph)
    text = "\n".join(map(printable, _lines(graph, found))) or "nothing changed"
    extra = {
        "from": earlier.as_of.isoformat() if earlier.as_of else None,
        "to": later.as_of.isoformat() if later.as_of else None,
        "edges": [_edge_json(graph, one) for one in found.edges],
        "schemas": [_schema_json(graph, one) for one in found.schemas],
        "nodes": {
            "appeared": [_node_json(graph, id_) for id_ in found.nodes],
            "gone": [_node_json(graph, id_) for id_ in found.removed],
        },
    }
    emit(ctx, render(Result("lineage changes", extra=extra, text=text), format_), output)


def _both(earlier: Graph, later: Graph) -> Graph:
    """A graph that knows the nodes of both moments."""
    from c360_governance.lineage.graph.graph import Graph

    both = Graph()
    both.add((*later.nodes.values(), *earlier.nodes.values()), ())
    return both


def _lines(graph: Graph, found: Changes) -> list[str]:
    nodes = graph.nodes
    lines = [f"+ {nodes[id_].kind} {nodes[id_].name}" for id_ in found.nodes]
    lines += [f"- {nodes[id_].kind} {nodes[id_].name}" for id_ in found.removed]
    for one in found.edges:
        source, target = nodes[one.edge.source].name, nodes[one.edge.target].name
        lines.append(f"{_MARK[one.kind]} {source} -> {target}  {_who(one)}".rstrip())
        lines += [f"    {_MARK[kind]} {flow.source or '?'} -> {flow.target or 'all of it'}"
                  for kind, flows in (("appeared", one.gained), ("gone", one.lost))
                  for flow in sorted(flows, key=str)]  # fmt: skip
    for schema in found.schemas:
        lines.append(f"~ schema of {nodes[schema.node].name}")
        lines += [f"    + {name}" for name in schema.added] + [f"    - {name}" for name in schema.removed]
        lines += [f"    ~ {name}: {old} -> {new}" for name, old, new in schema.retyped]
    return lines


def _who(one: EdgeChange) -> str:
    """Who declares or shows an edge."""
    return ", ".join([*sorted(one.edge.declared), *sorted(one.edge.observed)])


def _edge_json(graph: Graph, one: EdgeChange) -> dict[str, Any]:
    from c360_governance.cli.lineage.asking import edge_json, flows_json

    return {"change": one.kind, **edge_json(graph, one.edge),
            "gained": flows_json(one.gained), "lost": flows_json(one.lost)}  # fmt: skip


def _schema_json(graph: Graph, one: SchemaChange) -> dict[str, Any]:
    retyped = [{"column": name, "old": old, "new": new} for name, old, new in one.retyped]
    return {"dataset": graph.nodes[one.node].name, "added": list(one.added), "removed": list(one.removed),
            "retyped": retyped}  # fmt: skip


def _node_json(graph: Graph, id_: str) -> dict[str, Any]:
    node = graph.nodes[id_]
    return {"name": node.name, "kind": node.kind, "owner": node.owner}
