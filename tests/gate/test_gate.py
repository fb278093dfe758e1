"""The gate end to end, through the command, on real commits, a real warehouse and a real log."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from c360_governance.demo.repository import remove_column
from c360_governance.gate.decision import GateRecord
from c360_governance.gate.item import Item
from c360_governance.gate.judge import decide
from c360_governance.gate.points import NAMES, points
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.typed_record import read
from c360_governance.sources.validation import find_flaws

from .conftest import ALL, TICKETS, USAGE, Change, evidence, failed


def test_the_fourteen_points_are_registered_in_order_one_a_module() -> None:
    files = {
        path.stem for path in Path(import_module("c360_governance.gate.points").__file__ or "").parent.glob("*.py")
    }
    assert files - {"__init__"} == set(NAMES)
    assert [point.ID for point in points()] == sorted(ALL)
    assert len({point.RULE for point in points()}) == len({point.TITLE for point in points()}) == 14
    assert all(point.RULE.startswith("gate-") and point.__doc__.startswith(f"Point {point.ID}:") for point in points())


def test_nothing_changed_passes_and_nothing_applies(change: Change) -> None:
    answer = change.gate()
    assert (answer["decision"], answer["exit"]) == ("pass", 0)
    assert set(answer["statuses"].values()) == {"not_applicable"}
    assert set(answer["items"]) == ALL
    assert all(item["evidence"] for item in answer["items"].values())


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (TICKETS, "version: 1.0.0", "version: 1.0.0  # a comment"),
        ("c360.yaml", "warehouse: local\n", "warehouse: local\n\n"),
    ],
)
def test_a_file_that_says_the_same_is_no_change(change: Change, path: str, old: str, new: str) -> None:
    change.edit(path, (old, new))
    assert set(change.gate()["statuses"].values()) == {"not_applicable"}


def test_removing_a_column_that_metrics_read_blocks_and_reverting_passes(change: Change) -> None:
    remove_column(change.root)
    answer = change.gate()
    assert (answer["decision"], answer["exit"]) == ("block", 1)
    assert failed(answer) == {1, 5, 7, 8, 14}
    said = evidence(answer, 5)
    for part in (f"{USAGE}:", "property-removed", "usage_events.latency_ms", "of the old version", "needs a major bump",
                 "metric latency_p50_ms", "metric latency_p90_ms", "metric latency_p99_ms",
                 "1.0.0 to 1.0.1 declares patch", "nothing says how to migrate"):  # fmt: skip
        assert part in said
    assert "contracts/metrics/latency_p90_ms.metric.yaml:" in evidence(answer, 1)
    assert {finding["rule"] for finding in answer["findings"]} >= {"property-removed", "gate-sign-off"}
    change.git("checkout", "--quiet", ".")
    assert (change.gate()["decision"], change.gate()["exit"]) == ("pass", 0)


def test_the_page_says_how_to_make_it_pass(change: Change, c360: Callable) -> None:
    change.add_field()
    change.commit()
    for format_ in ("text", "markdown"):
        run = c360("-C", change.root, "gate", "--against", "HEAD~1", "--format", format_, "--no-record")
        said = " ".join(run.stdout.split())
        assert run.status == 1
        assert "Approved-by:" in said
        assert said.replace("\\", "").count("help: run `c360 check`") == 1
    assert "no run of its 17 checks is recorded" in evidence(change.gate("HEAD~1"), 7)


def test_a_good_change_passes_all(change: Change) -> None:
    change.add_field()
    change.commit("Approved-by: Rita Reviewer <rita@example.com>")
    assert change.check("support_tickets") == 0
    answer = change.gate("HEAD~1")
    assert (answer["decision"], answer["exit"], failed(answer)) == ("pass", 0, set())
    assert {id_ for id_, status in answer["statuses"].items() if status == "pass"} == ALL - {6}
    assert re.search(r"(\d+) of \1 checks of support_tickets passed in run", evidence(answer, 7))
    assert "0 of 7 rows repeat it" in evidence(answer, 9)
    assert "runbooks/support_tickets.md:" in evidence(answer, 10)
    assert "Rita Reviewer <rita@example.com>" in evidence(answer, 14)


@pytest.mark.parametrize(
    ("against", "said"), [("nowhere", "'nowhere' is no commit"), ("--version", "is no commit"), ("", "is no commit")]
)
def test_an_unknown_base_cannot_be_judged(change: Change, c360: Callable[..., Any], against: str, said: str) -> None:
    done = c360("-C", change.root, "gate", f"--against={against}")
    assert (done.status, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_broken_document_on_either_side_cannot_be_judged(change: Change, c360: Callable[..., Any]) -> None:
    change.edit(TICKETS, ("schema:\n", "schema: [\n"))
    assert c360("-C", change.root, "gate", "--against", "HEAD").status == 2
    change.commit()
    change.git("checkout", "--quiet", "HEAD~1", "--", TICKETS)
    done = c360("-C", change.root, "gate", "--against", "HEAD")
    assert (done.status, "Traceback" in done.stderr) == (2, False)


def test_the_decision_is_recorded_and_its_head_is_told(change: Change, c360: Callable[..., Any]) -> None:
    remove_column(change.root)
    answer = change.gate()
    change.gate("HEAD", "--no-record")
    with Log.open("sqlite:///.c360/log.db", change.root) as log:
        (appended,) = log.records("gate")
        assert log.verify(answer["log_head"]).verified
    record, head = appended.payload, appended.hash
    assert find_flaws(record, "gate-record-1") == []
    assert read(appended, GateRecord).model_dump(mode="json") == record
    assert (record["decision"], head) == ("block", answer["log_head"])
    assert record["commit"] == record["against"]["commit"] == change.git("rev-parse", "HEAD").strip()
    assert (record["uncommitted"], record["paths"]) == ([USAGE], [USAGE])
    assert answer["log_head"] in c360("-C", change.root, "lineage", "verify", "--head", answer["log_head"]).stdout


def test_a_decision_on_a_file_whose_name_is_no_utf_8_can_be_read_back(change: Change) -> None:
    Path(os.fsdecode(bytes(change.root / "contracts") + b"/\xff.odcs.yaml")).write_text("a: 1")
    change.gate()
    with Log.open("sqlite:///.c360/log.db", change.root) as log:
        (record,) = (read(one, GateRecord) for one in log.records("gate"))
    assert record.paths == record.uncommitted == ("contracts/\\udcff.odcs.yaml",)


@pytest.mark.parametrize("format_", ["text", "markdown", "github", "sarif", "junit", "gitlab"])
def test_every_format_names_the_rule_that_blocks(change: Change, c360: Callable[..., Any], format_: str) -> None:
    remove_column(change.root)
    done = c360("-C", change.root, "gate", "--against", "HEAD", "--format", format_)
    assert done.status == 1
    assert "property-removed" in done.stdout
    if format_ == "text":
        assert max(map(len, done.stdout.splitlines())) <= 80 + len("recorded; the log's head is ")
        assert "5  Schema version                  FAIL" in done.stdout
    if format_ == "markdown":
        assert done.stdout.count("\n| 5 | Schema version | **FAIL** |") == 1
        assert "no findings" not in done.stdout


@pytest.mark.parametrize(
    ("statuses", "required", "decision"),
    [
        ({}, ALL, "pass"),
        ({3: "waived"}, ALL, "pass"),
        ({3: "fail"}, ALL, "block"),
        ({3: "fail"}, ALL - {3}, "warn"),
        ({3: "fail", 5: "fail"}, {5}, "block"),
        ({3: "fail"}, set(), "warn"),
    ],
)
def test_the_decision(statuses: dict[int, Any], required: set[int], decision: str) -> None:
    items = [Item(id_, str(id_), statuses.get(id_, "pass"), ("proof",)) for id_ in sorted(ALL)]
    assert decide(items, frozenset(required)) == decision
