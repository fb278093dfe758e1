"""JUnit XML, for CI's test views: a case a check for `check`, a case a finding otherwise."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from c360_governance.model.finding import Finding
from c360_governance.model.outcome import Outcome
from c360_governance.report.result import Result

_NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def render(result: Result) -> str:
    """One suite. Warnings and waived findings are passing cases with a note: they do not fail a build."""
    suite = ET.Element("testsuite", name=f"c360 {result.command}")
    if result.outcomes is not None:
        for outcome in result.outcomes:
            _outcome_case(suite, outcome)
    else:
        for finding in result.findings:
            _finding_case(suite, finding)
    if len(suite) == 0:
        _case(suite, result.command, "no findings")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    ET.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suite, encoding="unicode")


def _outcome_case(suite: ET.Element, outcome: Outcome) -> None:
    case = _case(suite, outcome.dataset, outcome.check)
    if outcome.outcome != "passed":
        element = {"failed": "failure", "error": "error", "warned": "system-out"}[outcome.outcome]
        _note(case, element, f"measured {outcome.measured}, threshold {outcome.threshold}. {outcome.message}")


def _finding_case(suite: ET.Element, finding: Finding) -> None:
    case = _case(suite, finding.location.path, f"{finding.rule} {finding.subject} line {finding.location.line}")
    fails = finding.severity == "error" and finding.waived is None
    hits = f"; hits {finding.hits}" if finding.impact else ""
    excuse = f"; waived: {finding.excuse}" if finding.waived is not None else ""
    text = f"{finding.location}: {finding.subject} {finding.message}{hits}{excuse}"
    _note(case, "failure" if fails else "system-out", text)


def _case(suite: ET.Element, classname: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_legal(classname), name=_legal(name))


def _note(case: ET.Element, element: str, text: str) -> None:
    if element == "system-out":
        ET.SubElement(case, element).text = _legal(text)
    else:
        ET.SubElement(case, element, message=_legal(text))


def _legal(text: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return _NOT_XML.sub("\ufffd", text)
