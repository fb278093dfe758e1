"""Waivers: exceptions that somebody approved for a time, applied to whatever a command found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from c360_governance.model.config import Config, Waiver
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location
from c360_governance.rules.registry import Kind, breaking_ids, lint_ids, lint_rule
from c360_governance.sources.document import Document, parse_document
from c360_governance.sources.repository import Repository

CONFIG = "c360.yaml"

Place = Callable[[int], Location]
"""Where the waiver of that position stands."""


def apply(
    findings: Iterable[Finding], config: Config, today: date, *, place: Place | None = None, whole: Kind | None = None
) -> list[Finding]:
    """The findings, with ``waived`` set to the reason where a waiver of the policy matches and has not run out.

    A waiver holds to the end of the day on which it expires. One that has run out and matches adds a finding
    `waiver-expired`. ``whole`` says that the findings are all that there can be of a kind of rules: then each waiver
    of such a rule that matches nothing adds `waiver-unused`, and each that has run out `waiver-expired`, which of
    linting everything is every one there is.
    """
    if not config.waivers:
        return list(findings)
    judged = () if whole is None else lint_ids() if whole == "lint" else breaking_ids()
    result: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        matching = [index for index, waiver in enumerate(config.waivers) if matches(waiver, finding)]
        used.update(matching)
        valid = [config.waivers[index] for index in matching if config.waivers[index].expires >= today]
        if valid and finding.waived is None:
            by = valid[0].approver, valid[0].expires.isoformat()
            finding = replace(finding, waived=valid[0].reason, waived_by=by)
        result.append(finding)
    for index, waiver in enumerate(config.waivers):
        where = place(index) if place else Location(CONFIG)
        if waiver.expires < today:
            if index in used or whole == "lint" or waiver.rule in judged:
                result.append(_finding("waiver-expired", config, where, waiver, f"expired on {waiver.expires}"))
        elif index not in used and waiver.rule in judged:
            result.append(_finding("waiver-unused", config, where, waiver, "matches no finding"))
    return result


def matches(waiver: Waiver, finding: Finding) -> bool:
    """Whether the waiver is about the finding: by fingerprint, or by rule and subject."""
    if waiver.fingerprint is not None:
        return waiver.fingerprint == finding.fingerprint
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
