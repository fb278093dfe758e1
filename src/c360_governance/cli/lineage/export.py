"""`c360 lineage export`: the log in a file, to be read elsewhere."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository
from c360_governance.cli.lineage.opening import log_option, log_url


@click.command()
@click.argument("file")
@click.option("--events", is_flag=True, help="With the events of others, which are withheld otherwise.")
@log_option
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, file: str, events: bool, log_: str | None, format_: str, output: str | None) -> None:
    """Write the log as a bundle: every record's place in the chain, the head, and the content of our own records.

    CI reads it in place of production's log and writes nothing to that: `c360 gate --history FILE`.

    \b
    Example:
      c360 lineage export history.c360bundle
    """
    from pathlib import Path

    from c360_governance.lineage.log.bundle import export
    from c360_governance.lineage.log.log import Log
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    with Log.open(log_url(ctx, log_), repo.root, must_exist=True) as log:
        records, head = export(log, Path(file).absolute(), events)
    text = f"{records:,} records are in {file}\nhead {head}"
    result = Result("lineage export", extra={"records": records, "head": head, "file": file}, text=text)
    emit(ctx, render(result, format_), output)
