"""Markdown, for pull-request comments and job summaries. Everything from a document is escaped."""

from __future__ import annotations

import re

from c360_governance.model.finding import Finding
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
        lines += ["", "| severity | rule | subject | what | where |", "|---|---|---|---|---|"]
        lines += [_row(finding) for finding in result.findings]
    return "\n".join(lines)


def cell(text: str) -> str:
    """Text that is safe in a Markdown table: no markup, no HTML, no line breaks."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _row(finding: Finding) -> str:
    what = finding.message
    if finding.impact:
        what += f" (hits {', '.join(f'{hit.kind} {hit.name}' for hit in finding.impact)})"
    if finding.waived is not None:
        what += f" (waived: {finding.waived})"
    cells = (finding.severity, finding.rule, finding.subject, what, str(finding.location))
    return f"| {' | '.join(cell(text) for text in cells)} |"


def _plain(text: str) -> str:
    import click

    return click.unstyle(text).rstrip("\n").replace("```", "'''")
