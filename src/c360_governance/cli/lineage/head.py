"""`c360 lineage head`: what to keep outside of the log."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository
from c360_governance.cli.lineage.opening import log_option, log_url


@click.command()
@log_option
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, log_: str | None, format_: str, output: str | None) -> None:
    """Print the log's head: the hash that proves every record up to now.

    Keep it where the log's writers cannot change it (a git note, a ticket, a mail); `c360 lineage verify --head HASH`
    then finds a log whose end was cut off or that was written anew.

    \b
    Example:
      git notes append -m "c360 log $(c360 lineage head)"
    """
    from c360_governance.lineage.log.log import Log
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    with Log.open(log_url(ctx, log_), repo.root, must_exist=True) as log:
        head = log.head
    emit(ctx, render(Result("lineage head", extra={"head": head, "log": log.name}, text=head), format_), output)
