"""What changes mean: each fact judged by the rule that bears its kind's name.

A change yields one finding. Seen with both pairs of eyes it takes the graver of the two severities and the
perspective of that side; where both are hit alike, the consumer's, who has no say in the change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.model.diff import Sides, Verdict
from c360_governance.model.finding import SEVERITIES, Bump, Finding, Impact, Perspective, Severity, largest_bump
from c360_governance.model.location import Location
from c360_governance.model.words import short
from c360_governance.rules.registry import Rule, breaking_rule

_LONGEST = 80
"""Longer values are cut in messages; the finding's ``old`` and ``new`` hold them whole."""

VERSION_POLICY = frozenset({"version-not-bumped", "version-bump-too-small", "version-not-semver"})
"""The rules about how a change is labelled, not about what it does."""

NOWHERE = Location("")
"""The place of a finding about a document that came from no file."""


def judge(
    change: Change,
    perspective: Sides = "both",
    location: Location = NOWHERE,
    *,
    was: Location | None = None,
    impact: tuple[Impact, ...] = (),
) -> Finding | None:
    """The finding of a change, or None where its rule does not concern the asked side.

    ``was`` is where the thing stood in the old version; a finding about something that is gone says so.
    """
    rule = breaking_rule(change.kind)
    graver = severity_of(rule, perspective)
    if graver is None:
        return None
    side, severity = graver
    before = f" (line {was.line} of the old version)" if change.gone and was else ""
    return Finding(
        rule=rule.id,
        severity=severity,
        message=message(rule, change.old, change.new) + before + (f"; {change.note}" if change.note else ""),
        location=location,
        subject=change.subject,
        perspective=side,
        bump=rule.bump,
        old=change.old,
        new=change.new,
        help=rule.help,
        impact=impact,
    )


def severity_of(rule: Rule, perspective: Sides) -> tuple[Perspective, Severity] | None:
    """The side that is hit and how badly, of those that were asked for."""
    sides: tuple[tuple[Perspective, Severity | None], ...] = ("consumer", rule.consumer), ("producer", rule.producer)
    hit = [(side, severity) for side, severity in sides if severity and perspective in (side, "both")]
    return min(hit, key=lambda entry: SEVERITIES.index(entry[1]), default=None)


def message(rule: Rule, old: Any, new: Any) -> str:
    """The rule's message with the values that were compared."""
    if not rule.message:
        return rule.what
    values = {"{old}": shown(old), "{new}": shown(new)}
    return re.sub(r"\{old\}|\{new\}", lambda place: values[place.group()], rule.message)


def shown(value: Any) -> str:
    """A value as a person would write it, on one line."""
    if value is None or value == []:
        return "nothing"
    if value in ("", {}):  # which say something: the empty text, and any value at all
        return '""' if value == "" else "{}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        text = ", ".join(shown(item) for item in value)
    elif isinstance(value, dict):
        text = ", ".join(f"{key}: {shown(item)}" for key, item in value.items())
    else:
        text = " ".join(str(value).split())
    return short(text, _LONGEST)


def verdict(findings: Iterable[Finding], *, identical: bool) -> Verdict:
    """The gravest thing that the findings say of the change. A waiver excuses a break; it does not undo it, and
    a version that fits badly does not make a change a breaking one."""
    found = [finding for finding in findings if finding.rule not in VERSION_POLICY]
    if any(finding.severity == "error" for finding in found):
        return "breaking"
    warnings = [finding for finding in found if finding.severity == "warning"]
    if any(breaking_rule(finding.rule).undecided for finding in warnings):
        return "undecided"
    if warnings:
        return "risky"
    return "identical" if identical else "compatible"


def required_bump(findings: Iterable[Finding], *, identical: bool) -> Bump:
    """The largest bump that a finding asks for; a difference that no finding speaks of is worth a patch."""
    return "none" if identical else largest_bump(["patch", *(finding.bump for finding in findings)])


def with_severities(findings: Iterable[Finding], overrides: Mapping[str, Severity]) -> list[Finding]:
    """The findings with the severities that the policy gives to their rules."""
    return [
        replace(finding, severity=overrides[finding.rule]) if finding.rule in overrides else finding
        for finding in findings
    ]
