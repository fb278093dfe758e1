"""`c360 explain`: one rule in full."""

from __future__ import annotations

import click

from c360_governance.cli.common import READING_FORMATS, emit, output_options


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
    from c360_governance.cli.rule_page import page_markdown, page_text, rule_json
    from c360_governance.rules.registry import rule

    found = rule(name)
    if format_ == "json":
        import json

        body = {"schema_version": 1, "command": "explain", "rule": rule_json(found)}
        emit(ctx, json.dumps(body, indent=2, ensure_ascii=False), output)
    else:
        emit(ctx, page_markdown(found) if format_ == "markdown" else page_text(found), output)
