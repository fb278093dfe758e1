"""From the points' judgements to items and a decision. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from c360_governance.gate.context import Context
from c360_governance.gate.item import Decision, Item, Judgement, Status
from c360_governance.gate.points import points
from c360_governance.model.config import Config, Waiver
from c360_governance.model.finding import Finding, Severity
from c360_governance.rules.waivers import excused, matches, places, spent


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fourteen items in order, and what they amount to. ``policy_findings`` are about waivers of the gate's rules
    that have run out or excuse nothing; they decide nothing."""

    decision: Decision
    items: tuple[Item, ...]
    policy_findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is wanting, in the order of the items."""
        return (*(finding for item in self.items for finding in item.findings), *self.policy_findings)


def judge(context: Context, today: date) -> Verdict:
    """Judge every point. ``today`` is the real date, by which waivers expire."""
    if not context.change.paths:
        nothing = f"nothing that is governed differs from {context.commit[:12]}"
        return Verdict("pass", tuple(Item(one.ID, one.TITLE, "not_applicable", (nothing,)) for one in points()))
    items = tuple(_item(point, point.judge(context), context, today) for point in points())
    found = [finding for item in items for finding in item.findings]
    waivers = spent(found, context.policy, today, place=places(context.repository), whole="gate")
    return Verdict(decide(items, context.policy.gate_required), items, tuple(waivers))


def decide(items: Iterable[Item], required: frozenset[int]) -> Decision:
    """A required item that fails blocks; any other that fails warns."""
    failed = [item.id for item in items if item.status == "fail"]
    if any(id_ in required for id_ in failed):
        return "block"
    return "warn" if failed else "pass"


def _item(point: Any, judgement: Judgement, context: Context, today: date) -> Item:
    waivers = context.policy.waivers
    if point.RULE == "gate-sign-off":  # nobody waives the approval of the change that brings the waiver
        waivers = tuple(waiver for waiver in waivers if waiver in context.base.config.waivers)
    policy = context.policy._replace(waivers=waivers)
    severity: Severity = "error" if point.ID in context.policy.gate_required else "warning"
    raised = [replace(finding, severity=severity) for finding in judgement.findings]
    findings = tuple(excused(raised, policy, today))
    evidence = tuple(_said(finding, policy, today) for finding in findings)
    failing = [finding for finding in findings if finding.waived is None]
    status: Status = "fail" if failing else "waived" if findings else "pass" if judgement.proofs else "not_applicable"
    because = tuple(judgement.why_not) or ("nothing that changed concerns this point",)
    return Item(point.ID, point.TITLE, status, (*evidence, *judgement.proofs) or because, findings)


def _said(finding: Finding, policy: Config, today: date) -> str:
    """What is wanting, as evidence: place, rule, bump, who is hit, and the waiver if there is one."""
    hits = ", ".join(f"{impact.kind} {impact.name}" for impact in finding.impact)
    text = f"{finding.location}: {finding.rule}: {finding.subject}: {finding.message}"
    if finding.bump and finding.bump != "none":
        text += f"; needs a {finding.bump} bump"
    if hits:
        text += f"; hits {hits}"
    waiver = next((waiver for waiver in policy.waivers if matches(waiver, finding)), None)
    return text + (_waived(waiver, today) if waiver else f"; waived: {finding.waived}" if finding.waived else "")


def _waived(waiver: Waiver, today: date) -> str:
    """The waiver's reason, approver and expiry; one that has run out is named because it no longer helps."""
    if waiver.expires < today:
        return f"; the waiver of {waiver.approver} expired on {waiver.expires}"
    return f"; waived by {waiver.approver} until {waiver.expires}: {waiver.reason}"
