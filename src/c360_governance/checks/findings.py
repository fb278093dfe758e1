"""What a reader has to know after a run: a finding for each check that did not pass, where it is declared."""

from __future__ import annotations

from collections.abc import Iterable

from c360_governance.model.finding import SEVERITIES, Finding
from c360_governance.model.outcome import Outcome


def findings(outcomes: Iterable[Outcome]) -> list[Finding]:
    """One finding for each outcome that is failed, warned or error, the gravest first, in order within.

    The rule is ``check-<kind>``, the subject the check's id. What could not be judged is an error whatever the
    check's severity: nobody knows whether it holds.
    """
    found = [_finding(outcome) for outcome in outcomes if outcome.outcome != "passed"]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _finding(outcome: Outcome) -> Finding:
    runbook = f"see `c360 runbook show {outcome.runbook}`" if outcome.runbook else ""
    if outcome.outcome == "error":
        return Finding(
            f"check-{outcome.kind}", "error", f"could not be judged: {outcome.message}", outcome.location,
            subject=outcome.check, help="mend the declaration or the table, then check again", impact=outcome.impact,
        )  # fmt: skip
    # Soda's second level may warn although a breach of the first is an error.
    severity = "warning" if outcome.outcome == "warned" and outcome.severity == "error" else outcome.severity
    return Finding(
        f"check-{outcome.kind}",
        severity,
        outcome.message,
        outcome.location,
        subject=outcome.check,
        help=runbook,
        impact=outcome.impact,
    )
