"""Which files differ between a commit and the work tree, or between two commits."""

from __future__ import annotations

import os
import re
from pathlib import Path

from c360_governance.model.errors import SourceError, UsageError
from c360_governance.sources.git import GitTree, git, git_unfiltered, resolve
from c360_governance.sources.git_top import top_of
from c360_governance.sources.tree import in_hidden_folder

_RAW_DIFF = (
    "diff", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all",
    "--relative", "-z",
)  # fmt: skip
_PLAIN_REF = re.compile(r"(?!.*\.\.)[\w/.~][\w/.~^-]*")
"""Refs that cannot be taken for anything else."""

_GOVERNED = ("contracts", "checks", "runbooks", "c360.yaml")


def changed_paths(root: Path, tree: GitTree, folder: str = ".") -> set[str]:
    """The paths below a folder of ``root`` whose content differs between the commit and the work tree.

    New files are among them, ignored ones where they are governed. git's index answers for the files it knows to be
    untouched, so the cost follows what changed. The tree learns what the commit holds at these paths.
    """
    diff = _against_work_tree(root, tree, folder)
    if folder == ".":
        new = git(root, "ls-files", "--others", "--exclude-standard", "-z")
        new += git(root, "ls-files", "--others", "-z", "--", *_GOVERNED)
    else:
        new = git(root, "ls-files", "--others", "-z", "--", folder)
    appeared = {os.fsdecode(path): None for path in new.split(b"\0") if path}
    tree.learn(appeared | _blobs(diff))
    return {path for path in appeared.keys() | _rows(diff).keys() if not in_hidden_folder(path)}


def _against_work_tree(root: Path, tree: GitTree, folder: str) -> bytes:
    """A raw diff. A plain ref is not resolved first, which spares a process; one that names no commit is explained."""
    name = f"{tree.ref}^{{commit}}" if _PLAIN_REF.fullmatch(tree.ref) else tree.commit
    try:
        return git_unfiltered(root, *_RAW_DIFF, name, "--", folder)
    except SourceError:
        resolve(root, tree.ref)
        raise


def changed_between(old: GitTree, new: GitTree, folder: str = ".") -> set[str]:
    """The paths below a folder that differ between two commits; both trees learn what they hold there."""
    diff = git(old.root, *_RAW_DIFF, old.commit, new.commit, "--", folder)
    old.learn(_blobs(diff))
    new.learn(_blobs(diff, side=1))
    return {path for path in _rows(diff) if not in_hidden_folder(path)}


def submodules(root: Path, folder: str) -> list[str]:
    """The submodules below a folder of the work tree, by path: another repository's files, which no ref of this one
    holds. Asked of git only where there can be some."""
    top = top_of(root)
    if top is None or not (top / ".gitmodules").is_file():
        return []
    rows = git(root, "ls-files", "--stage", "-z", "--", folder).split(b"\0")
    return [os.fsdecode(row.partition(b"\t")[2]) for row in rows if row.startswith(b"160000 ")]


def merge_base(root: Path, one: str, other: str) -> str:
    """The commit at which two refs parted. Raises `UsageError` where either is none, or they share no history."""
    first, second = resolve(root, one), resolve(root, other)
    try:
        return git(root, "merge-base", first, second).decode().split()[0]
    except (SourceError, IndexError):
        raise UsageError(
            f"{one!r} and {other!r} have no commit in common", help=f"compare the two directly: {one}..{other}"
        ) from None


def _blobs(diff: bytes, side: int = 0) -> dict[str, str | None]:
    """The object ids in a raw diff by path, before (0) or after (1) the change; None where there is no file.

    Links are left out: what they lead to is another object, which only a listing tells.
    """
    sides = {path: (fields[side], fields[2 + side]) for path, fields in _rows(diff).items()}
    return {
        path: name if mode.startswith("100") else None
        for path, (mode, name) in sides.items()
        if not mode.startswith("120")
    }


def _rows(diff: bytes) -> dict[str, list[str]]:
    """A raw diff by path: the modes before and after, the object ids before and after."""
    rows = iter(diff.split(b"\0"))
    return {os.fsdecode(next(rows)): row[1:].decode("ascii").split(" ") for row in rows if row}
