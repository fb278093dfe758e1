"""A point's judgement, before and after waivers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from c360_governance.model.finding import Finding, Impact
from c360_governance.model.location import Location

Status = Literal["pass", "fail", "waived", "not_applicable"]
Decision = Literal["pass", "warn", "block"]


@dataclass(frozen=True, slots=True)
class Item:
    """One of the fourteen. ``evidence`` says what proves the status; ``findings`` what is wanting, waived or not."""

    id: int
    title: str
    status: Status
    evidence: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Judgement:
    """What a point collects while it looks: proofs, and findings for what is not proven.

    A point that collects neither has nothing to judge and is not applicable; ``why_not`` says why.
    """

    rule: str
    proofs: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    why_not: list[str] = field(default_factory=list)

    def proves(self, evidence: str) -> None:
        self.proofs.append(evidence)

    def lacks(
        self, subject: str, location: Location, message: str, help_: str = "", impact: tuple[Impact, ...] = ()
    ) -> None:
        """Something that the point demands is not there, or not proven."""
        self.findings.append(Finding(self.rule, "error", message, location, subject=subject, help=help_, impact=impact))

    def adopt(self, finding: Finding) -> None:
        """A finding of another part (the diff) that fails this point under its own rule."""
        self.findings.append(finding)

    def not_applicable(self, reason: str) -> None:
        """Something that was looked at and has nothing to prove here."""
        self.why_not.append(reason)
