"""Earlier versions of one file, as git keeps them."""

from __future__ import annotations

from pathlib import Path

from c360_governance.sources.git import git

Versions = list[tuple[str, bytes]]


def earlier_versions(root: Path, commit: str, path: str) -> Versions:
    """The distinct contents that a file had, each with the name of its tag or commit, the newest first.

    The versions at the tags that ``commit`` descends from are what was released; where no tag has the file, those of
    every commit that changed it. Raises `SourceError` where git fails.
    """
    if "\n" in path:
        return []
    tags = git(root, "tag", "--merged", commit, "--sort=-creatordate", "--format=%(refname)").decode().splitlines()
    found = _contents(root, [(tag.removeprefix("refs/tags/"), tag) for tag in tags], path)
    if not found:
        commits = git(root, "log", "--format=%H", commit, "--", path).decode().split()
        found = _contents(root, [(each[:12], each) for each in commits], path)
    return found


def _contents(root: Path, names: list[tuple[str, str]], path: str) -> Versions:
    """What the file held at each name, in one git process; equal contents once."""
    if not names:
        return []
    request = "".join(f"{name}:./{path}\n" for _, name in names).encode("utf-8", "surrogateescape")
    answer = git(root, "cat-file", "--batch", stdin=request)
    found: dict[bytes, str] = {}
    at = 0
    for shown, _ in names:
        end = answer.index(b"\n", at)
        header = answer[at:end]
        at = end + 1
        if header.endswith(b" missing"):
            continue
        size = int(header.rsplit(b" ", 1)[1])
        found.setdefault(answer[at : at + size], shown)
        at += size + 1
    return [(shown, content) for content, shown in found.items()]
