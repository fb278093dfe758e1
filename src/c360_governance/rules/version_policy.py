"""Whether a document's version says what the change to it requires."""

from __future__ import annotations

from typing import Any

from c360_governance.diff.version import (
    core,
    declared_bump,
    is_decreased,
    is_prerelease,
    is_schemaver,
    next_version,
    version_in,
)
from c360_governance.model.diff import Sides
from c360_governance.model.finding import BUMPS, Bump, Finding
from c360_governance.model.location import Location
from c360_governance.rules.judge import severity_of
from c360_governance.rules.pairing import DocumentKind
from c360_governance.rules.registry import breaking_rule


def is_versioned(kind: DocumentKind, old: Any, new: Any) -> bool:
    """Whether a change must show in the version: of contracts and metrics always, of event schemas that have one."""
    return kind != "event-schema" or (version_in(old) is not None and version_in(new) is not None)


def version_finding(
    kind: DocumentKind,
    old: Any,
    new: Any,
    required: Bump,
    subject: str,
    location: Location,
    perspective: Sides = "both",
) -> Finding | None:
    """At most one finding: decreased, not bumped, bumped too little, or no version at all.

    ``location`` is the version's. A patch may go without a bump: prose is quiet. A contract's decreased version is a
    fact of the diff, not repeated here. What follows a pre-release needs another version, of whatever size.
    """
    before, after = version_in(old), version_in(new)
    schemaver = is_schemaver(new)
    declared = declared_bump(before, after, schemaver=schemaver)
    if is_decreased(before, after, schemaver=schemaver):
        if kind == "contract":
            return None
        rule, message = "version-decreased", f"the version went back from {before} to {after}"
    elif required in ("none", "patch") or (declared and BUMPS.index(declared) >= BUMPS.index(required)):
        return None
    elif before == after:
        state = f"the version is still {after}" if after else "the document has no version"
        rule, message = "version-not-bumped", f"the change requires a {required} bump; {state}"
    elif core(after, schemaver=schemaver) is None:
        system = "no MODEL-REVISION-ADDITION" if schemaver else "no semantic version"
        state = f"{after} is {system}" if after else f"the version {before} is gone"
        rule, message = "version-not-semver", f"the change requires a {required} bump; {state}"
    elif declared is None or is_prerelease(before):
        return None
    else:
        rule = "version-bump-too-small"
        message = f"the change requires a {required} bump; {before} to {after} declares {declared}"
    return _finding(rule, message, required, (before, after), subject, location, perspective, schemaver=schemaver)


def _finding(
    kind: str,
    message: str,
    required: Bump,
    versions: tuple[str | None, str | None],
    subject: str,
    location: Location,
    perspective: Sides,
    *,
    schemaver: bool,
) -> Finding | None:
    rule = breaking_rule(kind)
    graver = severity_of(rule, perspective)
    if graver is None:
        return None
    wanted = next_version(versions[0], required, schemaver=schemaver)
    return Finding(
        rule=kind,
        severity=graver[1],
        message=message,
        location=location,
        subject=subject,
        perspective=graver[0],
        bump=rule.bump if kind == "version-decreased" else required,
        old=versions[0],
        new=versions[1],
        help=f"set version to {wanted}, or make the change compatible" if wanted else rule.help,
    )
