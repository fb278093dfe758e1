"""The commits that touched governed files, as git tells of them: who, when, who approved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from c360_governance.model.errors import SourceError

GOVERNED = ("contracts", "checks", "runbooks", "c360.yaml")
MOST = 1000
"""Commits that are told; older ones are left to git, and the report says so."""

_TRAILERS = ("Approved-by", "Reviewed-by")
_FIELDS = ("%H", "%aN", "%cI", "%s", *(f"%(trailers:key={name},valueonly,separator=%x1e)" for name in _TRAILERS))


@dataclass(frozen=True, slots=True)
class Commit:
    """``approvers`` are the names in its trailers."""

    id: str
    author: str
    at: datetime
    subject: str
    approvers: tuple[str, ...]
    files: tuple[str, ...]


def commits(root: Path, until: str) -> list[Commit]:
    """The newest commits up to one (`MOST` and one more, if there are more), newest first; none outside of git."""
    from c360_governance.sources.git import git

    mark = os.urandom(16).hex()  # names may hold any separator
    form = "".join(f"{mark}{field}" for field in (*_FIELDS, ""))
    try:
        listing = git(
            root, "log", "-z", "-c", "--relative", "--name-only", "--no-renames", "--no-show-signature",
            f"--format={form}", f"--max-count={MOST + 1}", until, "--", *GOVERNED,
        )  # fmt: skip
    except SourceError:
        return []
    return list(_parsed(listing, mark))


def covered(root: Path, base: str, head: str) -> tuple[str, ...]:
    """The commits between two; none where git does not know one of them."""
    from c360_governance.sources.git import git

    try:
        return tuple(git(root, "rev-list", f"{base}..{head}").decode().split())
    except SourceError:
        return ()


def _parsed(listing: bytes, mark: str) -> Iterator[Commit]:
    parts = listing.split(mark.encode())[1:]
    for at in range(0, len(parts), len(_FIELDS) + 1):
        *facts, names = parts[at : at + len(_FIELDS) + 1]
        id_, author, time, subject, *trailers = (part.decode("utf-8", "replace") for part in facts)
        approvers = (text.partition("<")[0].strip() or text.strip() for one in trailers for text in one.split("\x1e"))
        files = tuple(sorted(os.fsdecode(name) for name in names.lstrip(b"\0\n").split(b"\0") if name))
        yield Commit(id_, author, datetime.fromisoformat(time), subject, tuple(filter(None, approvers)), files)
