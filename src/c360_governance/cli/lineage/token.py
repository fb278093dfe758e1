"""`c360 lineage token`: who may send events to `c360 lineage serve`."""

from __future__ import annotations

import click

from c360_governance.cli.common import repository
from c360_governance.cli.suggest import SuggestingGroup


@click.group(cls=SuggestingGroup)
def command() -> None:
    """Make, list and revoke the tokens of senders; only their hashes are kept."""


@command.command()
@click.argument("name")
@click.pass_context
def add(ctx: click.Context, name: str) -> None:
    """Make a token for a sender and print it, this once.

    \b
    Example:
      c360 lineage token add airflow
    """
    from c360_governance.lineage.serve.tokens import Tokens

    click.echo(Tokens(repository(ctx).root).add(name))


@command.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """Name the senders, with when their tokens were made.

    \b
    Example:
      c360 lineage token list
    """
    from c360_governance.lineage.serve.tokens import Tokens

    for name, made in Tokens(repository(ctx).root).made().items():
        click.echo(f"{name}  {made}")


@command.command()
@click.argument("name")
@click.pass_context
def revoke(ctx: click.Context, name: str) -> None:
    """Take a sender's token away.

    \b
    Example:
      c360 lineage token revoke airflow
    """
    from c360_governance.lineage.serve.tokens import Tokens

    Tokens(repository(ctx).root).revoke(name)
    click.echo(f"{name} has no token any more", err=True)
