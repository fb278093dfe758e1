"""`c360 lineage seal`: old records out of the database."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository


@click.command()
@click.option("--older-than", "days", type=click.IntRange(min=0), required=True, metavar="DAYS",
              help="Records that were appended longer ago than this.")  # fmt: skip
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, days: int, format_: str, output: str | None) -> None:
    """Move old records into sealed, compressed files beside the log.

    The chain runs through them, and every command reads them as if they had not moved; a file is named by its hash.
    Keep them with the log: `c360 lineage verify` says when one is missing or was changed.

    \b
    Example:
      c360 lineage seal --older-than 90
    """
    from datetime import UTC, datetime, timedelta

    from c360_governance.lineage.log.log import Log
    from c360_governance.lineage.log.sealed import seal
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    with Log.open(repo.config.log, repo.root, must_exist=True) as log:
        moved = seal(log, datetime.now(UTC) - timedelta(days=days))
    text = f"{moved:,} records were moved into {log.folder.name}" if moved else "there are no records that old"
    extra = {"sealed": moved, "folder": str(log.folder)}
    emit(ctx, render(Result("lineage seal", extra=extra, text=text), format_), output)
