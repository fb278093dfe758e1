"""Whether a document's version says what the change to it requires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.diff.values import text
from c360_governance.diff.version import core, declared_bump, is_prerelease
from c360_governance.model.diff import Sides
from c360_governance.model.finding import BUMPS, Bump, Finding
from c360_governance.model.location import Location
from c360_governance.rules.judge import severity_of
from c360_governance.rules.registry import breaking_rule


def version_finding(
    old: Mapping[Any, Any],
    new: Mapping[Any, Any],
    required: Bump,
    subject: str,
    location: Location,
    perspective: Sides = "both",
) -> Finding | None:
    """At most one finding: not bumped, bumped too little, or no version at all; ``location`` is the version's.

    A patch may go without a bump: prose is quiet. A decreased version is a fact of the diff, not repeated here. What
    follows a pre-release needs another version, of whatever size.
    """
    before, after = text(old, "version"), text(new, "version")
    declared = declared_bump(before, after)
    if required in ("none", "patch") or (declared is not None and BUMPS.index(declared) >= BUMPS.index(required)):
        return None
    if before == after:
        kind, message = "version-not-bumped", f"the change requires a {required} bump; the version is still {after}"
    elif core(after) is None:
        kind, message = "version-not-semver", f"the change requires a {required} bump; {after} is no semantic version"
    elif declared is None or is_prerelease(before) or _decreased(before, after):
        return None
    else:
        kind = "version-bump-too-small"
        message = f"the change requires a {required} bump; {before} to {after} declares {declared}"
    rule = breaking_rule(kind)
    graver = severity_of(rule, perspective)
    if graver is None:
        return None
    return Finding(
        rule=kind,
        severity=graver[1],
        message=message,
        location=location,
        subject=subject,
        perspective=graver[0],
        bump=required,
        old=before,
        new=after,
        help=_help(before, required) or rule.help,
    )


def next_version(version: str | None, bump: Bump) -> str | None:
    """The least version that is larger by a bump, None where ``version`` is none."""
    found = core(version)
    if found is None:
        return None
    major, minor, patch = found
    if major == 0:
        return f"0.{minor + 1}.0" if bump == "major" else f"0.{minor}.{patch + 1}"
    return {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
    }.get(bump)


def _decreased(old: str | None, new: str | None) -> bool:
    before, after = core(old), core(new)
    return bool(before and after and after < before)


def _help(version: str | None, required: Bump) -> str:
    wanted = next_version(version, required)
    return f"set version to {wanted}, or make the change compatible" if wanted else ""
