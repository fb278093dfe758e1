"""`c360 diff`: what a change breaks, for whom, and which version bump it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import (
    FORMATS,
    emit,
    exit_status,
    fail_on_option,
    for_forges,
    output_options,
    record_option,
    today,
)
from c360_governance.cli.compared import compared
from c360_governance.cli.suggest import SuggestingChoice
from c360_governance.model.compatibility import COMPATIBILITIES, Asked
from c360_governance.model.words import counted
from c360_governance.report.result import Result, render

if TYPE_CHECKING:
    from c360_governance.diff.change import Change
    from c360_governance.lineage.record import Run
    from c360_governance.model.config import Config
    from c360_governance.model.finding import Impact
    from c360_governance.rules.data.ask import DataSays
    from c360_governance.rules.document_diff import RepositoryDiff
    from c360_governance.rules.metric_review import Weigh
    from c360_governance.rules.readers import Seen
    from c360_governance.sources.repository import Repository

_SQL = ("metric-expr-", "metric-filter-")
"""The kinds of change that running both versions may decide."""


@click.command("diff")
@click.argument("paths", nargs=-1, metavar="[OLD NEW | PATH...]")
@click.option(
    "--against",
    metavar="REF",
    help="A git ref: the working tree is compared with it. Or A..B (B with A), or A...B (B with where it left A).",
)
@click.option(
    "--perspective",
    type=SuggestingChoice(["consumer", "producer", "both"]),
    help="Whose eyes judge: readers', writers', or the graver of the two. Without it, as c360.yaml says, else both.",
)
@click.option("--warehouse", metavar="NAME", help="Say of each tightening how many of today's rows break it.")
@click.option(
    "--compatibility",
    type=SuggestingChoice(COMPATIBILITIES),
    help="What is asked of event schemas; what breaks it is an error. Without it, each rule says how grave it is.",
)
@click.option(
    "--open-content",
    type=SuggestingChoice(["strict", "lenient"]),
    default="strict",
    show_default=True,
    help="Whether a property that an open event gains counts as a break.",
)
@fail_on_option
@record_option
@output_options((*FORMATS, "omds"))
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    against: str | None,
    perspective: Any,
    warehouse: str | None,
    compatibility: Any,
    open_content: Any,
    fail_on: str,
    record: bool,
    format_: str,
    output: str | None,
) -> None:
    """Judge a change of contracts, metric specs and event schemas.

    OLD and NEW are two files, two folders or two git refs (tags, branches, commits); REF:path is a file or folder as
    it was, and so is a REF beside a path. With --against, versions of the repository are compared, and each PATH (a
    file or folder in it, gone or not) narrows it down. A finding stands where the thing is in the new version; what
    was removed is reported at what held it.

    \b
    Examples:
      c360 diff --against origin/main
      c360 diff --against HEAD contracts/crm --perspective consumer
      c360 diff --against v1.4.0..v1.5.0
      c360 diff --against main...HEAD --format markdown
      c360 diff old.odcs.yaml new.odcs.yaml --format json
      c360 diff HEAD~5:contracts/crm/accounts.odcs.yaml contracts/crm/accounts.odcs.yaml
      c360 diff --against origin/main --warehouse local
      c360 diff --against v1.4.0 contracts/events --compatibility FULL_TRANSITIVE
    """
    old, new, paths = compared(ctx, against, paths)
    if old is not None and new.ref is None:
        _note_submodules(new)
    from c360_governance.rules.review import policy_of

    own_policy = ctx.find_root().obj["config"] is None
    policy = (lambda: policy_of(new)) if own_policy else (lambda: new.config)
    events = Asked(compatibility, open_content)
    if events.is_transitive:
        if old is None:
            raise click.UsageError(f"{compatibility} looks at earlier versions, which --against REF tells", ctx)
        from c360_governance.rules.earlier import earlier_schemas

        events = events._replace(earlier=earlier_schemas(old))
    with _recording(new, enabled=record) as run, _asked(new, warehouse) as data:
        found = _judged(new, old, paths, policy, perspective, data, events)
        if run is not None:
            run.add(findings=found.findings)
    emit(ctx, _written(ctx, found, format_), output)
    if not found.documents:
        click.echo("c360: no contract, metric spec or event schema differs", err=True)
    ctx.exit(exit_status(found.findings, fail_on))


def _judged(
    new: Repository,
    old: Repository | None,
    paths: tuple[str, ...],
    policy: Callable[[], Config],
    perspective: Any,
    data: DataSays | None,
    events: Asked,
) -> RepositoryDiff:
    """The work tree against ``old``, narrowed down to ``paths``; without ``old``, the first path against the second."""
    from c360_governance.rules.readers import Readers
    from c360_governance.rules.review import diff_repositories, review

    readers, weigh = Readers(new, _observer(new)), _weigher(new)
    if old is None:
        from c360_governance.rules.named import pairs_named

        before, after = paths
        pairs = pairs_named(before, after, new.root)
        return review(
            pairs, readers, policy, perspective=perspective, today=today(), data=data, weigh=weigh, events=events
        )
    from c360_governance.rules.pairing import relative

    within = [relative(new.root, path) for path in paths] or None
    whole = within is None and perspective is None
    return diff_repositories(
        old, new, within,
        perspective=perspective, today=today(), policy=policy, whole=whole, data=data, readers=readers, weigh=weigh,
        events=events,
    )  # fmt: skip


@contextmanager
def _asked(here: Repository, warehouse: str | None) -> Iterator[DataSays | None]:
    """The data that may speak, where it was asked to. The SQL library and the engine are imported only then."""
    if warehouse is None:
        yield None
        return
    from c360_governance.rules.data.ask import DataSays
    from c360_governance.warehouse.connection import open_warehouse

    with open_warehouse(here.root, here.config, warehouse) as connection:
        yield DataSays(connection)


def _weigher(here: Repository) -> Weigh:
    """Runs both versions of a metric's SQL, fed with the contracts' types; imported when there is such a change."""

    def weigh(old: Mapping[Any, Any], new: Mapping[Any, Any], changes: Sequence[Change]) -> list[Change]:
        if not any(change.kind.startswith(_SQL) for change in changes):
            return list(changes)
        from c360_governance.metrics.trial import weigher

        return weigher(here)(old, new, changes)

    return weigh


def _observer(here: Repository) -> Seen:
    """Who was seen reading what changed; the lineage is imported when there is a log."""

    @cache
    def asked() -> Seen | None:
        from c360_governance.lineage.graph.peek import look_into

        if look_into(here, _note) is None:
            return None
        from c360_governance.lineage.graph.seen import observer

        return observer(here, _note)

    def seen(names: Collection[str], columns: Collection[str]) -> tuple[Impact, ...]:
        ask = asked()
        return ask(names, columns) if ask else ()

    return seen


def _note_submodules(here: Repository) -> None:
    """A change in a submodule must not look like none."""
    from c360_governance.sources.git_changes import submodules

    for path in submodules(here.root, "contracts"):
        _note(f"{path} is a submodule and is not compared; run c360 -C {path} for it")


def _note(text: str) -> None:
    from c360_governance.model.words import printable

    click.echo(f"c360: note: {printable(text)}", err=True)


def _recording(here: Repository, *, enabled: bool) -> AbstractContextManager[Run | None]:
    """The log is imported only when something goes into it."""
    if not enabled:
        return nullcontext()
    from c360_governance.cli.recording import recorded

    return recorded(here, "diff")


def _written(ctx: click.Context, found: RepositoryDiff, format_: str) -> str:
    if format_ != "omds":
        return render(_result(found), format_, for_forges(ctx))
    from c360_governance.report.omds_format import render as render_omds

    alone = sum(None in document.values for document in found.documents)
    if alone:
        click.echo(f"c360: left out: {counted(alone, 'document')} without two versions to compare", err=True)
    return render_omds(found.documents)


def _result(found: RepositoryDiff) -> Result:
    """Over several documents, the required bump is the largest, and the declared one that of the document that falls
    short most."""
    lines = [_line(document.path, document.required_bump, document.declared_bump) for document in found.documents]
    extra = {
        "verdict": found.verdict,
        "required_bump": found.required_bump,
        "declared_bump": found.declared_bump or "none",
    }
    return Result("diff", found.findings, extra=extra, text="\n".join(lines))


def _line(path: str, required: str, declared: str | None) -> str:
    from c360_governance.model.words import printable

    return f"{printable(path)}: requires {required}" + (f", declared {declared}" if declared else "")
