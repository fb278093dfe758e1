"""A git ref's files without a checkout, through plumbing that cannot run hooks or filters."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.location import Location
from c360_governance.model.suggest import did_you_mean
from c360_governance.sources.git_top import is_bare
from c360_governance.sources.tree import in_hidden_folder

_SETTINGS = (
    "core.quotePath=false", "core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false",
    "diff.orderFile=/dev/null", "safe.bareRepository=explicit",
)  # fmt: skip
_SAFE = ("--no-optional-locks", "--literal-pathspecs", *(part for one in _SETTINGS for part in ("-c", one)))
_ELSEWHERE = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_EXTERNAL_DIFF",
})  # fmt: skip

_MOST_VERSIONS = 300
"""How far back a file's history is read."""

_MOST_LINKS = 40
"""How many links lead from one to the next, as on Linux."""


def git(root: Path, *args: str, stdin: bytes | None = None, settings: Mapping[str, str] | None = None) -> bytes:
    """The output of one git command in ``root``. Raises `SourceError` with git's own words when it fails.

    What a hook's environment says of another repository is not passed on; nothing is fetched. ``settings`` go before
    those of the repository.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    environment = {**inherited, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    first = int(inherited.get("GIT_CONFIG_COUNT") or 0) if settings else 0
    for number, (key, value) in enumerate((settings or {}).items(), start=first):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        environment["GIT_CONFIG_COUNT"] = str(number + 1)
    try:
        done = subprocess.run(
            ["git", *_SAFE, "-C", str(root), *(["--git-dir=."] if is_bare(root) else ()), *args],
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


def git_unfiltered(root: Path, *args: str) -> bytes:
    """`git` for a command that reads the work tree: the programs that a repository sets to filter files do not run."""
    try:
        listing = git(root, "config", "--null", "--name-only", "--get-regexp", r"^filter\.").decode(
            "utf-8", "surrogateescape"
        )
    except SourceError:  # there are none
        return git(root, *args)
    drivers = {name.rpartition(".")[0] for name in listing.split("\0") if name}
    off = {"clean": "", "smudge": "", "process": "", "required": "false"}
    return git(root, *args, settings={f"{one}.{key}": value for one in drivers for key, value in off.items()})


def resolve(root: Path, ref: str) -> str:
    """The commit a ref names. Raises `UsageError` when there is none."""
    if ref.startswith("^"):  # to git, what is not in it
        raise _no_commit(root, ref)
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
    names = git(root, "for-each-ref", "--format=%(refname:short)", "--count=2000").decode("utf-8", "replace").split()
    help_ = did_you_mean(ref, names) or "name a branch, a tag or a commit of this repository"
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
        self._astray: set[str] = set()

    @cached_property
    def commit(self) -> str:
        """The commit's full name."""
        return resolve(self.root, self.ref)

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The object id of every file under root that is in no hidden folder, by path; of a link, of the file to
        which it leads in the commit."""
        listing = git(self.root, "ls-tree", "-r", "-z", "--format=%(objectmode) %(objectname) %(path)", self.commit)
        rows = [row.split(" ", 2) for row in listing.decode("utf-8", "surrogateescape").split("\0") if row]
        files = {path: name for mode, name, path in rows if mode.startswith("100")}
        links = {path: name for mode, name, path in rows if mode == "120000"}
        if links:
            files |= self._linked(links, files)
        return {path: name for path, name in files.items() if not in_hidden_folder(path)}

    def _linked(self, links: dict[str, str], files: Mapping[str, str]) -> dict[str, str]:
        """The object ids of the files to which links lead; those that leave the folder, or lead in a circle, are kept
        for the one who reads them."""
        answer = git(self.root, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in links.values()).encode())
        targets = {
            path: os.path.normpath(os.path.join(os.path.dirname(path), os.fsdecode(data or b"")))
            for path, data in zip(links, _batch(answer, len(links)), strict=True)
        }
        found: dict[str, str] = {}
        for path in links:
            end = path
            for _ in range(_MOST_LINKS):
                end = targets.get(end, end)
            if end in files:
                found[path] = files[end]
            elif end in targets or end.startswith(("/", "..")):
                self._astray.add(path)
        return found

    def learn(self, blobs: Mapping[str, str | None]) -> None:
        """Object ids by path, None where the commit has no such file, so that these need not be listed."""
        self._known.update(blobs)

    def list(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted."""
        within = "" if folder in ("", ".") else f"{folder}/"
        return sorted(path for path in self.blobs if path.startswith(within))

    def read(self, path: str) -> bytes | None:
        """A file's content, or None where the commit has no such file."""
        return self.read_many([path]).get(path)

    def read_many(self, paths: Sequence[str]) -> dict[str, bytes]:
        """The contents of those of the paths that exist, in one git process."""
        names = {path: self._known[path] if path in self._known else self.blobs.get(path) for path in paths}
        wanted = {path: name for path, name in names.items() if name is not None}
        for path in self._astray.intersection(paths):
            raise SourceError(
                f"the link at {self.ref} leads to nothing in the repository", location=Location(path),
                help="compare with a commit that holds the file itself",
            )  # fmt: skip
        if not wanted:
            return {}
        request = "".join(f"{name}\n" for name in wanted.values()).encode()
        answer = git(self.root, "cat-file", "--batch", stdin=request)
        contents: dict[str, bytes] = {}
        for path, data in zip(wanted, _batch(answer, len(wanted)), strict=True):
            if data is None:
                raise SourceError(
                    f"its content at {self.ref} is missing from the git repository", location=Location(path),
                    help="fetch it, or mend the repository with git fsck",
                )  # fmt: skip
            contents[path] = data
        return contents


def versions(root: Path, commit: str, path: str) -> list[tuple[date, bytes]]:
    """The versions of a file up to a commit, newest first, each with the day on which it was committed (UTC).

    Of a merged branch it is the merge that counts: before it, nobody else could see the change. Where the history is
    cut off (a shallow clone), it begins with the oldest commit that is there.
    """
    log = git(root, "log", "--first-parent", "-n", str(_MOST_VERSIONS), "--format=%H %ct", commit, "--",
              path).decode().split()  # fmt: skip
    commits = list(zip(log[::2], log[1::2], strict=True))
    if not commits:
        return []
    name = f"{prefix(root)}{path}".encode()
    request = b"".join(hash_.encode() + b":" + name + b"\n" for hash_, _ in commits)
    contents = _batch(git(root, "cat-file", "--batch", stdin=request), len(commits))
    return [
        (datetime.fromtimestamp(int(seconds), UTC).date(), data)
        for (_, seconds), data in zip(commits, contents, strict=True)
        if data is not None
    ]


def _batch(answer: bytes, count: int) -> list[bytes | None]:
    """The objects in an answer of `git cat-file --batch`; None for one that is missing."""
    found: list[bytes | None] = []
    at = 0
    for _ in range(count):
        end = answer.index(b"\n", at)
        if answer[at:end].endswith(b" missing"):
            found.append(None)
            at = end + 1
            continue
        size = int(answer[at:end].rsplit(b" ", 1)[1])
        found.append(answer[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return found
