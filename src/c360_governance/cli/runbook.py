"""`c360 runbook`: what to do when it breaks, and its diagnostic queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import READING_FORMATS, emit, governed, output_options, warehouse_option
from c360_governance.cli.suggest import SuggestingGroup
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.oncall.incident import Incident
    from c360_governance.oncall.runbook import BlockResult
    from c360_governance.sources.runbooks import Runbook


@click.group(cls=SuggestingGroup)
def command() -> None:
    """What to do when it breaks.

    \b
    Examples:
      c360 runbook show usage_events
      c360 runbook run INC-1a2b3c4d
    """


@command.command("list")
@output_options(READING_FORMATS)
@click.pass_context
def list_(ctx: click.Context, format_: str, output: str | None) -> None:
    """Every runbook, its title and the datasets that it is for.

    \b
    Example:
      c360 runbook list
    """
    from c360_governance.model.words import printable
    from c360_governance.report.markdown_format import table
    from c360_governance.report.result import Result, render
    from c360_governance.sources.runbooks import runbooks

    found = list(runbooks(governed(ctx)).values())
    entries = [
        {"name": book.name, "title": book.page.title, "datasets": list(book.datasets), "queries": len(book.page.blocks)}
        for book in found
    ]
    text = "\n".join(
        f"{printable(f'{book.name}: {book.page.title}')}\n"
        f"  for {printable(', '.join(book.datasets)) or 'no dataset'}; "
        f"{len(book.page.blocks)} diagnostic queries"
        for book in found
    )
    rows = [(book.name, book.page.title, ", ".join(book.datasets), str(len(book.page.blocks))) for book in found]
    markdown = table(("runbook", "title", "datasets", "queries"), rows)
    result = Result(
        "runbook list", extra={"runbooks": entries}, text=text or "there are no runbooks", markdown=markdown
    )
    emit(ctx, render(result, format_), output)


@command.command()
@click.argument("name", metavar="NAME|DATASET|INCIDENT")
@click.option("--output", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_context
def show(ctx: click.Context, name: str, output: str | None) -> None:
    """A runbook's text, by its name, a dataset's or an incident's id.

    \b
    Example:
      c360 runbook show INC-1a2b3c4d
    """
    from c360_governance.model.words import printable

    book = _find(governed(ctx), name)
    emit(ctx, "\n".join(printable(line) for line in book.text.splitlines()), output)


@command.command()
@click.argument("name", metavar="NAME|DATASET|INCIDENT")
@warehouse_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Rows to show of each.")
@output_options(READING_FORMATS)
@click.pass_context
def run(ctx: click.Context, name: str, warehouse: str | None, limit: int, format_: str, output: str | None) -> int:
    """Run a runbook's diagnostic queries.

    Only single SELECTs over the warehouse's tables are run, and only on a read-only connection. Exit status 2 when one
    of them is refused or fails; the others are shown nevertheless.

    \b
    Examples:
      c360 runbook run usage_events
      c360 runbook run INC-1a2b3c4d
    """
    from c360_governance.cli.pages.runbook import result_of
    from c360_governance.model.errors import UsageError
    from c360_governance.oncall.runbook import run as run_blocks
    from c360_governance.report.result import render
    from c360_governance.warehouse.connection import open_warehouse

    here = governed(ctx)
    book = _find(here, name)
    if not book.page.blocks:
        raise UsageError(f"{book.path} holds no diagnostic query", help="write one in a fenced ```sql block")
    with open_warehouse(here.root, here.config, warehouse) as connection:
        results: list[BlockResult] = run_blocks(book, connection, limit)
        payload: Any = result_of(book, connection.name, results)
    emit(ctx, render(payload, format_), output)
    failed = [result for result in results if result.rows is None]
    for result in failed:
        click.echo(f"c360: error: {book.path}:{result.block.line}: {result.error}", err=True)
    return 2 if failed else 0


def _find(here: Repository, name: str) -> Runbook:
    """The runbook; the log is opened only for what looks like an incident's id."""
    from c360_governance.oncall.runbook import find_runbook

    known: dict[str, Incident] = {}
    if name.upper().startswith("INC-"):
        from c360_governance.oncall.reading import read_incidents

        known = read_incidents(here)
    return find_runbook(name, here, known)
