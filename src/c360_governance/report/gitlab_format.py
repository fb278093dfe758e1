"""GitLab's Code Quality report (a subset of Code Climate's)."""

from __future__ import annotations

import hashlib
import json

from c360_governance.model.finding import Finding
from c360_governance.report.result import Result

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(result: Result) -> str:
    """A list of issues; waived findings are left out, since the format cannot mark them."""
    issues = [
        {
            "description": _description(finding),
            "check_name": finding.rule,
            "fingerprint": _fingerprint(f"{finding.location.path} {finding.fingerprint}"),
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": finding.location.path, "lines": {"begin": finding.location.line}},
        }
        for finding in result.findings
        if finding.waived is None
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False)


def _description(finding: Finding) -> str:
    text = f"{finding.subject}: {finding.message}" if finding.subject else finding.message
    return f"{text}; hits {finding.hits}" if finding.impact else text


def _fingerprint(text: str) -> str:
    """Of a file's name too, which may be no UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
