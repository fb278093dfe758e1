"""What changed upstream: the commits that touched what a check judges by, read from git."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from c360_governance.model.errors import SourceError
from c360_governance.oncall.incident import UpstreamChange

WITHOUT_A_PASS = 3
"""How many commits to show where no pass bounds the search: the latest are the likeliest cause."""


def upstream_changes(
    root: Path, paths: Sequence[str], since: datetime | None, until: datetime
) -> tuple[UpstreamChange, ...]:
    """The commits after the last pass and up to the first failure that touched one of the paths, newest first.

    Without a last pass, the latest few. Empty where the repository is not under git: then nobody can say.
    """
    from c360_governance.sources.git import git

    bounds = [f"--since={since.isoformat()}"] if since else [f"--max-count={WITHOUT_A_PASS}"]
    try:
        listing = git(root, "log", "--format=%H%x09%cI%x09%s", f"--until={until.isoformat()}", *bounds, "--", *paths)
    except SourceError:
        return ()
    rows = (line.split("\t", 2) for line in listing.decode("utf-8", "replace").splitlines())
    return tuple(UpstreamChange(*row) for row in rows)
