"""SARIF 2.1.0, for code-scanning views."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from c360_governance import __version__
from c360_governance.model.finding import Finding
from c360_governance.report.result import Result

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(result: Result) -> str:
    """One run. A waived finding is a suppressed result, so that the view shows it as accepted."""
    rules = sorted({finding.rule for finding in result.findings})
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "c360", "version": __version__, "rules": [{"id": rule} for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules.index(finding.rule)) for finding in result.findings],
            }
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    text = f"{finding.subject}: {finding.message}" if finding.subject else finding.message
    text += f". Hits {finding.hits}" if finding.impact else ""
    place = finding.location
    body: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{text}. {finding.help}" if finding.help else text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(place.path, errors="surrogateescape")},
                    "region": {"startLine": place.line, "startColumn": place.column},
                }
            }
        ],
        "partialFingerprints": {"c360/v1": finding.fingerprint},
    }
    if finding.waived is not None:
        body["suppressions"] = [{"kind": "external", "justification": finding.excuse}]
    return body
