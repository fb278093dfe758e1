"""`c360 lineage`: take in events, ask the graph, verify the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import READING_FORMATS, emit, exit_status, fail_on_option, output_options, repository
from c360_governance.cli.suggest import SuggestingGroup
from c360_governance.model.suggest import unknown

if TYPE_CHECKING:
    from c360_governance.lineage.graph import Graph, Reached
    from c360_governance.model.metric import Metric
    from c360_governance.sources.repository import Repository


@click.group(cls=SuggestingGroup)
def command() -> None:
    """Ask and verify the event log.

    \b
    Examples:
      c360 lineage show usage_events --downstream
      c360 lineage ingest events.ndjson
      c360 lineage verify --head HASH
    """


@command.command()
@click.option("--head", metavar="HASH", help="Demand that the log contains this head, which was kept outside of it.")
@output_options()
@click.pass_context
def verify(ctx: click.Context, head: str | None, format_: str, output: str | None) -> int:
    """Whether the log holds every record as it was appended.

    Finds records that were changed, removed, inserted or moved. A log whose end was cut off is found with --head:
    the head that was printed when the records were there.
    """
    from c360_governance.lineage.log import Log
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    if head is not None and not _is_hash(head):
        raise click.BadParameter("a head is 64 hexadecimal digits", ctx, param_hint="--head")
    with Log.open(repo.config.log, repo.root, must_exist=True) as log:
        judged = log.verify(head)
    words = "the chain holds" if judged.verified else "the chain does not hold"
    text = f"{words}: {judged.events:,} records in {log.name}\nhead {judged.head}"
    if judged.since_head:
        text += f"\n{judged.since_head:,} records were appended after the expected head"
    extra = {"verified": judged.verified, "events": judged.events, "head": judged.head}
    result = Result("lineage verify", judged.findings, extra=extra, text=text)
    emit(ctx, render(result, format_), output)
    return 0 if judged.verified else 1


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...|-")
@output_options()
@fail_on_option
@click.pass_context
def ingest(ctx: click.Context, files: tuple[str, ...], format_: str, output: str | None, fail_on: str) -> int:
    """Append the OpenLineage events of files to the log; - is standard input.

    A file holds one event a line, one event, or an array of events. An event that the log has already is counted
    as a duplicate; a line that is no event is kept in .c360/quarantine; deviations from the specification are
    warnings.
    """
    from pathlib import Path

    from c360_governance.lineage.ingest import Ingested
    from c360_governance.lineage.ingest import ingest as take_in
    from c360_governance.lineage.log import Log
    from c360_governance.lineage.quarantine import Quarantine
    from c360_governance.model.errors import UsageError
    from c360_governance.report.result import Result, render

    for name in files:
        if name != "-" and not Path(name).is_file():
            raise UsageError(f"there is no file {name}", help="name files of OpenLineage events, or - for stdin")
    repo = repository(ctx)
    done = Ingested()
    with Log.open(repo.config.log, repo.root) as log, Quarantine(repo.root) as quarantine:
        for name in files:
            try:
                with click.open_file(name, "rb") as stream:
                    take_in(log, stream, name, quarantine, done)
            except OSError as error:
                raise UsageError(f"{name} cannot be read: {error.strerror}") from None
        kept = quarantine.path
    counts = {"ingested": done.ingested, "duplicates": done.duplicates, "unreadable": done.unreadable}
    text = ", ".join(f"{count:,} {name}" for name, count in counts.items()) + (f", kept in {kept}" if kept else "")
    findings = done.all_findings(files[-1])
    result = Result("lineage ingest", findings, extra=counts, text=text)
    emit(ctx, render(result, format_), output)
    return exit_status(findings, fail_on)


@command.command()
@click.argument("node", metavar="NODE")
@click.option("--upstream", is_flag=True, help="What it is made from.")
@click.option("--downstream", is_flag=True, help="What is made from it.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="At most N edges away.")
@click.option("--column", metavar="C", help="Only what this column of NODE flows into, or comes from.")
@output_options(READING_FORMATS)
@click.pass_context
def show(
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


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
