"""Severities and waivers of c360.yaml, and where a waiver takes effect."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lint_repository import COMPLETE, write

from c360_governance.model.config import Config, Waiver
from c360_governance.model.errors import SourceError
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location
from c360_governance.rules.lint_engine import lint
from c360_governance.rules.waivers import apply
from c360_governance.sources.repository import Repository

TODAY = date(2026, 1, 31)
CONTRACT = "contracts/example/example.odcs.yaml"
WITHOUT_OWNER = COMPLETE.replace("team:\n  name: examples\n", "")


def waiver(**change: str) -> str:
    entry = {"rule": "owner-missing", "subject": "example.team", "reason": "Being formed.", "approver": "governance",
             "expires": "2026-01-31", **change}  # fmt: skip
    lines = [f"{key}: {value}" for key, value in entry.items() if value]
    return "policy:\n  waivers:\n    - " + "\n      ".join(lines) + "\n"


def judged(root: Path, config: str, *paths: str) -> list[tuple[str, str, str, int, str | None]]:
    write(root, CONTRACT, WITHOUT_OWNER)
    write(root, "c360.yaml", config)
    found = lint(Repository(root), paths, today=TODAY)
    return [(one.rule, one.severity, one.location.path, one.location.line, one.waived)
            for one in found if one.location.path in (CONTRACT, "c360.yaml")]  # fmt: skip


OWNER = ("owner-missing", "warning", CONTRACT, 1)
PLACE = ("c360.yaml", 3)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [(*OWNER, "Being formed.")]),
        ({"expires": "2026-01-30"}, [("waiver-expired", "error", *PLACE, None), (*OWNER, None)]),
        ({"subject": "other"}, [("waiver-unused", "warning", *PLACE, None), (*OWNER, None)]),
        ({"rule": "classification-missing"}, [("waiver-unused", "warning", *PLACE, None), (*OWNER, None)]),
        ({"rule": "property-removed"}, [(*OWNER, None)]),
        (
            {"subject": "", "fingerprint": "'000000000000'"},
            [("waiver-unused", "warning", *PLACE, None), (*OWNER, None)],
        ),
        (
            {"rule": "", "subject": "", "fingerprint": "'000000000000'"},
            [("waiver-rule-missing", "warning", *PLACE, None), (*OWNER, None)],
        ),
        ({"rule": "owner-mising"}, [("config-rule-unknown", "error", "c360.yaml", 3, None), (*OWNER, None)]),
    ],
)
def test_waivers(change: dict[str, str], expected: list[tuple[object, ...]], governed: Path) -> None:
    assert judged(governed, waiver(**change)) == expected


def test_a_waiver_by_fingerprint(governed: Path) -> None:
    write(governed, CONTRACT, WITHOUT_OWNER)
    (found,) = lint(Repository(governed), [CONTRACT], today=TODAY)
    config = waiver(subject="", fingerprint=f'"{found.fingerprint}"')
    assert judged(governed, config) == [(*OWNER, "Being formed.")]
    unruly = waiver(rule="", subject="", fingerprint=f'"{found.fingerprint}"')
    assert judged(governed, unruly) == [("waiver-rule-missing", "warning", *PLACE, None), (*OWNER, "Being formed.")]
    of_another_rule = waiver(rule="classification-missing", subject="", fingerprint=f'"{found.fingerprint}"')
    assert judged(governed, of_another_rule) == [("waiver-unused", "warning", *PLACE, None), (*OWNER, None)]


def test_part_of_the_repository_says_nothing_of_unused_waivers(governed: Path) -> None:
    assert judged(governed, waiver(subject="other"), CONTRACT) == [(*OWNER, None)]
    assert judged(governed, waiver(expires="2025-01-01"), CONTRACT) == [
        ("waiver-expired", "error", *PLACE, None), (*OWNER, None),
    ]  # fmt: skip


def test_severities(governed: Path) -> None:
    config = "policy:\n  severity: {owner-missing: error}\n"
    assert judged(governed, config) == [("owner-missing", "error", CONTRACT, 1, None)]
    typo = "policy:\n  severity:\n    owner-mising: error\n"
    assert ("config-rule-unknown", "error", "c360.yaml", 3, None) in judged(governed, typo)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("policy: {aprovals: 1}\n", ("unknown-key", 1)),
        ("as_of: yesterday\n", ("config-schema", 1)),
        ("as_of: 2026-02-31\n", ("config-schema", 1)),
        ("\n[]\n", ("config-schema", 1)),
        ("a: 1\na: 2\n", ("yaml-invalid", 2)),
    ],
)
def test_a_broken_policy(config: str, expected: tuple[str, int], governed: Path) -> None:
    """It is a finding where it is linted itself, and stops the judgement of other documents."""
    found = judged(governed, config)
    assert [(rule, line) for rule, _, path, line, _ in found if path == "c360.yaml"] == [expected]
    assert (*OWNER, None) in found
    with pytest.raises(SourceError):
        judged(governed, config, CONTRACT)


def test_apply_is_pure_and_leaves_what_was_waived_before() -> None:
    one = Finding("r", "error", "m", Location("a"), subject="s", waived="by another")
    two = Finding("r", "error", "m", Location("a"), subject="t")
    config = Config(waivers=(Waiver("why", "who", TODAY, rule="r", subject="s"),
                             Waiver("why", "who", TODAY, rule="r", subject="t")))  # fmt: skip
    assert [found.waived for found in apply([one, two], config, TODAY)] == ["by another", "why"]
    assert two.waived is None
    later = apply([two], config, date(2026, 2, 1))
    assert [(found.rule, found.waived, str(found.location)) for found in later] == [
        ("r", None, "a:1:1"), ("waiver-expired", None, "c360.yaml:1:1"),
    ]  # fmt: skip
