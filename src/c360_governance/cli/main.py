"""The `c360` group: global flags, lazy commands, and one place where errors become messages and exit codes."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from c360_governance import __version__
from c360_governance.cli.suggest import SuggestingGroup

COMMANDS = {
    "demo": "The whole story on an embedded DuckDB with the sample data.",
    "lint": "Check documents against their standard and our lint rules.",
    "diff": "Say what a change breaks, for whom, and which version bump it needs.",
    "rules": "List the rules.",
    "explain": "What a rule means, why, and how to satisfy it.",
    "check": "Run the checks that the contracts ask for.",
    "metric": "Look up, evaluate and reconcile governed metrics.",
    "lineage": "Ask and verify the event log.",
    "gate": "The fourteen-point release checklist, with evidence and a decision.",
    "incident": "What is broken, since when, and what it touches.",
    "runbook": "What to do when it breaks.",
}


class LazyGroup(SuggestingGroup):
    """Commands that are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"c360_governance.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "C360",
        "max_content_width": 100,
    },
)
@click.version_option(__version__, "--version", prog_name="c360", message="%(prog)s %(version)s")
@click.option("-C", "directory", default=".", metavar="DIR", help="Run in this governance repository.")
@click.option("--config", metavar="FILE", help="Another c360.yaml.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def group(ctx: click.Context, directory: str, config: str | None, color: str, debug: bool) -> None:
    """Govern a Customer 360 platform: contracts, metrics, checks, lineage, incidents and the release gate.

    \b
    Exit status: 0 clean, 1 findings, 2 could not judge, 130 interrupted.
    """
    ctx.obj = {"directory": directory, "config": config, "color": color, "debug": debug}


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    from c360_governance.model.errors import C360Error

    arguments = sys.argv[1:] if argv is None else argv
    try:
        status = group.main(arguments, prog_name="c360", standalone_mode=False)
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except click.ClickException as error:
        error.show()
        status = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        status = 130
    except BrokenPipeError:
        status = 0
    except C360Error as error:
        if "--debug" in arguments:
            raise
        click.echo(f"c360: error: {error}", err=True)
        if error.help:
            click.echo(f"  help: {error.help}", err=True)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)
