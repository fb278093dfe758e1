"""`c360 incident`: what is broken, since when, and what it touches."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options, repository
from c360_governance.cli.suggest import SuggestingGroup
from c360_governance.model.suggest import unknown


@click.group(cls=SuggestingGroup)
def command() -> None:
    """What is broken, since when, and what it touches.

    \b
    Examples:
      c360 incident list
      c360 incident show INC-1a2b3c4d
    """


@command.command("list")
@click.option("--all", "all_", is_flag=True, help="Resolved incidents too.")
@output_options(READING_FORMATS)
@click.pass_context
def list_(ctx: click.Context, all_: bool, format_: str, output: str | None) -> None:
    """The open incidents, the worst first.

    \b
    Example:
      c360 incident list --format json
    """
    from c360_governance.cli.pages.incident import listing
    from c360_governance.oncall.reading import read_incidents
    from c360_governance.report.result import render

    found = read_incidents(repository(ctx))
    emit(ctx, render(listing(found.values(), resolved_too=all_), format_), output)


@command.command()
@click.argument("id_", metavar="ID")
@output_options(READING_FORMATS)
@click.pass_context
def show(ctx: click.Context, id_: str, format_: str, output: str | None) -> None:
    """One incident: what broke, what it touches, what to run and whom to tell.

    \b
    Example:
      c360 incident show INC-1a2b3c4d
    """
    from c360_governance.cli.pages.incident import page
    from c360_governance.oncall.reading import last_judged, read_incidents
    from c360_governance.report.result import render

    here = repository(ctx)
    found = read_incidents(here)
    if id_ not in found:
        raise unknown("incident", id_, found)
    import shlex

    directory = ctx.find_root().obj["directory"]
    prompt = "c360" if directory == "." else shlex.join(("c360", "-C", directory))
    emit(ctx, render(page(found[id_], last_judged(here, found[id_].check), prompt), format_), output)
