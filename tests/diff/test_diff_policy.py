"""What c360.yaml makes of a change: deprecation periods by git's dates, whom it guards, which waivers are spent."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: crm-accounts
name: crm_accounts
version: 1.0.0
status: active
domain: sales
schema:
  - name: accounts
    properties:
      - name: account_id
        logicalType: integer
        required: true
      - name: plan
        logicalType: string
"""
PATH = "contracts/crm/accounts.odcs.yaml"
PLAN = "      - name: plan\n        logicalType: string\n"
MARKED = PLAN + "        deprecated: true\n"


def commit(root: Path, text: str, days_ago: int) -> None:
    """The contract as it was some days ago."""
    path = root / "platform" / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    day = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for arguments in (("add", "-A"), ("commit", "-q", "--allow-empty", "-m", "x")):
        subprocess.run(["git", *who, "-C", str(root), *arguments], check=True, capture_output=True,
                       env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": day, "HOME": str(root)})  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    commit(tmp_path, CONTRACT, 400)
    return tmp_path


def judged(c360: Command, root: Path, now: str, policy: str = "", *arguments: str) -> dict[str, Any]:
    """The findings after the working tree has become ``now``."""
    (root / "platform" / PATH).write_text(now.replace("1.0.0", "2.0.0"), encoding="utf-8")
    (root / "platform/c360.yaml").write_text(f"policy:\n{policy}" if policy else "version: 1\n", encoding="utf-8")
    done = c360("-C", root / "platform", "diff", *(arguments or ("--against", "HEAD")), "--format", "json")
    assert done.status in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


GONE = CONTRACT.replace(PLAN, "")


@pytest.mark.parametrize(
    ("marked", "policy", "rule", "severity"),
    [
        (100, "", "property-removed-deprecated", "warning"),
        (89, "", "property-removed", "error"),
        (89, "  deprecation: {days: 30}\n", "property-removed-deprecated", "warning"),
        (100, "  deprecation: {days: 365}\n", "property-removed", "error"),
    ],
)
def test_a_deprecation_runs_from_the_day_on_which_git_first_had_it(
    marked: int, policy: str, rule: str, severity: str, c360: Command, root: Path
) -> None:
    commit(root, CONTRACT.replace(PLAN, MARKED), marked)
    commit(root, CONTRACT.replace(PLAN, MARKED).replace("status: active", "status: draft"), 3)
    found = judged(c360, root, GONE.replace("status: active", "status: draft"), policy)
    (finding,) = found["findings"]
    assert (finding["rule"], finding["severity"]) == (rule, severity)
    since = (datetime.now(UTC) - timedelta(days=marked)).date()
    assert f"deprecated since {since}" in finding["message"]


def test_a_mark_that_was_taken_back_starts_anew(c360: Command, root: Path) -> None:
    for days, text in ((300, MARKED), (200, PLAN), (10, MARKED)):
        commit(root, CONTRACT.replace(PLAN, text), days)
    (finding,) = judged(c360, root, GONE)["findings"]
    assert (finding["rule"], finding["severity"]) == ("property-removed", "error")
    assert "its 90 days run until" in finding["message"]


@pytest.mark.parametrize(
    ("end", "rule"), [("2020-01-31", "property-removed-deprecated"), ("2999-01-31", "property-removed")]
)
@pytest.mark.parametrize("element", ["accounts.plan", "accounts", None])
def test_the_end_that_the_contract_names_wins_over_git(
    end: str, rule: str, element: str | None, c360: Command, root: Path
) -> None:
    named = f"    element: {element}\n" if element else ""
    ends = f"slaProperties:\n  - property: endOfSupport\n    value: {end}\n{named}"
    commit(root, CONTRACT.replace(PLAN, MARKED) + ends, 10)
    found = judged(c360, root, GONE + (ends if element != "accounts.plan" else ""))
    assert [finding["rule"] for finding in found["findings"]] == [rule]
    assert end in found["findings"][0]["message"]


def test_a_removed_contract_has_its_period_too(c360: Command, root: Path) -> None:
    commit(root, CONTRACT.replace("status: active", "status: deprecated"), 100)
    (root / "platform" / PATH).unlink()
    (root / "platform/c360.yaml").write_text("version: 1\n", encoding="utf-8")
    done = c360("-C", root / "platform", "diff", "--against", "HEAD", "--format", "json")
    assert [finding["rule"] for finding in json.loads(done.stdout)["findings"]] == ["contract-removed-deprecated"]


@pytest.mark.parametrize(
    ("policy", "severities", "verdict"),
    [
        ("", ["error", "error"], "breaking"),
        ("{default: consumer}", ["error", "info"], "breaking"),
        ("{default: BACKWARD}", ["info", "error"], "breaking"),
        ("{default: NONE}", ["info", "info"], "compatible"),
        ("{default: none, domains: {sales: producer}}", ["info", "error"], "breaking"),
        ("{domains: {sales: producer}, contracts: {crm-accounts: none}}", ["info", "info"], "compatible"),
        ("{domains: {sales: none}, contracts: {crm_accounts: FULL_TRANSITIVE}}", ["error", "error"], "breaking"),
        ("{domains: {other: none}}", ["error", "error"], "breaking"),
    ],
)
def test_a_policy_says_for_whom_a_change_must_be_compatible(
    policy: str, severities: list[str], verdict: str, c360: Command, root: Path
) -> None:
    now = GONE + "      - name: country\n        required: true\n"
    found = judged(c360, root, now, f"  compatibility: {policy}\n" if policy else "")
    assert [finding["severity"] for finding in found["findings"]] == severities
    assert (found["verdict"], found["required_bump"]) == (verdict, "major")


def test_the_asked_perspective_wins_over_the_policy(c360: Command, root: Path) -> None:
    asked = ("--against", "HEAD", "--perspective", "consumer")
    found = judged(c360, root, GONE, "  compatibility: {default: none}\n", *asked)
    assert [finding["severity"] for finding in found["findings"]] == ["error"]


WAIVERS = """\
  waivers:
    - {rule: property-removed, subject: accounts.plan, reason: r, approver: a, expires: 2999-01-01}
    - {rule: required-dropped, subject: accounts.account_id, reason: r, approver: a, expires: 2999-01-01}
    - {rule: unique-dropped, subject: accounts.account_id, reason: r, approver: a, expires: 2001-01-01}
    - {rule: owner-missing, subject: accounts, reason: r, approver: a, expires: 2001-01-01}
    - {rule: enum-added, fingerprint: "0123456789ab", reason: r, approver: a, expires: 2999-01-01}
"""


def test_a_whole_diff_names_the_waivers_that_are_spent(c360: Command, root: Path) -> None:
    found = judged(c360, root, GONE, WAIVERS)
    told = [(finding["rule"], finding["subject"], finding["path"], finding["line"]) for finding in found["findings"]]
    assert told == [
        ("property-removed", "accounts.plan", PATH, 9),
        ("waiver-unused", "required-dropped of accounts.account_id", "c360.yaml", 4),
        ("waiver-expired", "unique-dropped of accounts.account_id", "c360.yaml", 5),
        ("waiver-unused", "fingerprint 0123456789ab", "c360.yaml", 7),
    ]


@pytest.mark.parametrize("narrowed", [("--against", "HEAD", PATH), ("--against", "HEAD", "--perspective", "consumer")])
def test_a_part_of_a_diff_cannot_know_them(narrowed: tuple[str, ...], c360: Command, root: Path) -> None:
    found = judged(c360, root, GONE, WAIVERS, *narrowed)
    assert [finding["rule"] for finding in found["findings"]] == ["property-removed"]


@pytest.mark.parametrize(
    ("policy", "reason"),
    [("  deprecation: {days: -1}\n", "-1"), ("  compatibility: {default: backwards}\n", "backwards"),
     ("  compatibility: {domain: {a: none}}\n", "domain")],
)  # fmt: skip
def test_a_policy_that_is_wrong_stops(policy: str, reason: str, c360: Command, root: Path) -> None:
    (root / "platform/c360.yaml").write_text(f"policy:\n{policy}", encoding="utf-8")
    (root / "platform" / PATH).write_text(GONE, encoding="utf-8")
    done = c360("-C", root / "platform", "diff", "--against", "HEAD")
    assert (done.status, done.stdout) == (2, "")
    assert done.stderr.startswith("c360: error: c360.yaml:2:")
    assert reason in done.stderr
