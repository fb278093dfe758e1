"""GitHub Actions workflow commands: annotations on the lines of a pull request."""

from __future__ import annotations

from c360_governance.model.words import printable
from c360_governance.report.result import Result

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(result: Result) -> str:
    """One annotation a finding; a waived one is a notice."""
    lines = []
    for finding in result.findings:
        level = "notice" if finding.waived is not None else _LEVELS[finding.severity]
        place = finding.location
        title = _property(f"{finding.rule} {finding.subject}".strip())
        hits = f"hits {finding.hits}" if finding.impact else ""
        note = ". ".join(part.rstrip(" .") for part in (finding.message, hits, finding.help) if part)
        if finding.waived is not None:
            note = f"waived, {finding.excuse}: {note}"
        where = f"file={_property(place.path)},line={place.line},col={place.column},title={title}"
        lines.append(f"::{level} {where}::{_data(note)}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
