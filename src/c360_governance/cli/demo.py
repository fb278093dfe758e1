"""`c360 demo`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("demo")
@click.argument("directory", metavar="[DIR]", default="c360-demo")
@click.pass_context
def command(ctx: click.Context, directory: str) -> None:
    """Tell the whole story on an embedded DuckDB with the sample data.

    DIR (default: c360-demo) must be new or empty. It is left behind as a complete governance repository:
    contracts, checks, runbooks, a warehouse, a git history and a log. Needs no network.

    \b
    Example:
      c360 demo /tmp/c360 && c360 -C /tmp/c360 incident list
    """
    from c360_governance.demo.story import next_steps, tell

    target = Path(ctx.find_root().obj["directory"]) / directory
    as_told = tell(target, click.echo)
    click.echo(next_steps(target))
    if not as_told:
        click.echo("c360: error: the story did not run as told; see the exit statuses above", err=True)
        ctx.exit(2)
