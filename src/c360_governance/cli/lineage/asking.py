"""What the commands share that ask the graph: the moment, the state, the node, and how an edge looks as JSON."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from c360_governance.cli.common import governed, repository
from c360_governance.model.suggest import unknown
from c360_governance.model.words import printable

if TYPE_CHECKING:
    from c360_governance.lineage.facts.facts import Fact
    from c360_governance.lineage.facts.flow import Flow
    from c360_governance.lineage.graph.graph import Edge, Graph
    from c360_governance.lineage.graph.state import State
    from c360_governance.lineage.log.log import Log
    from c360_governance.model.metric import Metric
    from c360_governance.sources.repository import Repository

F = TypeVar("F", bound=Callable[..., Any])
_LOG = f"{__name__}.log"


def asking_options(function: F) -> F:
    """`--as-of` and `--log`: of which moment, and of which log."""
    return as_of_option(other_log_option(function))


def other_log_option(function: F) -> F:
    """`--log`: another log than the repository's, for `facts` and `found_log` to read."""
    return click.option(
        "--log", "log_", metavar="URL|FILE", help="Another log to read: a URL, a log's file, or a bundle. [c360.yaml]",
        expose_value=False, callback=_remember,
    )(function)  # fmt: skip


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    ctx.meta[_LOG] = value


def as_of_option(function: F) -> F:
    """`--as-of`: the real time of events and commits, not the data's clock."""
    return click.option(
        "--as-of", "as_of", metavar="TIME|RUN",
        help="As it was at a time (a date is its end) or when a run ended. [now]",
    )(function)  # fmt: skip


def asked_repository(ctx: click.Context) -> Repository:
    """The repository; a folder that holds neither one nor a log is a wrong folder. Raises `UsageError` for that."""
    from c360_governance.lineage.log.storage import exists

    here = repository(ctx)
    if here.is_empty and ctx.meta.get(_LOG) is None and not exists(here.config.log, here.root):
        return governed(ctx)
    return here


def found_log(repo: Repository) -> Log | None:
    """The log that is asked; None where the repository has none yet."""
    from c360_governance.cli.lineage.opening import read_only_url
    from c360_governance.lineage.log.log import Log

    named = click.get_current_context().meta.get(_LOG)
    if named is None:
        return Log.find(repo.config.log, repo.root)
    return Log.open(read_only_url(named), repo.root, must_exist=True)


def facts(repo: Repository) -> list[Fact]:
    """What the log's events say; nothing where there is no log yet."""
    from c360_governance.lineage.facts.fact_store import facts as kept
    from c360_governance.lineage.facts.fact_store import read_anew

    log = found_log(repo)
    if log is None:
        return []
    with log, uncollected():
        own = click.get_current_context().meta.get(_LOG) is None
        return kept(log, repo.root) if own else list(read_anew(log))


@contextmanager
def uncollected() -> Iterator[None]:
    """Making a graph leaves no garbage: looking for it meanwhile takes as long as the graph itself."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def state(repo: Repository, as_of: str | None, *, columns: bool, known: list[Fact] | None = None) -> State:
    """The state now or at a moment; ``columns`` with those that metrics and declared SQL read."""
    from c360_governance.lineage.graph.moments import moment, repository_at
    from c360_governance.lineage.graph.state import state_of

    events = facts(repo) if known is None else known
    with uncollected():
        if as_of is None:
            return state_of(repo, events, reads=_reader(repo) if columns else None, columns=columns)
        at = moment(repo, as_of, events)
        if at.note:
            _note(at.note)
        then = repository_at(repo, at)
        reads = _reader(then) if columns and then is not None else None
        return state_of(then or repo, events, reads=reads, columns=columns, as_of=at.time, undeclared=then is None)


def found(asked: State, name: str) -> str:
    """The id of the node that a user names, with a note where it has a namesake."""
    from c360_governance.lineage.graph.questions import namesakes, node

    id_ = node(asked, name)
    others = namesakes(asked.graph, id_) if id_ != name else []
    if others:
        kind = asked.graph.nodes[id_].kind
        _note(f"the {kind} {name} is shown; there is also {' and '.join(others)}")
    return id_


def column(asked: State, id_: str, name: str) -> str:
    """The column's name in the warehouse. Raises `UsageError` for one that the declared dataset has not."""
    node = asked.graph.nodes[id_]
    if node.kind != "dataset" or node.contract is None or node.name not in asked.datasets:
        return name
    dataset = asked.datasets[node.name][1]
    prop = dataset.find(name)
    if prop is None:
        raise unknown(f"column of {node.name}", name, [known.column for known in dataset.properties])
    return prop.column


def edge_json(graph: Graph, edge: Edge) -> dict[str, Any]:
    """An edge with its evidence; ``columns`` are pairs of names, ``flows`` say more of each."""
    source, target = graph.nodes[edge.source], graph.nodes[edge.target]
    pairs = {(flow.source, flow.target) for flow in edge.columns}
    return {
        "source": source.name,
        "source_kind": source.kind,
        "target": target.name,
        "target_kind": target.kind,
        "declared": sorted(edge.declared),
        "observed": sorted(edge.observed),
        "columns": sorted(map(list, pairs), key=lambda pair: [str(name) for name in pair]),
        "flows": flows_json(edge.columns),
        "first_observed": edge.first.isoformat() if edge.first else None,
        "last_observed": edge.last.isoformat() if edge.last else None,
        "superseded": edge.superseded,
    }


def flows_json(flows: Iterable[Flow]) -> list[dict[str, Any]]:
    """What is known of each column's flow, sorted."""
    return [flow._asdict() for flow in sorted(flows, key=lambda flow: [str(part) for part in flow])]


def _reader(repo: Repository) -> Callable[[Metric], frozenset[tuple[str, str]] | None]:
    return lambda metric: _reads(repo, metric)


def _reads(repo: Repository, metric: Metric) -> frozenset[tuple[str, str]] | None:
    """The columns that a metric reads: of a spec that compiles exactly, of another by the words of its SQL.

    None, and a note, where not even these can be told.
    """
    from c360_governance.diff.reads import metric_reads
    from c360_governance.metrics.columns import columns_read
    from c360_governance.model.errors import C360Error

    try:
        return columns_read(metric, repo.metrics)
    except C360Error as error:
        named = metric_reads(metric)
        if named is None:
            _note(f"the columns of {metric.name} are not known: {error.message}")
            return None
    sources = {source.lower(): source for source in metric.sources}
    return frozenset((sources[read.source], read.column) for read in named if read.source in sources and read.column)


def _note(text: str) -> None:
    """Say something beside the answer, once."""
    said: set[str] = click.get_current_context().meta.setdefault(__name__, set())
    if text not in said:
        said.add(text)
        click.echo(f"c360: note: {printable(text)}", err=True)
