"""`c360 lineage forward`: our runs to the OpenLineage backends."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository


@click.command()
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Send each target at most so many events.")
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], limit: int | None, format_: str, output: str | None) -> int:
    """Send what waits in the log to the targets that c360.yaml names under `forward:`.

    Each target gets the events in order; one that does not answer (exit 2) is sent the rest next time, and holds up
    nobody: runs write to the log only. Let a scheduler call this every few minutes.

    \b
    Example of c360.yaml:
      forward:
        marquez:
          transport: {type: http, url: "https://marquez.example"}
    """
    from c360_governance.lineage.forward.outbox import forward
    from c360_governance.lineage.forward.target import targets
    from c360_governance.lineage.log.log import Log
    from c360_governance.model.errors import UsageError
    from c360_governance.model.suggest import unknown
    from c360_governance.report.result import Result, render

    repo = repository(ctx)
    known = {target.name: target for target in targets(repo.config.document)}
    if not known:
        raise UsageError(
            "c360.yaml names no target", help="add one under `forward:`; see `c360 lineage forward --help`"
        )
    for name in names:
        if name not in known:
            raise unknown("target", name, known)
    with Log.open(repo.config.log, repo.root, must_exist=True) as log:
        done = [forward(log, repo.root, known[name], limit) for name in names or known]
    lines = []
    for one in done:
        lines.append(f"{one.target}: {one.sent:,} sent, {one.waiting:,} wait"
                     + (f": {one.problem}" if one.problem else ""))  # fmt: skip
        lines += [f"{one.target}: record {sequence} is not valid and stays here" for sequence in one.skipped]
        lines += [f"{one.target}: record {sequence} was rejected: {why}" for sequence, why in one.rejected]
    extra = {"targets": [
        {"target": one.target, "sent": one.sent, "waiting": one.waiting, "problem": one.problem,
         "skipped": one.skipped, "rejected": [sequence for sequence, _ in one.rejected]} for one in done
    ]}  # fmt: skip
    emit(ctx, render(Result("lineage forward", extra=extra, text="\n".join(lines)), format_), output)
    return 2 if any(one.problem for one in done) else 1 if any(one.rejected or one.skipped for one in done) else 0
