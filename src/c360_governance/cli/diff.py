"""`c360 diff`: what a change breaks, for whom, and which version bump it needs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import (
    emit,
    exit_status,
    fail_on_option,
    governed,
    output_options,
    record_option,
    repository,
    today,
)
from c360_governance.cli.suggest import SuggestingChoice
from c360_governance.model.compatibility import COMPATIBILITIES, Asked
from c360_governance.report.result import Result, render

if TYPE_CHECKING:
    from c360_governance.lineage.record import Run
    from c360_governance.model.config import Config
    from c360_governance.rules.document_diff import RepositoryDiff
    from c360_governance.sources.repository import Repository


@click.command("diff")
@click.argument("paths", nargs=-1, metavar="[OLD NEW | PATH...]")
@click.option("--against", metavar="REF", help="Compare the working tree with this git ref.")
@click.option(
    "--perspective",
    type=SuggestingChoice(["consumer", "producer", "both"]),
    default="both",
    show_default=True,
    help="Whose eyes judge: readers', writers', or the graver of the two.",
)
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
@output_options()
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    against: str | None,
    perspective: Any,
    compatibility: Any,
    open_content: Any,
    fail_on: str,
    record: bool,
    format_: str,
    output: str | None,
) -> None:
    """Judge a change of contracts, metric specs and event schemas.

    OLD and NEW are two files or two folders. With --against REF, the working tree is compared with a git ref, and
    each PATH (a file or folder in the repository, gone or not) narrows it down. A finding stands where the thing is
    in the new version; what was removed is reported at what held it.

    \b
    Examples:
      c360 diff --against origin/main
      c360 diff --against HEAD contracts/crm --perspective consumer
      c360 diff old.odcs.yaml new.odcs.yaml --format json
      c360 diff --against v1.4.0 contracts/events --compatibility FULL_TRANSITIVE
    """
    new = governed(ctx) if against is not None and not paths else repository(ctx)
    if against is None and len(paths) != 2:
        raise click.UsageError("give two files or folders, OLD and NEW, or --against REF", ctx)
    from c360_governance.rules.earlier import earlier_schemas
    from c360_governance.rules.review import policy_of

    own_policy = ctx.find_root().obj["config"] is None
    policy = (lambda: policy_of(new)) if own_policy else (lambda: new.config)
    old = repository(ctx, against) if against is not None else None
    events = Asked(compatibility, open_content, earlier_schemas(old) if old is not None else None)
    if events.is_transitive and old is None:
        raise click.UsageError(f"{compatibility} looks at earlier versions, which --against REF tells", ctx)
    with _recording(new, enabled=record) as run:
        found = _judged(new, old, paths, policy, perspective, events)
        if run is not None:
            run.add(findings=found.findings)
    emit(ctx, render(_result(found), format_), output)
    if not found.documents:
        click.echo("c360: no contract, metric spec or event schema differs", err=True)
    ctx.exit(exit_status(found.findings, fail_on))


def _judged(
    new: Repository,
    old: Repository | None,
    paths: tuple[str, ...],
    policy: Callable[[], Config],
    perspective: Any,
    events: Asked,
) -> RepositoryDiff:
    """The work tree against ``old``, narrowed down to ``paths``; without ``old``, the first path against the second."""
    from c360_governance.rules.on_disk import pairs_on_disk
    from c360_governance.rules.pairing import changed_documents, relative
    from c360_governance.rules.readers import Readers
    from c360_governance.rules.review import review

    if old is None:
        pairs = pairs_on_disk(*paths)
    else:
        pairs = changed_documents(old, new, [relative(new.root, path) for path in paths] or None)
    return review(pairs, Readers(new), policy, perspective=perspective, today=today(), events=events)


def _recording(here: Repository, *, enabled: bool) -> AbstractContextManager[Run | None]:
    """The log is imported only when something goes into it."""
    if not enabled:
        return nullcontext()
    from c360_governance.cli.recording import recorded

    return recorded(here, "diff")


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
