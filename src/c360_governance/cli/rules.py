"""`c360 rules`: the rules that there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options
from c360_governance.cli.suggest import SuggestingChoice

if TYPE_CHECKING:
    from c360_governance.rules.registry import Kind


@click.command("rules")
@click.option(
    "--kind",
    type=SuggestingChoice(["breaking", "lint", "run"]),
    help="Only those of `c360 diff`, of `c360 lint`, or of the commands that run something.",
)
@click.option("--pages", metavar="DIR", help="Write one Markdown page a rule, and an index, into DIR instead.")
@output_options(READING_FORMATS)
@click.pass_context
def command(ctx: click.Context, kind: Kind | None, pages: str | None, format_: str, output: str | None) -> None:
    """List the rules, with how hard each judges and what it reports.

    \b
    Examples:
      c360 rules --kind breaking
      c360 rules --kind run
      c360 rules --format json
      c360 rules --pages docs/rules
    """
    from c360_governance.cli.pages.rule import list_markdown, list_text, rule_json
    from c360_governance.rules.registry import all_rules

    found = all_rules(kind)
    if pages is not None:
        from c360_governance.cli.pages.rule_docs import write_pages
        from c360_governance.model.errors import UsageError

        try:
            count = write_pages(Path(pages), found)
        except OSError as error:
            raise UsageError(f"the pages cannot be written to {pages}: {error.strerror}") from None
        click.echo(f"c360: {count} pages in {pages}", err=True)
        return
    if format_ == "json":
        from c360_governance.report.result import Result, render

        emit(ctx, render(Result("rules", extra={"rules": [rule_json(rule) for rule in found]}), "json"), output)
    else:
        emit(ctx, list_markdown(found) if format_ == "markdown" else list_text(found), output)
