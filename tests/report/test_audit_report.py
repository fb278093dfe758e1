"""`c360 lineage report`: the auditor's fields, in every format, the same bytes for the same head and commit."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

C360 = Callable[..., Any]


@pytest.fixture(scope="module")
def report(_audited: Path, c360: C360) -> dict[str, Any]:
    done = c360("-C", _audited, "lineage", "report", "--format", "json")
    assert (done.status, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def named(listed: list[dict[str, Any]], key: str, name: str) -> dict[str, Any]:
    return next(one for one in listed if one[key] == name)


def test_it_keeps_the_published_schema(report: dict[str, Any]) -> None:
    schema = json.loads((files("c360_governance") / "schemas" / "lineage-report-1.schema.json").read_text("utf-8"))
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(report)


def test_records_of_processing(report: dict[str, Any]) -> None:
    one = named(report["processing"], "dataset", "customers")
    assert one["controller"] == "Example SaaS GmbH, privacy-office@example.com"
    assert (one["people"], one["categories"]) == (["customers"], ["consent", "contact", "identifier", "usage"])
    assert (one["residency"], one["retention"]) == ("EU", ["7 y, counted from customers.signup_date"])
    assert {"marketing_audience", "s3://lake/<!--"} <= {recipient["name"] for recipient in one["recipients"]}
    assert "residency of s3://lake/<!--" in one["missing"]
    assert any("role activation_reader: read, approved by" in text for text in one["security"])
    audience = named(report["processing"], "dataset", "marketing_audience")
    assert (audience["missing"], audience["recipients"][0]["kind"]) == ([], "declared")
    assert "accounts" not in {record["dataset"] for record in report["processing"]}


def test_a_transfer_is_found_where_residencies_differ(platform: Path, c360: C360) -> None:
    def record() -> dict[str, Any]:
        found = json.loads(c360("-C", platform, "lineage", "report", "--format", "json").stdout)
        return named(found["processing"], "dataset", "customers")

    audience = platform / "contracts" / "activation" / "marketing_audience.odcs.yaml"
    audience.write_text(
        audience.read_text().replace("residency, vendor: c360, value: EU", "residency, vendor: c360, value: US")
    )
    one = record()
    assert one["transfers"] == [{"recipient": "marketing_audience", "residency": "US", "safeguard": None}]
    assert one["missing"] == ["safeguard for the transfer to marketing_audience (US)"]
    customers = platform / "contracts" / "gold" / "customers.odcs.yaml"
    declared = "  - {property: transfers, vendor: c360, value: [{to: US, safeguard: standard contractual clauses}]}\n"
    customers.write_text(
        customers.read_text().replace(
            "customProperties:\n  - {property: tier", f"customProperties:\n{declared}  - {{property: tier"
        )
    )
    one = record()
    assert {to["safeguard"] for to in one["transfers"]} == {"standard contractual clauses"}
    assert one["missing"] == []
    assert c360("-C", platform, "lint").status == 0


def test_figures_from_source_to_report(report: dict[str, Any]) -> None:
    """The metric that is named like a dataset is a figure of its own, made from the dataset."""
    one = next(figure for figure in report["figures"] if figure["name"] == "weekly_revenue")
    assert (one["kind"], one["owner"], one["sources"]) == (
        "metric",
        "revenue-operations",
        ["accounts", "weekly_revenue"],
    )
    hop = next(hop for hop in one["hops"] if hop["source"]["column"] == "weekly_revenue")
    assert (hop["source"]["name"], hop["target"], hop["distance"]) == (
        "weekly_revenue", {"name": "weekly_revenue", "kind": "metric", "column": "value"}, 0,
    )  # fmt: skip
    assert hop["transformation"] == "; ".join(one["formula"])
    arr = named(report["figures"], "name", "arr")
    assert {hop["source"]["name"] for hop in arr["hops"]} >= {"mrr", "weekly_revenue"}
    assert max(hop["distance"] for hop in arr["hops"]) == 1
    quality = {hop["source"]["name"]: hop["quality"]["state"] for figure in report["figures"] for hop in figure["hops"]}
    assert (quality["usage_events"], quality["accounts"], quality["weekly_revenue"]) == (
        "failed", "passed", "not_checked",
    )  # fmt: skip
    assert "no check of weekly_revenue is in the log" in one["unknown"]


def test_change_evidence(report: dict[str, Any]) -> None:
    newest = report["changes"][0]
    assert (newest["author"], newest["approvers"], newest["files"]) == ("Grace b", ["Ada"], ["c360.yaml"])
    assert newest["commit"] == report["about"]["commit"]
    [decision] = report["decisions"]
    assert newest["decisions"] == [decision["sequence"]]
    assert decision["covers"] == [newest["commit"]]
    assert [(run["job"], run["state"]) for run in newest["runs"]] == [("c360/check", "COMPLETE")]
    assert any("Ada" in text for text in decision["sign_off"])
    [override] = report["overrides"]
    assert (override["approver"], override["expires"], override["expired"]) == ("Ada", "2030-01-01", False)


def test_the_report_of_itself(report: dict[str, Any]) -> None:
    about = report["about"]
    assert about["made_at"] == max(event["recorded_at"] for event in report["events"])
    assert (about["chain_holds"], about["uncommitted"], about["events_used"]) == (True, False, 12)
    assert report["events"][-1]["hash"] == about["head"]
    assert [one["run"] for one in report["gaps"]["unfinished"]] == ["01a20085-5b53-78ef-b206-000000000020"]
    flows = [one for one in report["gaps"]["privacy"] if one["rule"] == "privacy-flow-undeclared"]
    assert len(flows) == 10
    assert [one["waived"] for one in flows if one["waived"]] == ["<img src=x onerror=document.title='owned'>"]
    assert any("no event tells" in text for text in report["gaps"]["not_covered"])
    assert report["gaps"]["undeclared_and_dead"]


@pytest.mark.parametrize("format_", ["json", "markdown", "html"])
def test_the_same_head_and_commit_give_the_same_bytes(audited: Path, c360: C360, format_: str) -> None:
    one, other = (c360("-C", audited, "lineage", "report", "--format", format_) for _ in range(2))
    assert (one.status, one.stdout) == (0, other.stdout)
    past = c360("-C", audited, "lineage", "report", "--format", format_, "--as-of", "2099-01-02")
    again = c360("-C", audited, "lineage", "report", "--format", format_, "--as-of", "2099-01-02")
    assert past.stdout == again.stdout
    assert past.stdout != one.stdout


def test_as_of_a_moment(audited: Path, c360: C360) -> None:
    done = c360("-C", audited, "lineage", "report", "--format", "json", "--as-of", "2026-01-02")
    found = json.loads(done.stdout)
    assert found["about"]["made_at"] == found["about"]["as_of"] == "2026-01-02T23:59:59Z"
    assert {event["time"] for event in found["events"]} == {"2026-01-01T06:00:00Z", "2026-01-02T06:00:00Z"}
    assert [node["name"] for node in found["nodes"] if node["name"].startswith("s3://")] == [
        "s3://lake/</script><script>document.title='owned'</script>",
        "s3://lake/<img src=x onerror=document.title='owned'>",
    ]
    assert (found["changes"], found["decisions"], found["processing"]) == ([], [], [])
    assert "nothing was committed yet" in done.stderr


def test_what_was_taken_out_of_the_log_is_told(audited: Path, c360: C360) -> None:
    why = ("--reason", "erasure 2026-14", "--approver", "dpo")
    assert c360("-C", audited, "lineage", "redact", "1", *why).status == 0
    found = json.loads(c360("-C", audited, "lineage", "report", "--format", "json").stdout)
    [one] = found["gaps"]["redactions"]
    assert (one["record"], one["reason"], one["approver"]) == (1, "erasure 2026-14", "dpo")
    assert (found["about"]["chain_holds"], 1 in {event["sequence"] for event in found["events"]}) == (True, False)
    assert "erasure 2026-14" in c360("-C", audited, "lineage", "report").stdout


def test_tables_for_a_spreadsheet(audited: Path, c360: C360, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    done = c360("-C", audited, "lineage", "report", "--format", "csv", "--output", folder)
    assert (done.status, done.stdout) == (0, "")
    tables = {file.stem: list(csv.DictReader(file.read_text("utf-8").splitlines())) for file in folder.iterdir()}
    assert {"about", "processing", "figures", "hops", "changes", "decisions", "overrides", "gaps", "unfinished",
            "redactions", "not_covered", "nodes", "edges", "flows", "events"} == set(tables)  # fmt: skip
    assert {row["dataset"] for row in tables["processing"]} >= {"customers", "identity_map"}
    assert len(tables["events"]) == int(tables["about"][0]["records"])
    first = [row[key] for rows in tables.values() for row in rows for key in row]
    assert not [text for text in first if text.startswith(("=", "+", "@"))]
    asked = c360("-C", audited, "lineage", "report", "--format", "csv")
    assert (asked.status, "--output DIR" in asked.stderr) == (2, True)


def test_markdown_escapes_what_others_named(audited: Path, c360: C360) -> None:
    text = c360("-C", audited, "lineage", "report").stdout
    assert "# Lineage report" in text.splitlines()
    assert "<img" not in text.replace("\\<img", "")
    assert "<script" not in text.replace("\\<script", "")
    for head in ("records of processing", "from source to report", "Changes", "Manual overrides", "Evidence"):
        assert any(head in line for line in text.splitlines() if line.startswith("## "))


def test_the_page_holds_no_markup_of_others(audited: Path, c360: C360) -> None:
    text = c360("-C", audited, "lineage", "report", "--format", "html").stdout
    assert text.count("<script") == 2
    assert "<img" not in text
    assert "<svg onload" not in text
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\';' in text.replace("&#39;", "'")
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_without_a_log_and_without_git(tmp_path: Path, c360: C360) -> None:
    nowhere = c360("-C", tmp_path, "lineage", "report")
    assert (nowhere.status, "no governance repository" in nowhere.stderr) == (2, True)
    (tmp_path / "c360.yaml").write_text("version: 1\n")
    done = c360("-C", tmp_path, "lineage", "report", "--format", "json")
    found = json.loads(done.stdout)
    assert (done.status, found["about"]["head"], found["about"]["made_at"], found["nodes"]) == (0, None, None, [])
    assert any("there is no log" in text for text in found["gaps"]["not_covered"])
    assert c360("-C", tmp_path, "lineage", "report", "--format", "html").status == 0
