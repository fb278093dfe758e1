"""Waivers: exceptions that somebody approved for a time, applied to whatever a command found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from c360_governance.model.config import Config, Waiver
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location
from c360_governance.rules.registry import breaking_ids, lint_ids, lint_rule, run_ids
from c360_governance.sources.document import Document, parse_document
from c360_governance.sources.repository import Repository

CONFIG = "c360.yaml"

Whole = Literal["lint", "diff", "check", "gate"]
"""A command that looked at everything, so that what it did not find is not there."""

Place = Callable[[int], Location]
"""Where the waiver of that position stands."""


def apply(
    findings: Iterable[Finding], config: Config, today: date, *, place: Place | None = None, whole: Whole | None = None
) -> list[Finding]:
    """The findings under the policy's waivers (`excused`), and what there is to say of these (`spent`)."""
    found = list(findings)
    return excused(found, config, today) + spent(found, config, today, place=place, whole=whole)


def excused(findings: Iterable[Finding], config: Config, today: date) -> list[Finding]:
    """The findings, with ``waived`` set to the reason where a waiver matches and has not run out: it holds to the end
    of the day on which it expires."""
    valid = [waiver for waiver in config.waivers if waiver.expires >= today]
    result: list[Finding] = []
    for finding in findings:
        waiver = next((one for one in valid if matches(one, finding)), None) if finding.waived is None else None
        if waiver is not None:
            finding = replace(finding, waived=waiver.reason, waived_by=(waiver.approver, waiver.expires.isoformat()))
        result.append(finding)
    return result


def spent(
    findings: Collection[Finding], config: Config, today: date, *, place: Place | None = None, whole: Whole | None
) -> list[Finding]:
    """A `waiver-expired` for each waiver that has run out and matches a finding. ``whole`` says that the findings are
    all that a command's rules can find: then also for each other one of such a rule, which of linting everything is
    every one there is, and a `waiver-unused` for each waiver of such a rule that matches nothing."""
    own = _rules_of(whole) if whole and config.waivers else ()
    result: list[Finding] = []
    for index, waiver in enumerate(config.waivers):
        where = place(index) if place else Location(CONFIG)
        used = any(matches(waiver, finding) for finding in findings)
        if waiver.expires < today:
            if used or whole == "lint" or waiver.rule in own:
                result.append(_finding("waiver-expired", config, where, waiver, f"expired on {waiver.expires}"))
        elif not used and waiver.rule in own:
            result.append(_finding("waiver-unused", config, where, waiver, "matches no finding"))
    return result


def _rules_of(command: Whole) -> tuple[str, ...]:
    if command == "lint":
        return lint_ids()
    return breaking_ids() if command == "diff" else tuple(id_ for id_ in run_ids() if id_.startswith(f"{command}-"))


def matches(waiver: Waiver, finding: Finding) -> bool:
    """Whether the waiver is about the finding: by fingerprint, of the rule if it names one, or by rule and subject."""
    if waiver.fingerprint is not None:
        return waiver.fingerprint == finding.fingerprint and waiver.rule in (None, finding.rule)
    return (waiver.rule, waiver.subject) == (finding.rule, finding.subject)


def places(repository: Repository) -> Place:
    """Where the waivers stand in the file that holds the repository's policy."""

    @cache
    def document() -> Document:
        path = repository.config_path
        if path == CONFIG:
            return repository.document(path)
        return parse_document(Path(path).read_bytes(), path)

    return lambda index: document().locate(("policy", "waivers", index))


def _finding(rule: str, config: Config, location: Location, waiver: Waiver, message: str) -> Finding:
    data = lint_rule(rule)
    about = f"fingerprint {waiver.fingerprint}" if waiver.fingerprint else f"{waiver.rule} of {waiver.subject}"
    return Finding(
        rule=rule,
        severity=config.severity.get(rule, data.severity or "error"),
        message=f"the waiver, approved by {waiver.approver}, {message}",
        location=location,
        subject=about,
        help=data.help,
    )
