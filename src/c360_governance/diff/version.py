"""Semantic versions, as far as contracts use them: `v1`, `1.2` and `1.2.3-rc.1+build` are read."""

from __future__ import annotations

import re

from c360_governance.model.finding import Bump

_SEMVER = r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?"

Core = tuple[int, int, int]


def core(version: str | None) -> Core | None:
    """Major, minor and patch, a missing part being 0; None for what is no version. Pre-release labels are cut off."""
    found = re.fullmatch(_SEMVER, version or "", re.IGNORECASE)
    if found is None:
        return None
    major, minor, patch = (int(part or 0) for part in found.groups()[:3])
    return major, minor, patch


def is_prerelease(version: str | None) -> bool:
    """Whether a version is one that promises nothing yet, `2.0.0-rc.1`."""
    found = re.fullmatch(_SEMVER, version or "", re.IGNORECASE)
    return bool(found and found.group(4))


def declared_bump(old: str | None, new: str | None) -> Bump | None:
    """What the change of version claims, None where one of the two is no version.

    Below 1.0.0 the minor number counts as the major one and the patch number as the minor one (semver, item 4).
    A decreased version declares "none".
    """
    before, after = core(old), core(new)
    if before is None or after is None:
        return None
    if after <= before:
        return "none"
    if after[0] > before[0]:
        return "major"
    if after[1] > before[1]:
        return "major" if before[0] == 0 else "minor"
    return "minor" if before[0] == 0 else "patch"
