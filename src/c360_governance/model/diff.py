"""The answer to "what does this change break?"."""

from __future__ import annotations

from typing import Literal, NamedTuple

from c360_governance.model.finding import Bump, Finding, Perspective

Verdict = Literal["breaking", "undecided", "risky", "compatible", "identical"]
VERDICTS: tuple[Verdict, ...] = ("breaking", "undecided", "risky", "compatible", "identical")
"""Gravest first. breaking: an error; undecided: nobody can tell; risky: a warning; identical: nothing to say."""

Sides = Perspective | Literal["both"]
"""Whose eyes a change is judged with."""


class DiffResult(NamedTuple):
    """What a change means. ``compatible`` is False for the verdicts breaking and undecided.

    ``required_bump`` is the least version bump that the change needs: "patch" where only prose differs, "none" where
    nothing but the version does.
    """

    compatible: bool
    verdict: Verdict
    required_bump: Bump
    findings: tuple[Finding, ...]


def is_compatible(verdict: Verdict) -> bool:
    """Whether a verdict lets readers and writers go on as before, as far as is known."""
    return verdict not in ("breaking", "undecided")
