"""`c360 lint`: documents against their standard and our rules."""

from __future__ import annotations

import click

from c360_governance.cli.common import (
    emit,
    exit_status,
    fail_on_option,
    for_forges,
    governed,
    output_options,
    record_option,
    repository,
    today,
)
from c360_governance.cli.recording import recorded
from c360_governance.model.words import counted
from c360_governance.report.result import Result, render


@click.command("lint")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@fail_on_option
@record_option
@output_options()
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[str, ...], fail_on: str, record: bool, format_: str, output: str | None
) -> None:
    """Check contracts, metric specs, event schemas, Soda checks and c360.yaml.

    PATH is a file or a folder, relative to the repository or absolute; without one, everything in the repository is
    checked. All findings are told at once, each with its file, line and column. `c360 explain RULE` says what a
    rule means.

    \b
    Examples:
      c360 lint
      c360 lint contracts/crm/accounts.odcs.yaml --format github
    """
    from c360_governance.rules.lint_engine import judge
    from c360_governance.rules.lint_targets import everything, targets

    source = repository(ctx) if paths else governed(ctx)
    found = targets(source, paths) if paths else everything(source)
    with recorded(source, "lint", enabled=record) as run:
        findings = judge(source, found, whole=not paths, today=today())
        run.add(findings=findings)
    emit(ctx, render(Result("lint", tuple(findings)), format_, for_forges(ctx)), output)
    if not found:
        click.echo("c360: nothing to lint: no contract, metric spec, event schema or checks file here", err=True)
    elif not findings:
        click.echo(f"c360: {counted(len(found), 'document')}, no findings", err=True)
    ctx.exit(exit_status(findings, fail_on))
