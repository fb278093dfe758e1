"""For people: one line a finding, its help below it, then the command's own table and a count."""

from __future__ import annotations

from collections.abc import Iterator

import click

from c360_governance.model.finding import Finding, summary
from c360_governance.model.words import counted, printable
from c360_governance.report.result import Result

_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}


def render(result: Result) -> str:
    """Lines as compilers write them (``path:line:column: severity[rule] subject: message``)."""
    lines = [line for finding in result.findings for line in _lines(finding)]
    if result.text:
        lines += ([""] if lines else []) + result.text.rstrip("\n").split("\n")
    if result.findings:
        lines += ["", count(result.findings)]
    return "\n".join(lines)


def count(findings: tuple[Finding, ...]) -> str:
    """ "1 error, 2 warnings", and how many were waived."""
    words = [
        counted(number, severity, "info" if severity == "info" else "")
        for severity, number in summary(findings).items()
        if number
    ]
    waived = sum(finding.waived is not None for finding in findings)
    return ", ".join(words + ([f"{waived} waived"] if waived else [])) or "no findings"


def _lines(finding: Finding) -> Iterator[str]:
    severity = click.style(finding.severity, fg=_COLORS[finding.severity], bold=True)
    subject = f" {finding.subject}:" if finding.subject else ""
    yield f"{finding.location}: {severity}[{finding.rule}]{printable(subject)} {printable(finding.message)}"
    if finding.impact:
        yield f"  hits: {printable(finding.hits)}"
    if finding.waived is not None:
        yield f"  waived: {printable(finding.excuse)}"
    elif finding.help:
        yield f"  help: {printable(finding.help)}"
