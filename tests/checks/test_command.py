"""`c360 check` as a user runs it, on the reference platform."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from c360_governance.checks.runner import measure
from c360_governance.sources.validation import find_flaws

MONDAY = "usage_events.week_start.week_start_is_monday_of_event"


def change(platform: Path, *statements: str) -> None:
    with duckdb.connect(str(platform / "warehouse.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)


def outcomes(text: str) -> dict[str, dict[str, Any]]:
    return {outcome["check"]: outcome for outcome in json.loads(text)["outcomes"]}


def test_the_reference_breaks_one_promise(c360: Callable[..., Any], platform: Path) -> None:
    """Rows 1004 and 1015 are filed under a day that is no Monday of their week; everything else holds."""
    done = c360("-C", platform, "check", "--format", "json")
    found = outcomes(done.stdout)
    assert (done.status, done.stderr) == (1, "")
    assert {check for check, outcome in found.items() if outcome["outcome"] != "passed"} == {MONDAY}
    assert found[MONDAY]["measured"] == 2
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], finding["severity"], finding["subject"]) == ("check-invariant", "error", MONDAY)
    line = (platform / finding["path"]).read_text().splitlines()[finding["line"] - 1]
    assert "week_start_is_monday_of_event" in line


def test_a_run_is_recorded_and_opens_an_incident_once(c360: Callable[..., Any], platform: Path) -> None:
    first = json.loads(c360("-C", platform, "check", "usage_events", "--format", "json").stdout)
    assert len(first["incidents"]["opened"]) == 1
    again = json.loads(c360("-C", platform, "check", "usage_events", "--format", "json").stdout)
    assert again["incidents"] == {"opened": [], "resolved": []}
    change(platform, "UPDATE usage_events SET week_start = CAST(date_trunc('week', event_ts) AS DATE)")
    mended = json.loads(c360("-C", platform, "check", "usage_events", "--format", "json").stdout)
    assert mended["incidents"] == {"opened": [], "resolved": first["incidents"]["opened"]}


def test_a_log_that_is_lost_in_mid_run_takes_no_answer_with_it(
    c360: Callable[..., Any], platform: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk of the log goes bad while the warehouse answers; the answers are shown, and that they are not kept."""
    log = platform / ".c360" / "log.db"

    def and_then_the_log_is_gone(*arguments: Any, **named: Any) -> Any:
        found = measure(*arguments, **named)
        for file in log.parent.glob("log.db*"):
            file.write_bytes(b"no database" * 1000)
        return found

    monkeypatch.setattr("c360_governance.checks.runner.measure", and_then_the_log_is_gone)
    done = c360("-C", platform, "check", "usage_events", "--format", "json")
    assert done.status == 2
    assert outcomes(done.stdout)[MONDAY]["measured"] == 2
    assert "incidents" not in json.loads(done.stdout)
    assert "what was measured is not recorded: the log" in done.stderr


def test_no_record_leaves_the_log_alone(c360: Callable[..., Any], platform: Path) -> None:
    assert c360("-C", platform, "check", "accounts", "--no-record").status == 0
    assert not (platform / ".c360").exists()


def test_the_table_fits_a_terminal_and_begins_with_what_failed(c360: Callable[..., Any], platform: Path) -> None:
    done = c360("-C", platform, "check", "usage_events", "accounts", "--no-record")
    finding, _, *table = done.stdout.splitlines()
    assert finding.startswith("contracts/product/usage_events.odcs.yaml:")
    assert max(map(len, table)) <= 80
    shown = [line for line in table if line]
    assert shown[0] == f"failed  {MONDAY}"
    assert shown[1].split() == ["measured", "2,", "expected", "=", "0", "rows;", "owner", "product-analytics"]
    passed = sum(int(line.split()[2]) for line in shown if line.startswith("passed"))
    assert shown[-2:] == [f"{passed} passed, 1 failed, 0 warned, 0 could not be judged", "1 error"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["usage_events"], 1),
        (["accounts"], 0),
        (["usage_events", "--only", "freshness", "--only", "missing"], 0),
        (["usage_events", "--fail-on", "never"], 0),
        (["usage_events", "--as-of", "2026-03-01", "--only", "freshness"], 1),
    ],
)
def test_exit_status(c360: Callable[..., Any], platform: Path, arguments: list[str], status: int) -> None:
    assert c360("-C", platform, "check", "--no-record", *arguments).status == status


def test_policy_decides_on_severity_and_waivers(c360: Callable[..., Any], platform: Path) -> None:
    config = platform / "c360.yaml"
    text = config.read_text()
    config.write_text(text.replace("policy:\n", "policy:\n  severity: {check-invariant: warning}\n"))
    done = c360("-C", platform, "check", "usage_events", "--no-record", "--format", "json")
    assert (done.status, outcomes(done.stdout)[MONDAY]["outcome"]) == (0, "warned")
    assert c360("-C", platform, "check", "usage_events", "--no-record", "--fail-on", "warning").status == 1
    waiver = f"{{rule: check-invariant, subject: {MONDAY}, reason: known, approver: a, expires: '2999-01-01'}}"
    config.write_text(text.replace("policy:\n", f"policy:\n  waivers: [{waiver}]\n"))
    done = c360("-C", platform, "check", "usage_events", "--no-record", "--format", "json")
    assert (done.status, outcomes(done.stdout)[MONDAY]["outcome"]) == (0, "failed")
    assert json.loads(done.stdout)["findings"][0]["waived"] == "known"


def test_a_run_of_all_checks_names_the_waivers_that_are_spent(c360: Callable[..., Any], platform: Path) -> None:
    config = platform / "c360.yaml"
    entries = [
        f"{{rule: {rule}, subject: {subject}, reason: known, approver: a, expires: '{year}-01-01'}}"
        for rule, subject, year in (("check-invariant", MONDAY, 2999), ("check-volume", "no such check", 2999),
                                    ("check-missing", "no such check", 2001), ("gate-tests", "accounts", 2001))
    ]  # fmt: skip
    config.write_text(config.read_text().replace("policy:\n", f"policy:\n  waivers: [{', '.join(entries)}]\n"))

    def told(*arguments: str) -> list[tuple[str, str]]:
        done = c360("-C", platform, "check", "--no-record", "--format", "json", *arguments)
        return [(one["rule"], one["subject"]) for one in json.loads(done.stdout)["findings"]]

    waived = ("check-invariant", MONDAY)
    unused, expired = (
        ("waiver-unused", "check-volume of no such check"),
        ("waiver-expired", "check-missing of no such check"),
    )
    assert told() == [waived, unused, expired]
    assert told("usage_events") == [waived]
    assert told("--only", "invariant") == [waived]


def test_what_breaks_is_an_error_and_the_rest_stays_true(c360: Callable[..., Any], platform: Path) -> None:
    change(platform, "DROP TABLE incidents", "ALTER TABLE usage_events DROP COLUMN latency_ms")
    done = c360("-C", platform, "check", "incidents", "usage_events", "--no-record", "--format", "json")
    found = outcomes(done.stdout)
    assert done.status == 2
    assert {outcome["outcome"] for check, outcome in found.items() if check.startswith("incidents.")} == {"error"}
    broken = {
        check
        for check, outcome in found.items()
        if outcome["outcome"] == "error" and outcome["dataset"] == "usage_events"
    }
    assert broken == {check for check in found if check.startswith("usage_events.latency_ms.")}
    assert (found["usage_events.schema"]["outcome"], found["usage_events.schema"]["measured"]) == ("failed", 1)
    assert "latency_ms is missing" in found["usage_events.schema"]["message"]
    assert (found[MONDAY]["outcome"], found[MONDAY]["measured"]) == ("failed", 2)
    assert all("latency_ms" in found[check]["message"] for check in broken)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["usage_event"], "did you mean 'usage_events'?"),
        (["track"], "is no table that can be checked"),
        (["--only", "freshnes"], "did you mean 'freshness'?"),
        (["--warehouse", "loca"], "did you mean 'local'?"),
        (["--as-of", "yesterday"], "'yesterday' is no time"),
        (["--plan", "--format", "json"], "leave --format out"),
    ],
)
def test_a_wrong_word_gets_an_answer(c360: Callable[..., Any], platform: Path, arguments: list[str], said: str) -> None:
    done = c360("-C", platform, "check", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_missing_warehouse_is_said(c360: Callable[..., Any], platform: Path) -> None:
    (platform / "warehouse.duckdb").unlink()
    for extra in ([], ["--no-record"]):
        done = c360("-C", platform, "check", *extra)
        assert (done.status, done.stdout) == (2, "")
        assert "there is no file" in done.stderr


def test_the_plan_needs_no_warehouse_and_is_soda(c360: Callable[..., Any], platform: Path, tmp_path: Path) -> None:
    (platform / "warehouse.duckdb").unlink()
    target = tmp_path / "plan.yaml"
    assert c360("-C", platform, "check", "accounts", "usage_events", "--plan", "--output", target).status == 0
    documents = [document for document in yaml.safe_load_all(target.read_text()) if document]
    assert [document["dataset"] for document in documents] == ["local/main/accounts", "local/main/usage_events"]
    assert all(find_flaws(document, "soda") == [] for document in documents)


def test_no_value_of_a_row_is_in_any_format(c360: Callable[..., Any], platform: Path) -> None:
    change(
        platform,
        "ALTER TABLE accounts ALTER account_id TYPE VARCHAR",
        "UPDATE accounts SET account_id = 'alice@example.org', tier = 'bob@example.org'",
    )
    everything = ["accounts", "usage_events"]
    one_kind = ["usage_events", "--only", "reference"]
    runs = [
        ("json", everything),
        *((name, one_kind) for name in ("text", "sarif", "junit", "github", "gitlab", "markdown")),
    ]
    for format_, asked in runs:
        done = c360("-C", platform, "check", *asked, "--format", format_)
        assert done.status == 2
        assert "Conversion Error" in done.stdout
        assert "@example.org" not in done.stdout + done.stderr
    assert b"alice@example.org" not in (platform / ".c360" / "log.db").read_bytes()
