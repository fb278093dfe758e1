"""`c360 diff`: what a change breaks, for whom, and which version bump it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import emit, exit_status, fail_on_option, output_options, repository
from c360_governance.cli.suggest import SuggestingChoice
from c360_governance.report.result import Result, render

if TYPE_CHECKING:
    from c360_governance.rules.review import RepositoryDiff


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
@fail_on_option
@output_options()
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    against: str | None,
    perspective: Any,
    fail_on: str,
    format_: str,
    output: str | None,
) -> None:
    """Judge a change of contracts, metric specs and event schemas.

    OLD and NEW are two files or two folders. With --against REF, the working tree is compared with a git ref, and
    each PATH (a file or folder in the repository, gone or not) narrows it down. A finding stands where the thing is
    in the new version; what was removed is reported at what held it.
    """
    from datetime import UTC, datetime

    from c360_governance.rules.review import diff_repositories, review

    today = datetime.now(UTC).date()
    new = repository(ctx)
    if against is not None:
        from c360_governance.rules.pairing import relative

        old = repository(ctx, against)
        wanted = [relative(new.root, path) for path in paths] if paths else None
        found = diff_repositories(old, new, wanted, perspective=perspective, today=today)
    else:
        if len(paths) != 2:
            raise click.UsageError("give two files or folders, OLD and NEW, or --against REF", ctx)
        from c360_governance.rules.on_disk import pairs_on_disk
        from c360_governance.rules.readers import Readers

        pairs = pairs_on_disk(*paths)
        found = review(pairs, Readers(new), lambda: new.config, perspective=perspective, today=today)
    emit(ctx, render(_result(found), format_), output)
    if not found.documents:
        click.echo("c360: no contract, metric spec or event schema differs", err=True)
    ctx.exit(exit_status(found.findings, fail_on))


def _result(found: RepositoryDiff) -> Result:
    """Over several documents, the required bump is the largest, and the declared one that of the document that falls
    short most."""
    lines = [_line(document.path, document.required_bump, document.declared_bump) for document in found.documents]
    extra = {
        "verdict": found.verdict,
        "required_bump": found.required_bump,
        "declared_bump": found.declared_bump or "none",
    }
    return Result("diff", found.findings, extra=extra, text="\n".join(lines), markdown=_markdown(lines))


def _line(path: str, required: str, declared: str | None) -> str:
    return f"{path}: requires {required}" + (f", declared {declared}" if declared else "")


def _markdown(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
