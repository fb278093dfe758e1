"""The `c360` group: global flags, lazy commands, and one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys

import click

from c360_governance import __version__
from c360_governance.cli.lazy import LazyGroup
from c360_governance.cli.streams import discard, told
from c360_governance.cli.suggest import SuggestingChoice

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


@click.group(
    cls=LazyGroup,
    package="c360_governance.cli",
    modules=COMMANDS,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "C360",
        "max_content_width": 100,
    },
)
@click.version_option(__version__, "--version", prog_name="c360", message="%(prog)s %(version)s")
@click.option("-C", "directory", default=".", metavar="DIR", help="Run in this governance repository.")
@click.option("--config", metavar="FILE", help="Another c360.yaml.")
@click.option(
    "--color", type=SuggestingChoice(["auto", "always", "never"]), default="auto", show_default=True,
    help="Colour in the text format; NO_COLOR is obeyed.",
)  # fmt: skip
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def group(ctx: click.Context, directory: str, config: str | None, color: str, debug: bool) -> None:
    """Govern a Customer 360 platform: contracts, metrics, checks, lineage, incidents and the release gate.

    \b
    Examples:
      c360 demo /tmp/c360
      c360 -C /tmp/c360 gate --against HEAD~1

    \b
    Exit status: 0 clean, 1 findings, 2 could not judge, 130 interrupted.

    Each option has an environment variable: C360_LINT_FAIL_ON=warning is `c360 lint --fail-on warning`.
    """
    ctx.obj = {"directory": directory, "config": config, "color": color, "debug": debug}


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit with its status. A traceback is shown only with --debug."""
    arguments = sys.argv[1:] if argv is None else argv
    debug = "--debug" in arguments
    try:
        status = group.main(arguments, prog_name="c360", standalone_mode=False)
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        told(click.echo, "interrupted", err=True)
        status = 130
    except BrokenPipeError:
        discard(sys.stdout)
        status = 2
    except Exception as error:
        if debug and not isinstance(error, click.ClickException):
            raise
        told(_say, error)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _say(error: Exception) -> None:
    if isinstance(error, click.ClickException):
        (_placed(error) if isinstance(error, click.NoSuchOption) else error).show()
    else:
        _failed(error)


def _placed(error: click.NoSuchOption) -> click.UsageError:
    """The error, or where the option belongs when it is one of the whole program's."""
    name, ctx = error.option_name, error.ctx
    if ctx is not None and ctx.parent is None and not error.possibilities:
        return click.UsageError(f"{error.format_message()} The options of a command stand after it.", ctx)
    if ctx is None or ctx.parent is None or not any(name in one.opts for one in group.params):
        return error
    called = ctx.command_path.removeprefix("c360 ")
    return click.UsageError(f"{name} stands before the command: c360 {name} ... {called}", ctx)


def _failed(error: Exception) -> None:
    """The message of an error that nobody handled; of a bug only its kind and place, since its text may hold data."""
    from c360_governance.model.errors import C360Error, SourceError

    if isinstance(error, C360Error):
        for one in (error, *(error.others if isinstance(error, SourceError) else ())):
            _error(str(one), one.help)
        return
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "this is a bug"
    _error(f"{type(error).__name__}{place}: {reason}", "run it again as `c360 --debug ...` and report what it prints")


def _error(message: str, help_: str) -> None:
    from c360_governance.model.words import printable

    click.echo(f"c360: error: {printable(message)}", err=True)
    if help_:
        click.echo(f"  help: {printable(help_)}", err=True)
