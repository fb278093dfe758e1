"""A git ref's files without a checkout, through plumbing that cannot run hooks or filters."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from c360_governance.model.errors import SourceError, UsageError

_RAW_DIFF = ("diff", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--relative", "-z")
_RAW_REF = re.compile(r"(?!.*\.\.)[\w/.~^][\w/.~^-]*")
"""Refs that cannot be taken for anything else."""

_SAFE = ("--no-optional-locks", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false")


def git(root: Path, *args: str, stdin: bytes | None = None) -> bytes:
    """The output of one git command in ``root``. Raises `SourceError` with git's own words when it fails.

    What a hook's environment says of another repository is not passed on.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    environment = {**inherited, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", *_SAFE, "-C", str(root), *args],
            input=stdin if stdin is not None else b"",
            capture_output=True,
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        raise SourceError("git is not installed", help="install git, or compare two files or folders") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        fatal = [line for line in said if line.startswith("fatal: ")]
        raise SourceError(f"git {args[0]} failed: {(fatal or said or ['no reason given'])[-1]}")
    return done.stdout


def resolve(root: Path, ref: str) -> str:
    """The commit a ref names. Raises `UsageError` when there is none."""
    try:
        name = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except SourceError:
        raise _no_commit(root, ref) from None
    return name.decode().strip()


def _no_commit(root: Path, ref: str) -> UsageError:
    """Why a ref names no commit: there is no repository, git refuses to read it, it is new, or a shallow clone."""
    try:
        shallow = git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except SourceError as error:
        if "not a git repository" in error.message:
            return UsageError(
                f"{ref!r} is no commit: {root} is not in a git repository",
                help="run `git init` and commit what is there, or compare two files with `c360 diff OLD NEW`",
            )
        return UsageError(f"{ref!r} is no commit that can be read in {root}: {error.message}")
    if not git(root, "rev-list", "--all", "--max-count=1").strip():
        return UsageError(f"{ref!r} is no commit in {root}: it has no commit yet", help="commit what is there first")
    help_ = "name a branch, a tag or a commit of this repository"
    if shallow:
        help_ = f"the clone is shallow: fetch {ref!r} first (in GitHub Actions, check out with fetch-depth: 0)"
    return UsageError(f"{ref!r} is no commit in {root}", help=help_)


def prefix(root: Path) -> str:
    """The path of ``root`` inside its git work tree, with a trailing slash, or "" at the top."""
    return git(root, "rev-parse", "--show-prefix").decode().strip()


class GitTree:
    """The files under ``root`` as they are at a commit. Paths are relative to ``root``.

    Nothing is asked of git before the first question; `commit` raises `UsageError` for a ref that names none.
    """

    def __init__(self, root: Path, ref: str) -> None:
        self.root = root
        self.ref = ref
        self._known: dict[str, str | None] = {}

    @cached_property
    def commit(self) -> str:
        """The commit's full name."""
        return resolve(self.root, self.ref)

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The object id of every file under root, by path."""
        listing = git(self.root, "ls-tree", "-r", "-z", "--format=%(objecttype) %(objectname) %(path)", self.commit)
        rows = (row.split(" ", 2) for row in listing.decode("utf-8", "surrogateescape").split("\0") if row)
        return {path: name for kind, name, path in rows if kind == "blob"}

    def learn(self, blobs: Mapping[str, str | None]) -> None:
        """Object ids by path, None where the commit has no such file, so that these need not be listed."""
        self._known.update(blobs)

    def list(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted."""
        return sorted(path for path in self.blobs if path.startswith(f"{folder}/"))

    def read(self, path: str) -> bytes | None:
        """A file's content, or None where the commit has no such file."""
        return self.read_many([path]).get(path)

    def read_many(self, paths: Sequence[str]) -> dict[str, bytes]:
        """The contents of those of the paths that exist, in one git process."""
        names = {path: self._known[path] if path in self._known else self.blobs.get(path) for path in paths}
        wanted = {path: name for path, name in names.items() if name is not None}
        if not wanted:
            return {}
        request = "".join(f"{name}\n" for name in wanted.values()).encode()
        answer = git(self.root, "cat-file", "--batch", stdin=request)
        contents: dict[str, bytes] = {}
        at = 0
        for path in wanted:
            end = answer.index(b"\n", at)
            size = int(answer[at:end].rsplit(b" ", 1)[1])
            contents[path] = answer[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return contents


def changed_paths(root: Path, tree: GitTree, folder: str = ".") -> set[str]:
    """The paths below a folder of ``root`` whose content differs between the commit and the work tree, new files
    included.

    git's index answers for the files it knows to be untouched, so the cost follows what changed. The tree learns
    what the commit holds at these paths.
    """
    name = tree.ref if _RAW_REF.fullmatch(tree.ref) else tree.commit
    try:
        diff = git(root, *_RAW_DIFF, f"{name}^{{commit}}", "--", folder)
    except SourceError:
        diff = git(root, *_RAW_DIFF, tree.commit, "--", folder)
    new = git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", folder)
    before = _before(diff)
    tree.learn({os.fsdecode(path): None for path in new.split(b"\0") if path} | before)
    return {os.fsdecode(path) for path in new.split(b"\0") if path} | before.keys()


def changed_between(old: GitTree, new: GitTree, folder: str = ".") -> set[str]:
    """The paths below a folder that differ between two commits; both trees learn what they hold there."""
    diff = git(old.root, *_RAW_DIFF, old.commit, new.commit, "--", folder)
    old.learn(_before(diff))
    new.learn(_before(diff, side=1))
    return set(_before(diff))


def merge_base(root: Path, one: str, other: str) -> str:
    """The commit at which two refs parted. Raises `UsageError` where either is none, or they share no history."""
    first, second = resolve(root, one), resolve(root, other)
    try:
        return git(root, "merge-base", first, second).decode().split()[0]
    except (SourceError, IndexError):
        raise UsageError(
            f"{one!r} and {other!r} have no commit in common", help=f"compare the two directly: {one}..{other}"
        ) from None


def _before(diff: bytes, side: int = 0) -> dict[str, str | None]:
    """The object ids in a raw diff by path, before (0) or after (1) the change; None where there is no file."""
    found: dict[str, str | None] = {}
    rows = iter(diff.split(b"\0"))
    for row in rows:
        if row:
            fields = row[1:].decode("ascii").split(" ")
            is_file = fields[side].startswith(("100", "120"))
            found[os.fsdecode(next(rows))] = fields[2 + side] if is_file else None
    return found
