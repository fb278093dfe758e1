"""`c360 explain`: one rule in full."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options

RAISED_BY = {
    "check-": "check",
    "figure-": "metric reconcile",
    "gate-": "gate",
    "log-": "lineage verify",
    "metric-invariant": "metric eval",
    "openlineage-": "lineage ingest",
}
"""The commands that raise what has no page of its own, by how the ids begin."""


@click.command("explain")
@click.argument("name", metavar="RULE")
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, name: str, format_: str, output: str | None) -> None:
    """Say what a rule means, why, with an example against it and one for it.

    \b
    Example:
      c360 explain property-removed
    """
    from c360_governance.cli.pages.rule import page_markdown, page_text, rule_json
    from c360_governance.rules.registry import rules_named

    found = rules_named(_of_the_catalogue(name))
    if format_ == "json":
        from c360_governance.report.result import Result, render

        emit(ctx, render(Result("explain", extra={"rule": rule_json(found[0])}), "json"), output)
    else:
        page = page_markdown if format_ == "markdown" else page_text
        emit(ctx, "\n\n".join(map(page, found)), output)


def _of_the_catalogue(name: str) -> str:
    """The name of a rule. Raises `UsageError` with the nearest one, or with who raises the like of it."""
    from c360_governance.model.errors import UsageError
    from c360_governance.model.suggest import did_you_mean
    from c360_governance.rules.registry import breaking_ids, lint_ids, run_ids

    known = (*lint_ids(), *breaking_ids(), *run_ids())
    if name in known:
        return name
    near = did_you_mean(name, known)
    raised_by = next((command for start, command in RAISED_BY.items() if name.startswith(start)), None)
    if near or raised_by is None:
        raise UsageError(f"there is no rule {name!r}", help=near or "see `c360 rules` for the ids")
    raise UsageError(
        f"{name!r} is explained nowhere; its like are findings of `c360 {raised_by}`",
        help=f"its help line says what to do; see `c360 rules --kind run` and `c360 {raised_by} --help`",
    )
