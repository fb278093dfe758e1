"""`c360 lineage verify`: whether the log holds."""

from __future__ import annotations

import click

from c360_governance.cli.common import emit, output_options, repository
from c360_governance.cli.lineage.opening import log_option, log_url


@click.command()
@click.option("--head", metavar="HASH", help="Demand that the log contains this head, which was kept outside of it.")
@log_option
@output_options()
@click.pass_context
def command(ctx: click.Context, head: str | None, log_: str | None, format_: str, output: str | None) -> int:
    """Whether the log holds every record as it was appended.

    Finds records that were changed, removed, inserted or moved, and tables that do not follow from the records. A log
    whose end was cut off is found with --head: the head that was printed when the records were there.

    \b
    Examples:
      c360 lineage verify
      c360 lineage verify --head HASH
    """
    from c360_governance.lineage.facts.fact_store import verified
    from c360_governance.lineage.log.log import Log
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    if head is not None and not _is_hash(head):
        raise click.BadParameter("a head is 64 hexadecimal digits", ctx, param_hint="--head")
    with Log.open(log_url(ctx, log_), repo.root, must_exist=True) as log:
        judged = log.verify(head)
        judged = verified(log, repo.root, judged) if log_ is None else judged
    words = "the chain holds" if judged.verified else "the chain does not hold"
    text = f"{words}: {judged.events:,} records in {log.name}\nhead {judged.head}"
    if judged.redacted:
        text += f"\n{judged.redacted:,} payloads were taken out, each with its reason on record"
    if judged.since_head:
        text += f"\n{judged.since_head:,} records were appended after the expected head"
    extra = {"verified": judged.verified, "events": judged.events, "head": judged.head}
    result = Result("lineage verify", judged.findings, extra=extra, text=text)
    emit(ctx, render(result, format_), output)
    return 0 if judged.verified else 1


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
