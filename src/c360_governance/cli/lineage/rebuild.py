"""`c360 lineage rebuild`: the log's tables, out of its records."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository


@click.command()
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, format_: str, output: str | None) -> None:
    """Build the log's tables of check results, incidents and decisions again from its records.

    They follow the records by themselves; this is for a log in which `c360 lineage verify` finds that they do not.

    \b
    Example:
      c360 lineage rebuild
    """
    from c360_governance.lineage.facts.fact_store import forget
    from c360_governance.lineage.log.log import Log
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    with Log.open(repo.config.log, repo.root, must_exist=True) as log:
        log.rebuild()
        forget(repo.root)
    text = f"the tables of {log.name} were built again from its records"
    emit(ctx, render(Result("lineage rebuild", extra={"log": log.name}, text=text), format_), output)
