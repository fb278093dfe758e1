"""`c360 lineage path`: how data get from one node to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options
from c360_governance.cli.lineage.asking import asking_options

if TYPE_CHECKING:
    from c360_governance.lineage.graph.paths import Way
    from c360_governance.lineage.graph.state import State


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--column", metavar="C", help="Only what this column of FROM flows into.")
@asking_options
@output_options(READING_FORMATS)
@click.pass_context
def command(
    ctx: click.Context, source: str, target: str, column: str | None, as_of: str | None, format_: str,
    output: str | None,
) -> int:  # fmt: skip
    """A shortest way along which data flow FROM one node TO another, with the evidence of each step.

    Exits 1 where there is none.

    \b
    Examples:
      c360 lineage path accounts metric:mrr
      c360 lineage path identity_map marketing_audience --column identifier_value
    """
    from c360_governance.cli.lineage import asking
    from c360_governance.lineage.graph.paths import way
    from c360_governance.model.words import printable
    from c360_governance.report.result import Result, render

    state = asking.state(asking.asked_repository(ctx), as_of, columns=column is not None)
    start, end = asking.found(state, source), asking.found(state, target)
    if column is not None:
        column = asking.column(state, start, column)
    found = way(state.graph, start, end, column)
    if found is not None:
        text = "\n".join(map(printable, _lines(state, start, column, found)))
    else:
        reverse = way(state.graph, end, start) is not None
        text = f"no data flow from {source} to {target}" + (f"; they do from {target} to {source}" if reverse else "")
    steps: list[dict[str, Any]] = []
    for step in found.steps if found else ():
        flows = asking.flows_json(step.flows)
        steps.append({**asking.edge_json(state.graph, step.edge), "flows": flows, "exact": step.exact})
    nodes = [state.graph.nodes[id_] for id_ in (found.between if found else ())]
    extra = {
        "from": state.graph.nodes[start].name,
        "to": state.graph.nodes[end].name,
        "column": column,
        "found": found is not None,
        "path": steps,
        "between": [{"name": node.name, "kind": node.kind, "owner": node.owner} for node in nodes],
    }
    emit(ctx, render(Result("lineage path", extra=extra, text=text), format_), output)
    return 0 if found is not None else 1


def _lines(state: State, start: str, column: str | None, found: Way) -> list[str]:
    from c360_governance.lineage.graph.tree import evidence, label

    lines = [label(state.graph, (start, column))]
    lines += [f"-> {label(state.graph, step.far)}  {evidence(step)}".rstrip() for step in found.steps]
    others = len(found.between) - (len(found.steps) - 1)
    if others > 0:
        lines.append(f"{others} more {'node lies' if others == 1 else 'nodes lie'} on other ways; see --format json")
    return lines
