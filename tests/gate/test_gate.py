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
from c360_governance.lineage.log import Log
from c360_governance.lineage.typed_record import read
from c360_governance.sources.validation import find_flaws

from .conftest import MRR, TICKETS, USAGE, Change

ALL = set(range(1, 15))


def failed(answer: dict[str, Any]) -> set[int]:
    return {id_ for id_, status in answer["statuses"].items() if status == "fail"}


def evidence(answer: dict[str, Any], id_: int) -> str:
    return "\n".join(answer["items"][id_]["evidence"])


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
    ("path", "replacements", "point", "said"),
    [
        (TICKETS, [("        examples: [201, 207]\n", "")], 2,
         "support_tickets.ticket_id: the field has no sample values"),
        (TICKETS, [("property: retention", "property: latency")], 3, "the contract promises no retention"),
        (TICKETS, [("      onDuplicate:", "      onRepeat:")], 3, "errorHandling does not say onDuplicate"),
        (TICKETS, [("expectedRows: {per: week, minimum: 0", "expectedRows: {per: week, least: 0")], 4,
         "expectedRows lacks minimum"),
        (TICKETS, [("value: [ticket_id]", "value: [number]")], 9, "names no field of the dataset: number"),
        (TICKETS, [("property: backfill", "property: refill")], 9, "how a backfill stays safe is not said"),
        (TICKETS, [("runbook, vendor: c360, value: support_tickets", "runbook, vendor: c360, value: tickets")], 10,
         "there is no runbook 'tickets'"),
        (TICKETS, [("volume, owner: support-operations", "quality, owner: support-operations")], 11,
         "no volume alert with an owner"),
        (TICKETS, [("        classification: internal\n", "")], 12, "the field is not classified"),
        (TICKETS, [("residency, vendor: c360", "residence, vendor: c360")], 12,
         "where the data may be kept is not said"),
        (TICKETS, [("COUNT(*) AS tickets", "COUNT(ticket) AS tickets")], 13, "does not run"),
        ("contracts/gold/customers.odcs.yaml", [("accounts.tier FROM accounts", "accounts.plan FROM accounts")], 6,
         "reads accounts.plan, which no contract has"),
        ("contracts/gold/customers.odcs.yaml", [("transformSourceObjects: [consents]",
                                                 "transformSourceObjects: [permissions]")], 6,
         "its source permissions has no contract"),
        ("contracts/gold/customers.odcs.yaml", [("SUM(revenue.weekly_revenue)", "MAX(revenue.weekly_revenue)")], 8,
         "rows differ by up to"),
        (MRR, [("owner: revenue-operations\n", "")], 1, "the metric says no owner"),
        (MRR, [("expr: weekly_revenue * 4.33", "expr: weekly_revenues * 4.33")], 1,
         "did you mean"),
        (MRR, [("* 4.33", "* 4.5")], 8, "1 of 1 slice differ by up to 3.93 %"),
        (MRR, [("* 4.33", "* 4.5"), ("version: 1.0.0", "version: 2.0.0")], 5, "keep the old definition"),
    ],
)  # fmt: skip
def test_what_is_not_proven_fails_its_point(
    change: Change, path: str, replacements: list[tuple[str, str]], point: int, said: str
) -> None:
    change.edit(path, *replacements)
    answer = change.gate()
    assert answer["statuses"][point] == "fail", evidence(answer, point)
    told = evidence(answer, point) + str([finding["help"] for finding in answer["findings"]])
    assert said in told
    assert f"{path}:" in evidence(answer, point)


def test_the_tests_must_have_run_on_the_checks_as_they_are(change: Change) -> None:
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"), ("Tickets ", "Tickets  "))
    change.edit(TICKETS, ("minimum: 0, maximum: 1000", "minimum: 0, maximum: 900"))
    assert "there is no log yet" in evidence(change.gate("HEAD", "--no-record"), 7)
    change.check("support_tickets")
    assert change.gate()["statuses"][7] == "pass"
    change.edit(TICKETS, ("maximum: 900", "maximum: 800"))
    stale = change.gate()
    assert stale["statuses"][7] == "fail"
    assert "support_tickets.volume: the last run" in evidence(stale, 7)
    assert "older than the check's change" in evidence(stale, 7)
    change.check("support_tickets")
    assert change.gate()["statuses"][7] == "pass"


def test_a_check_that_failed_last_fails_the_point_with_its_numbers(change: Change) -> None:
    change.check("usage_events")
    change.edit("checks/usage_events.yaml", ("must_be_less_than_or_equal: 1000", "must_be_less_than_or_equal: 1000.0"))
    answer = change.gate()
    assert failed(answer) == {7, 14}
    assert "week_start_is_monday_of_event: the last run failed: measured 2, must be = 0" in evidence(answer, 7)


def test_checks_that_no_contract_knows_fail_the_point_and_not_the_gate(change: Change) -> None:
    change.edit("checks/usage_events.yaml", ("local/main/usage_events", "local/main/usage_event"))
    answer = change.gate()
    assert failed(answer) == {7, 14}
    assert "checks/usage_events.yaml:" in evidence(answer, 7)
    assert "no check can be planned: no contract has a table 'usage_event'" in evidence(answer, 7)


def test_a_runbook_without_steps_fails_its_datasets_rollback(change: Change) -> None:
    text = (change.root / "runbooks/accounts.md").read_text()
    (change.root / "runbooks/accounts.md").write_text(text.replace("## Roll back", "## Undo"))
    answer = change.gate()
    assert failed(answer) == {10, 14}
    assert "runbooks/accounts.md:1:1: gate-rollback: accounts: the runbook has no steps under 'Roll back'" in evidence(
        answer, 10
    )


def test_a_breaking_version_with_its_migration_plan_satisfies_point_five(change: Change) -> None:
    plan = (
        "\ncustomProperties:\n  - property: migrationPlan\n    vendor: c360\n"
        "    value: [{version: 2.0.0, steps: [Stop reading category.]}]\n"
    )
    change.edit(TICKETS, ("version: 1.0.0", "version: 2.0.0"), ("\ncustomProperties:\n", plan))
    remove_field(change, "category")
    answer = change.gate()
    assert answer["statuses"][5] == "pass", evidence(answer, 5)
    assert "the migration to 2.0.0 has 1 step" in evidence(answer, 5)


def test_a_metric_that_goes_takes_those_that_read_it_along(change: Change) -> None:
    (change.root / MRR).unlink()
    answer = change.gate()
    assert failed(answer) == {1, 5, 8, 14}
    assert "metric-removed" in evidence(answer, 5)
    assert "hits metric arr, metric cltv_24mo" in evidence(answer, 5)
    assert "arr: the formula does not compile: there is no metric 'mrr'" in evidence(answer, 1)


def test_a_dataset_that_goes_is_missed_by_metrics_and_by_what_is_derived_from_it(change: Change) -> None:
    (change.root / "contracts/billing/weekly_revenue.odcs.yaml").unlink()
    answer = change.gate()
    assert {1, 5, 6, 14} <= failed(answer)
    assert "contract-removed" in evidence(answer, 5)
    assert "customers.revenue_to_date: its source weekly_revenue has no contract" in evidence(answer, 6)


def test_a_new_metric_has_nothing_to_be_compared_with(change: Change) -> None:
    text = (change.root / MRR).read_text().replace("name: mrr\n", "name: mrr_v2\n").replace("* 4.33", "* 4.345")
    (change.root / "contracts/metrics/mrr_v2.metric.yaml").write_text(text)
    change.commit("Approved-by: Rita Reviewer <rita@example.com>")
    answer = change.gate("HEAD~1")
    assert (answer["decision"], failed(answer)) == ("pass", set())
    assert "mrr_v2 is new: there is nothing to compare it with" in evidence(answer, 8)


def test_a_file_that_moved_is_the_same_document(change: Change) -> None:
    change.git("mv", TICKETS, "contracts/crm/support_tickets.odcs.yaml")
    answer = change.gate()
    assert "contract-removed" not in str(answer["items"])


def remove_field(change: Change, name: str) -> None:
    """Cut a field of the tickets out of the contract."""
    path = change.root / TICKETS
    lines = path.read_text().splitlines(keepends=True)
    start = lines.index(f"      - id: {name}\n")
    end = next(n for n in range(start + 1, len(lines)) if not lines[n].startswith("        "))
    path.write_text("".join(lines[:start] + lines[end:]))


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


def test_without_a_warehouse_what_needs_it_is_not_proven(change: Change) -> None:
    change.edit(MRR, ("description: Monthly", "description: The monthly"))
    (change.root / "warehouse.duckdb").unlink()
    answer = change.gate()
    assert 8 in failed(answer)
    assert "there was no shadow run: warehouse 'local': there is no file" in evidence(answer, 8)


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
