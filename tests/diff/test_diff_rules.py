"""Each rule on its own example: exactly the rule fires, for each side as it says, and its mirror the other way round.

The examples are the rules' own (`old` and `new` in their files), so what `c360 explain` shows is what is tested.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from diff_documents import judged

import c360_governance.rules as package
from c360_governance.model.diff import Sides
from c360_governance.model.finding import SEVERITIES
from c360_governance.rules.judge import VERSION_POLICY, shown
from c360_governance.rules.pairing import DocumentKind
from c360_governance.rules.registry import Rule, all_rules, breaking_rule

FILES = Path(package.__file__).parent / "breaking"
EXPECTED = Path(__file__).with_name("expected-breaking-rules.txt").read_text(encoding="utf-8").split()
RULES = all_rules("breaking")
EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def kind_of(rule: Rule) -> DocumentKind:
    return "metric" if rule.id.startswith("metric-") else "event-schema" if rule.id.startswith("event-") else "contract"


def fired(rule: Rule, old: str, new: str, perspective: Sides = "both") -> list[tuple[str, str]]:
    """(rule, severity) of each finding; what is said of the version counts only where the rule is about it."""
    findings = judged(old, new, kind_of(rule), perspective=perspective).findings
    about_version = rule.id in VERSION_POLICY
    return [(found.rule, found.severity) for found in findings if (found.rule in VERSION_POLICY) == about_version]


def test_the_breaking_rules_are_those_that_are_promised() -> None:
    assert sorted(path.stem for path in FILES.glob("*.toml")) == EXPECTED
    assert [rule.id for rule in RULES] == EXPECTED


@EVERY_RULE
@pytest.mark.parametrize("perspective", ["both", "consumer", "producer"])
def test_exactly_the_rule_fires_on_its_example(rule: Rule, perspective: Sides) -> None:
    sides = {"consumer": rule.consumer, "producer": rule.producer}
    severities = [severity for side, severity in sides.items() if severity and perspective in (side, "both")]
    expected = [(rule.id, min(severities, key=SEVERITIES.index))] if severities else []
    assert fired(rule, rule.old, rule.new, perspective) == expected


@EVERY_RULE
def test_the_mirror_fires_the_other_way_round(rule: Rule) -> None:
    if rule.mirror is None:
        assert len(rule.no_mirror or "") > 10
        return
    assert breaking_rule(rule.mirror).mirror == rule.id
    assert [id_ for id_, _ in fired(rule, rule.new, rule.old)] == [rule.mirror]


@EVERY_RULE
def test_every_rule_says_what_to_know(rule: Rule) -> None:
    assert rule.consumer or rule.producer
    for text in (rule.what, rule.why, rule.breaks):
        assert text.endswith(".")
        assert text[0].isupper()
    assert rule.message
    assert rule.message[0].islower() or rule.message[0] == "{"
    assert rule.help[0].islower()
    assert not rule.help.endswith(".")
    assert rule.bad != rule.good
    assert rule.old != rule.new


@EVERY_RULE
def test_a_finding_bears_the_bump_of_its_rule(rule: Rule) -> None:
    if rule.id not in VERSION_POLICY:
        found = judged(rule.old, rule.new, kind_of(rule)).findings
        assert [finding.bump for finding in found if finding.rule == rule.id] == [rule.bump]


@EVERY_RULE
def test_an_undecided_rule_is_a_warning(rule: Rule) -> None:
    if rule.undecided:
        assert {rule.consumer, rule.producer} <= {"warning", None}
        assert judged(rule.old, rule.new, kind_of(rule)).verdict == "undecided"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "nothing"), ([], "nothing"), ({}, "{}"), ("", '""'), (False, "false"), (0, "0"), (["a", {}], "a, {}")],
)
def test_what_is_empty_is_not_said_with_nothing(value: object, text: str) -> None:
    assert shown(value) == text
