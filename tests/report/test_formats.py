"""Every output format against its golden file, and against documents that try to break out of it.

`C360_UPDATE_GOLDEN=1 pytest tests/report` rewrites the golden files; read the diff before you commit it.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360_governance.model.finding import Finding, Impact
from c360_governance.model.location import Location
from c360_governance.model.outcome import Outcome
from c360_governance.report.result import Result, render

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown"]

HOSTILE = 'a|b`c <script>alert(1)</script> \x1b[31m ]]> %0A::error::"\n'
FINDINGS = (
    Finding(
        "property-removed", "error", "the property is gone", Location("contracts/a.odcs.yaml", 14, 9),
        subject="accounts.email", perspective="consumer", bump="major", old="email", new=None,
        help="deprecate it first", impact=(Impact("metric", "mrr", "revenue"), Impact("dataset", "customers")),
    ),
    Finding("owner-missing", "warning", "nobody owns this", Location("contracts/b.odcs.yaml", 1, 1), subject="b"),
    Finding(
        "enum-value-added", "info", "a value more", Location("contracts/b.odcs.yaml", 7, 3),
        subject=HOSTILE, waived="agreed with sales", waived_by=("data-council", "2026-06-30"),
    ),
)  # fmt: skip
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
OUTCOMES = tuple(
    Outcome(
        f"accounts.tier.{result}", "accounts", "tier", "invalid", result, measured, "= 0", "error", "crm", "accounts",
        NOON, "counted", Location("contracts/a.odcs.yaml", 3, 1),
        (Impact("metric", "mrr", "revenue"), Impact("dashboard", "bi/board")) if result == "failed" else (),
    )
    for result, measured in (("passed", 0), ("failed", 2), ("warned", 1), ("error", None))
)  # fmt: skip


def results() -> dict[str, Result]:
    return {
        "findings": Result("diff", FINDINGS, extra={"verdict": "breaking"}, text="needs a major version"),
        "outcomes": Result("check", FINDINGS[:1], OUTCOMES, text="4 checks"),
        "empty": Result("lint"),
    }


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", ["findings", "outcomes", "empty"])
def test_golden(name: str, format_: str) -> None:
    text = render(results()[name], format_)
    golden = GOLDEN / f"{name}.{format_}"
    if os.environ.get("C360_UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_a_sarif_path_is_a_uri() -> None:
    finding = Finding("r", "error", "m", Location("data gov/ü 100%.yaml", 1, 1), help="mend it")
    result = json.loads(render(Result("lint", (finding,)), "sarif"))["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "data%20gov/%C3%BC%20100%25.yaml"
    assert result["message"]["text"] == "m. mend it"


@given(st.text(max_size=40))
def test_nothing_breaks_out_of_its_format(text: str) -> None:
    finding = Finding("r", "error", text, Location("a.yaml", 1, 1), subject=text, help=text)
    result = Result("lint", (finding,))
    assert json.loads(render(result, "json"))["findings"][0]["message"] == text
    assert json.loads(render(result, "sarif"))["runs"][0]["results"][0]["ruleId"] == "r"
    assert json.loads(render(result, "gitlab"))[0]["check_name"] == "r"
    assert len(ET.fromstring(render(result, "junit")).findall("testcase")) == 1  # noqa: S314
    assert render(result, "github").count("\n") == 0
    table = render(result, "markdown").split("\n")[-1]
    assert len(re.findall(r"(?<!\\)\|", table.replace("\\\\", ""))) == 6
    assert "<" not in table.replace("\\<", "")
    assert "\x1b" not in render(result, "text").replace("\x1b[31m\x1b[1merror\x1b[0m", "")
