"""Markdown, for pull-request comments and job summaries. Everything from a document is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from c360_governance.model.finding import Finding
from c360_governance.model.words import printable
from c360_governance.report.result import Result
from c360_governance.report.text_format import count

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~!])")


def render(result: Result) -> str:
    """A heading, the command's own part, then a table of the findings."""
    lines = [f"### c360 {result.command}", ""]
    if result.markdown:
        lines += [result.markdown.rstrip("\n"), ""]
    elif result.text:
        lines += ["```text", *_plain(result.text).split("\n"), "```", ""]
    if result.findings or not (result.markdown or result.text):
        lines.append(f"{count(result.findings)}.")
    if result.findings:
        lines += ["", table(("severity", "rule", "subject", "what", "where"), map(_cells, result.findings))]
    return "\n".join(lines)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, safe: bool = False) -> str:
    """A Markdown table. Every cell is escaped, unless the caller says that it has seen to that (``safe``)."""
    head, *body = (f"| {' | '.join(texts if safe else map(cell, texts))} |" for texts in (columns, *rows))
    return "\n".join([head, "|---" * len(columns) + "|", *body])


def cell(text: str) -> str:
    """Text that is safe in a Markdown table: no markup, no HTML, no line breaks."""
    return _SPECIAL.sub(r"\\\1", printable(" ".join(text.split())))


def _cells(finding: Finding) -> tuple[str, ...]:
    what = finding.message
    if finding.impact:
        what += f" (hits {finding.hits})"
    if finding.waived is not None:
        what += f" (waived: {finding.excuse})"
    return (finding.severity, finding.rule, finding.subject, what, str(finding.location))


def _plain(text: str) -> str:
    import click

    return click.unstyle(text).rstrip("\n").replace("```", "'''")
