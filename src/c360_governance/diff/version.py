"""Versions of documents: semantic ones as contracts use them, and SchemaVer for event schemas that say `self`.

Of semantic versions `v1`, `1.2` and `1.2.3-rc.1+build` are read too. SchemaVer is MODEL-REVISION-ADDITION: a model
breaks readers, a revision may keep some old events out, an addition takes them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from c360_governance.diff.values import text
from c360_governance.model.finding import Bump
from c360_governance.model.location import Pointer

_SEMVER = r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
_SCHEMAVER = r"([1-9]\d{0,8})-(0|[1-9]\d{0,8})-(0|[1-9]\d{0,8})"

Core = tuple[int, int, int]


def version_place(document: Any) -> Pointer:
    """Where a document holds its version: an Iglu schema describes itself under `self`."""
    described = isinstance(document, Mapping) and isinstance(document.get("self"), Mapping)
    return ("self", "version") if described and "version" not in document else ("version",)


def version_in(document: Any) -> str | None:
    """The version that a document says it has, None where it says none."""
    if not isinstance(document, Mapping):
        return None
    return text(document if version_place(document) == ("version",) else document["self"], "version")


def is_schemaver(document: Any) -> bool:
    """Whether a document's version is to be read as MODEL-REVISION-ADDITION."""
    return version_place(document) != ("version",)


def core(version: str | None, *, schemaver: bool = False) -> Core | None:
    """Major, minor and patch, a missing part being 0; None for what is no version. Pre-release labels are cut off.

    Of a SchemaVer they are model, revision and addition.
    """
    found = re.fullmatch(_SCHEMAVER, version or "") if schemaver else _semantic(version)
    if found is None:
        return None
    major, minor, patch = (int(part or 0) for part in found.groups()[:3])
    return major, minor, patch


def is_prerelease(version: str | None) -> bool:
    """Whether a version is one that promises nothing yet, `2.0.0-rc.1`."""
    return bool(_labels(version))


def is_decreased(old: str | None, new: str | None, *, schemaver: bool = False) -> bool:
    """Whether a version comes before another by semver's precedence; False where one of the two is no version.

    A pre-release comes before its release, build metadata does not count.
    """
    before, after = core(old, schemaver=schemaver), core(new, schemaver=schemaver)
    if before is None or after is None:
        return False
    if before != after or schemaver:
        return after < before
    return _rank(new) < _rank(old)


def declared_bump(old: str | None, new: str | None, *, schemaver: bool = False) -> Bump | None:
    """What the change of version claims, None where one of the two is no version.

    Below 1.0.0 the minor number counts as the major one and the patch number as the minor one (semver, item 4).
    A SchemaVer's model is the major number; its revision and its addition both count as the minor one, since no
    change of a schema is as small as a patch. A decreased version declares "none".
    """
    before, after = core(old, schemaver=schemaver), core(new, schemaver=schemaver)
    if before is None or after is None:
        return None
    if after <= before:
        return "none"
    if after[0] > before[0]:
        return "major"
    if schemaver:
        return "minor"
    if after[1] > before[1]:
        return "major" if before[0] == 0 else "minor"
    return "minor" if before[0] == 0 else "patch"


def next_version(version: str | None, bump: Bump, *, schemaver: bool = False) -> str | None:
    """The least version that is larger by a bump, None where ``version`` is none."""
    found = core(version, schemaver=schemaver)
    if found is None or bump == "none":
        return None
    major, minor, patch = found
    if schemaver:
        return f"{major + 1}-0-0" if bump == "major" else f"{major}-{minor}-{patch + 1}"
    prefix = "v" if version and version[0] in "vV" else ""
    if major == 0:
        return f"{prefix}0.{minor + 1}.0" if bump == "major" else f"{prefix}0.{minor}.{patch + 1}"
    return (
        prefix
        + {
            "major": f"{major + 1}.0.0",
            "minor": f"{major}.{minor + 1}.0",
            "patch": f"{major}.{minor}.{patch + 1}",
        }[bump]
    )


def _labels(version: str | None) -> str | None:
    found = _semantic(version)
    return found.group(4) if found else None


def _semantic(version: str | None) -> re.Match[str] | None:
    """The parts of a semantic version; `1-0-0` and `2024-10-10` are something else."""
    found = re.fullmatch(_SEMVER, version or "", re.IGNORECASE)
    return None if found and found[2] is None and (found[4] or "x")[0].isdigit() else found


def _rank(version: str | None) -> tuple[bool, list[tuple[bool, int, str]]]:
    """The pre-release labels as semver orders them: none is greatest, numbers are below texts."""
    labels = _labels(version)
    parts = (labels or "").split(".")
    return labels is None, [(not part.isdigit(), int(part[:18]) if part.isdigit() else 0, part) for part in parts]
