"""Findings about a changed event schema: as grave as what was decided about the sets of events.

A fact's rule says which side it can hit. Whether it does is decided by containment: where everything that the old
schema accepts is proved to be accepted by the new one, no fact is more than information to those who write events, and
the other way round for those who read them. Where an event shows the contrary, the finding that it is about tells it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from c360_governance.diff.event_schema import event_schema_facts
from c360_governance.diff.json_schema.inclusion import Comparison, Containment
from c360_governance.diff.values import same
from c360_governance.model.compatibility import Asked
from c360_governance.model.diff import DiffResult, Sides, Verdict
from c360_governance.model.finding import SEVERITIES, Bump, Finding, Perspective, Severity
from c360_governance.model.location import Location
from c360_governance.rules.judge import NOWHERE, judge, required_bump
from c360_governance.rules.registry import breaking_rule

UNGATED = frozenset({"event-default-changed", "event-storage-widened", "event-subject-changed"})
"""About what readers fill in, where events are stored and how they are found, which no validator judges."""

INCOMPATIBLE, UNDECIDED, UNRESOLVABLE = (
    "event-schema-incompatible", "event-schema-undecided", "event-reference-unresolvable",
)  # fmt: skip
_LONGEST = 300
_SAYS: dict[Perspective, str] = {
    "producer": "accepted before and rejected now",
    "consumer": "accepted now and rejected before",
}


def graded(
    findings: Sequence[Finding],
    old: Any,
    new: Any,
    asked: Asked,
    perspective: Sides,
    *,
    name: str,
    place: tuple[str, Location],
) -> list[Finding]:
    """The findings of the facts about two schemas, graded by what is decided; with one more where no fact explains
    a break, where nothing could be decided, and for each earlier version that is asked about and does not fit.

    ``place`` is the old schema's path and where the new one stands.
    """
    path, location = place
    comparison = Comparison(old, new, open_content=asked.open_content)
    result = _graded(findings, comparison, asked, perspective, name, location)
    if asked.is_transitive and asked.earlier:
        for version, earlier in asked.earlier(path):
            if not same(earlier, old):
                result += _against(
                    version, Comparison(earlier, new, open_content=asked.open_content), asked, name, location
                )
    return result


def diff_json_schemas(old: Any, new: Any, asked: Asked) -> DiffResult:
    """Judge two schemas that came from no file."""
    comparison = Comparison(old, new, open_content=asked.open_content)
    changes = event_schema_facts(old, new)
    sides = asked.sides("both")
    stated = [found for change in changes for found in [judge(change)] if found]
    findings = _graded(stated, comparison, asked, "both", "event", NOWHERE)
    answers = {answer.answer for answer in _answers(comparison, sides).values()}
    identical = comparison.is_written_alike
    verdict: Verdict = "identical" if identical else "compatible"
    if "no" in answers or any(finding.severity == "error" for finding in findings):
        verdict = "breaking"
    elif "undecided" in answers:
        verdict = "undecided"
    return DiffResult(
        verdict in ("identical", "compatible"),
        verdict,
        required_bump(findings, identical=identical),
        tuple(findings),
    )


def _against(version: str, comparison: Comparison, asked: Asked, name: str, place: Location) -> list[Finding]:
    """Findings about an earlier version that the new one is not compatible with."""
    answers = _answers(comparison, asked.sides("both"))
    return [
        _whole(side, answer, f"{name}@{version}", place, f" with {version}")
        for side, answer in answers.items()
        if answer.answer != "yes"
    ]


def _answers(comparison: Comparison, sides: Sides | None) -> dict[Perspective, Containment]:
    """What is decided for each side that was asked for."""
    found: dict[Perspective, Containment] = {}
    if sides in ("consumer", "both"):
        found["consumer"] = comparison.forward
    if sides in ("producer", "both"):
        found["producer"] = comparison.backward
    return found


def _graded(
    findings: Sequence[Finding], comparison: Comparison, asked: Asked, perspective: Sides, name: str, place: Location
) -> list[Finding]:
    sides = asked.sides(perspective)
    answers = _answers(comparison, sides)
    decided = asked.compatibility is not None
    result = [new for finding in findings for new in [_regraded(finding, answers, decided=decided)] if new]
    for side, answer in answers.items():
        if answer.answer == "no":
            _explain(result, side, answer, comparison)
    unexplained = [side for side, answer in answers.items() if answer.answer == "no" and not _hits(result, side)]
    if unexplained:
        result.append(_whole(unexplained[0], answers[unexplained[0]], name, place))
    open_ = [side for side, answer in answers.items() if answer.answer == "undecided"]
    if open_ and not any(finding.rule == UNRESOLVABLE for finding in result):
        result.append(_whole(open_[0], answers[open_[0]], name, place))
    return result


def _regraded(finding: Finding, answers: dict[Perspective, Containment], *, decided: bool) -> Finding | None:
    """The finding as grave as what was decided lets it be; None where its rule concerns no side that was asked for.

    ``decided`` makes an error of all that a direction which was asked for by name does not allow.
    """
    rule = breaking_rule(finding.rule)
    if rule.undecided:
        return finding
    if not answers:
        return replace(finding, severity="info", bump=_at_most_minor(finding))
    found: list[tuple[int, Perspective]] = []
    for side, answer in answers.items():
        severity = rule.consumer if side == "consumer" else rule.producer
        if severity is not None:
            graver = _severity(severity, answer, decided=decided, gated=rule.id not in UNGATED)
            found.append((SEVERITIES.index(graver), side))
    if not found:
        return None
    index, side = min(found)
    severity = SEVERITIES[index]
    bump: Bump | None = "major" if severity == "error" else _at_most_minor(finding)
    return replace(finding, severity=severity, perspective=side, bump=bump)


def _severity(severity: Severity, answer: Containment, *, decided: bool, gated: bool) -> Severity:
    if not gated:
        return severity
    if answer.answer == "yes":
        return "info"
    if answer.answer == "no" and decided and severity == "warning":
        return "error"
    return "warning" if severity == "error" and answer.answer != "no" else severity


def _at_most_minor(finding: Finding) -> Bump | None:
    return "minor" if finding.bump == "major" else finding.bump


def _hits(findings: Iterable[Finding], side: Perspective) -> list[Finding]:
    """The findings that can explain a break for a side."""
    hit: list[Finding] = []
    for finding in findings:
        rule = breaking_rule(finding.rule)
        severity = rule.consumer if side == "consumer" else rule.producer
        if severity == "error" or (severity == "warning" and rule.id not in UNGATED and not rule.undecided):
            hit.append(finding)
    return hit


def _explain(findings: list[Finding], side: Perspective, answer: Containment, comparison: Comparison) -> None:
    """Show the event in the finding that it is about."""
    hit = _hits(findings, side)
    if not hit:
        return
    from c360_governance.diff.json_schema.causes import closeness

    causes = comparison.causes(backward=side == "producer", witness=answer.witness) if len(hit) > 1 else []
    chosen = max(hit, key=lambda finding: closeness(finding.subject, causes))
    findings[findings.index(chosen)] = _shown(chosen, side, answer.witness)


def _shown(finding: Finding, side: Perspective, witness: Any) -> Finding:
    event = json.dumps(witness)
    if len(event) <= _LONGEST:
        return replace(finding, message=f"{finding.message}; {_SAYS[side]}: {event}")
    note = f"an event {_SAYS[side]}: {event}"
    return replace(
        finding,
        message=f"{finding.message}; an event of {len(event)} characters is {_SAYS[side]}",
        help=f"{finding.help}; {note}",
    )


def _whole(side: Perspective, answer: Containment, name: str, place: Location, against: str = "") -> Finding:
    """A finding about the schema as a whole: a break that no fact explains, or that nothing could be decided."""
    rule = breaking_rule(INCOMPATIBLE if answer.answer == "no" else UNDECIDED)
    is_break = answer.answer == "no"
    finding = Finding(
        rule=rule.id,
        severity="error" if is_break else "warning",
        message=f"{rule.message}{against}" + ("" if is_break else f": {answer.reason}"),
        location=place,
        subject=name,
        perspective=side,
        bump=rule.bump,
        help=rule.help,
    )
    return _shown(finding, side, answer.witness) if is_break else finding
