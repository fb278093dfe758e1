"""`c360 lineage redact`: take payloads out of the log."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository


@click.command()
@click.argument("sequences", nargs=-1, type=click.IntRange(min=1), metavar="[RECORD]...")
@click.option("--containing", metavar="TEXT", help="Every record whose content holds this text, in any case.")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is recorded, so it must quote no value.")
@click.option("--approver", default="", metavar="NAME", help="Who approved it; recorded as well.")
@click.option("--dry-run", is_flag=True, help="Only say which records it would be.")
@output_options(READING_FORMATS)
@click.pass_context
def command(
    ctx: click.Context, sequences: tuple[int, ...], containing: str | None, reason: str, approver: str, dry_run: bool,
    format_: str, output: str | None,
) -> None:  # fmt: skip
    """Replace the content of records by tombstones; the chain still holds.

    The records stay, with the hash of what they held; a record of the redaction says who approved it and why. Name
    records by their numbers, or all that contain a text.

    \b
    Examples:
      c360 lineage redact 4711 --reason "erasure request 2026-14" --approver dpo
      c360 lineage redact --containing ada@example.com --dry-run
    """
    from c360_governance.lineage.facts.fact_store import forget
    from c360_governance.lineage.log.log import Log
    from c360_governance.lineage.log.redaction import containing as find
    from c360_governance.lineage.log.redaction import redact
    from c360_governance.model.errors import UsageError
    from c360_governance.report.result import Result, render

    if bool(sequences) == bool(containing):
        raise UsageError("which records are meant is not said", help="name records, or a text with --containing")
    if containing and containing.lower() in f"{reason} {approver}".lower():
        raise UsageError("the reason or the approver quotes the text that is to go", help="say it without the value")
    repo = repository(ctx)
    with Log.open(repo.config.log, repo.root, must_exist=True) as log:
        wanted = list(sequences) if containing is None else find(log, containing)
        done = 0 if dry_run else redact(log, wanted, reason, approver)
        head = log.head
    if done:
        forget(repo.root)
    listed = ", ".join(map(str, wanted))
    text = f"would take out: {listed or 'nothing'}" if dry_run else f"{done:,} payloads were taken out\nhead {head}"
    extra = {"records": wanted, "redacted": done, "head": head}
    emit(ctx, render(Result("lineage redact", extra=extra, text=text), format_), output)
