"""`c360 gate`: the fourteen-point release checklist, with evidence and a decision."""

from __future__ import annotations

import click

from c360_governance.cli.common import (
    as_of_option,
    clock,
    emit,
    for_forges,
    governed,
    output_options,
    repository,
    today,
    warehouse_option,
)


@click.command("gate")
@click.option("--against", "ref", required=True, metavar="REF", help="The branch, tag or commit to compare with.")
@warehouse_option
@as_of_option
@click.option(
    "--history", metavar="URL|FILE", help="Judge by the check results of another log or bundle, which is only read."
)
@click.option("--no-record", is_flag=True, help="Leave no record of the decision in the log.")
@output_options()
@click.pass_context
def command(
    ctx: click.Context,
    ref: str,
    warehouse: str | None,
    as_of: str | None,
    history: str | None,
    no_record: bool,
    format_: str,
    output: str | None,
) -> int:
    """Judge what changed between REF and the work tree, and what depends on it.

    Each of the fourteen points is proven from the repository, the log or the warehouse. A required point that fails
    blocks (exit 1), any other that fails warns (exit 0). The decision is recorded in the log.

    \b
    Examples:
      c360 gate --against origin/main
      c360 gate --against HEAD --format markdown --output gate.md
      c360 gate --against origin/main --history production.c360bundle
    """
    from datetime import UTC, datetime

    from c360_governance.cli.lineage.opening import read_only_url
    from c360_governance.cli.pages.gate import page
    from c360_governance.gate.gather import gather
    from c360_governance.gate.judge import judge
    from c360_governance.gate.record import record
    from c360_governance.model.errors import SourceError
    from c360_governance.report.result import render

    here, base = governed(ctx), repository(ctx, ref)
    day = today()
    log = read_only_url(history) if history is not None else None
    context = gather(here, base, warehouse, clock(here, as_of), day, log)
    verdict = judge(context, day)
    at = datetime.now(UTC)
    head = None if no_record else record(verdict, context, ref, at)
    emit(ctx, render(page(verdict, context, ref, head, format_), format_, for_forges(ctx)), output)
    how = context.policy.gate_pin
    if head is not None and how != "none":
        from c360_governance.gate.pin import pin

        try:
            pin(how, here.root, context.history.head, verdict.decision, head, at)
        except SourceError as error:
            click.echo(f"c360: note: the log's head was not written into git ({how}): {error.message}", err=True)
    if context.history.behind:
        click.echo(
            f"c360: note: {ref} has {context.history.behind} commits that HEAD has not; they are judged as undone. "
            "Merge or rebase first, or name the merge base.",
            err=True,
        )
    return 1 if verdict.decision == "block" else 0
