"""What each of the fourteen points takes as proof, and what it does not, on real commits, a warehouse and a log."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from .conftest import MRR, TICKETS, Change, evidence, failed


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
        ("contracts/activation/marketing_audience.odcs.yaml",
         [("value: [marketing_email]", "value: [marketing_email, lead_sales]")], 12, "lead_sales"),
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


def test_a_check_that_is_taken_away_is_missed(change: Change) -> None:
    (change.root / "checks/support_tickets.yaml").unlink()
    change.commit("Approved-by: Rita Reviewer <rita@example.com>")
    change.check("support_tickets")
    answer = change.gate("HEAD~1")
    assert failed(answer) == {7}
    said = evidence(answer, 7)
    assert (
        "checks/support_tickets.yaml:11:5: gate-tests: support_tickets.resolved_within_a_week: the change takes" in said
    )


def test_a_pass_counts_where_it_was_measured(change: Change) -> None:
    shutil.copy(change.root / "warehouse.duckdb", change.root / "other.duckdb")
    change.edit("c360.yaml", ("  local:\n", "  other: {type: duckdb, path: other.duckdb}\n  local:\n"))
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"))
    assert change.check("support_tickets", "--warehouse", "other") == 0
    assert "no run of its 17 checks is recorded" in evidence(change.gate(), 7)
    assert change.gate("HEAD", "--warehouse", "other")["statuses"][7] == "pass"


def test_a_log_that_was_changed_proves_nothing(change: Change) -> None:
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"))
    change.query("UPDATE support_tickets SET resolved_at = created_at - INTERVAL 1 DAY")
    assert change.check("support_tickets") == 1
    with closing(sqlite3.connect(change.root / ".c360/log.db")) as log:
        log.execute("DROP TRIGGER records_no_update")
        log.execute("""UPDATE records SET payload = replace(payload, '"outcome":"failed"', '"outcome":"passed"')""")
        log.commit()
    said = evidence(change.gate(), 7)
    assert "no run of its 17 checks is recorded (the log .c360/log.db does not verify" in said


@pytest.mark.parametrize("hide", ["folder", "link"])
def test_a_contract_that_hides_is_a_contract_that_is_gone(change: Change, hide: str) -> None:
    if hide == "folder":
        (change.root / "contracts/.hidden").mkdir()
        (change.root / TICKETS).rename(change.root / "contracts/.hidden/support_tickets.odcs.yaml")
    else:
        (change.root / "contracts/support").rename(change.root / "elsewhere")
        (change.root / "contracts/support").symlink_to("../elsewhere")
    change.commit("Approved-by: Rita Reviewer <rita@example.com>")
    assert change.gate("HEAD~1")["statuses"][5] == "fail"


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


def test_without_a_warehouse_what_needs_it_is_not_proven(change: Change) -> None:
    change.edit(MRR, ("description: Monthly", "description: The monthly"))
    (change.root / "warehouse.duckdb").unlink()
    answer = change.gate()
    assert 8 in failed(answer)
    assert "there was no shadow run: warehouse 'local': there is no file" in evidence(answer, 8)
