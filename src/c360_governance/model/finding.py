"""One type for everything that a reader has to know about a place in a file.

Lint, diff, gate, ingest and failed checks all yield findings, so every output format is written once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from c360_governance.model.location import Location
from c360_governance.model.plain import plain

Severity = Literal["error", "warning", "info"]
Perspective = Literal["consumer", "producer"]
Bump = Literal["major", "minor", "patch", "none"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")


class Impact(NamedTuple):
    """Something downstream that reads what a finding is about."""

    kind: Literal["metric", "dataset", "dashboard", "job"]
    name: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class DataCount:
    """What today's data says of something that a contract demands from now on: of ``rows``, ``offending`` break it.

    ``accepted`` is what a quality rule with a threshold says of the count; None where not one row may break it.
    """

    rows: int
    offending: int
    accepted: bool | None = None

    @property
    def satisfied(self) -> bool:
        """Whether the data keeps it already."""
        return self.offending == 0 if self.accepted is None else self.accepted


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's judgement about one subject at one place.

    ``subject`` names the thing in the field's words (``accounts.email``); ``old`` and ``new`` are the values
    that were compared (JSON values, never rows of data); ``waived`` is the waiver's reason, or None, and ``waived_by``
    who approved it and the ISO date up to which it holds, where that is known.
    """

    rule: str
    severity: Severity
    message: str
    location: Location
    subject: str = ""
    perspective: Perspective | None = None
    bump: Bump | None = None
    old: Any = None
    new: Any = None
    help: str = ""
    waived: str | None = None
    impact: tuple[Impact, ...] = field(default=())
    data: DataCount | None = None
    waived_by: tuple[str, str] | None = None

    @property
    def excuse(self) -> str:
        """What a person is told of the waiver: its reason, who approved it and how long it holds."""
        by = f" (approved by {self.waived_by[0]}, until {self.waived_by[1]})" if self.waived_by else ""
        return f"{self.waived}{by}" if self.waived is not None else ""

    @property
    def hits(self) -> str:
        """Who reads what it is about, with their owners, for people; "" where nobody is known to."""
        return ", ".join(f"{hit.kind} {hit.name}" + (f" ({hit.owner})" if hit.owner else "") for hit in self.impact)

    @property
    def fingerprint(self) -> str:
        """12 hex digits over rule, subject, old and new: stable when a message or a line changes."""
        import hashlib
        import json

        key = json.dumps([self.rule, self.subject, plain(self.old), plain(self.new)], sort_keys=True)
        return hashlib.sha256(key.encode()).hexdigest()[:12]


def summary(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Counts per severity; a waived finding is not counted."""
    counts: dict[Severity, int] = {"error": 0, "warning": 0, "info": 0}
    for finding in findings:
        if finding.waived is None:
            counts[finding.severity] += 1
    return counts


def largest_bump(bumps: Iterable[Bump | None]) -> Bump:
    """The greatest of the bumps; "none" where there is nothing to bump for."""
    return max((bump for bump in bumps if bump), key=BUMPS.index, default="none")
