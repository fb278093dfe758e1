"""What happened to the governed files between the base and the work tree: commits, and what is in none yet."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from c360_governance.gate.people import Approval, Person, parse_person
from c360_governance.sources.git import GitTree, changed_paths, git

TRAILERS = ("Approved-by", "Reviewed-by")
"""`Signed-off-by` is missing on purpose: it certifies origin, not a review."""

_TRAILER = "%(trailers:key={},valueonly,separator=%x1e)"
_FIELDS = ("%H", "%P", "%aN", "%aE", "%an", "%ae", *map(_TRAILER.format, ("Co-authored-by", *TRAILERS)))


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit since the base. ``approvers`` stand in its trailers; ``governed`` are the changed files it touched.

    ``writers`` are its author by the mailmap's name and by the commit's own (a change may bring a mailmap along),
    and the co-authors of its trailers.
    """

    id: str
    parents: tuple[str, ...]
    author: Person
    writers: tuple[Person, ...]
    approvers: tuple[Person, ...]
    governed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """``commits`` are newest first; ``uncommitted`` the governed files whose change is in no commit yet;
    ``digest`` names exactly what is to be approved, ``filed`` are approvals of it in approvals.yaml; ``behind``
    counts the commits of the base that HEAD does not have.
    """

    head: str
    commits: tuple[Commit, ...]
    uncommitted: tuple[str, ...]
    digest: str
    filed: tuple[Approval, ...] = ()
    behind: int = 0

    @property
    def changing(self) -> tuple[Commit, ...]:
        """The commits that touched governed files."""
        return tuple(commit for commit in self.commits if commit.governed)

    @property
    def authors(self) -> tuple[Person, ...]:
        """Who wrote the change."""
        return tuple(dict.fromkeys(person for commit in self.changing for person in commit.writers))

    def approvals(self, commit: Commit) -> tuple[Approval, ...]:
        """Who approved a commit: its own trailers and those of later commits that contain it."""
        return tuple(
            Approval(person, f"trailer of commit {later.id[:12]}")
            for later in self.commits
            if later.approvers and commit.id in self._contained(later)
            for person in later.approvers
        )

    def _contained(self, commit: Commit) -> set[str]:
        known = {entry.id: entry for entry in self.commits}
        seen: set[str] = set()
        waiting = [commit.id]
        while waiting:
            name = waiting.pop()
            if name in known and name not in seen:
                seen.add(name)
                waiting.extend(known[name].parents)
        return seen


def read_history(root: Path, base: str, contents: Mapping[str, bytes | None]) -> History:
    """The history of the changed governed files; ``contents`` are theirs in the work tree, None for a removed one."""
    from c360_governance.gate.filed_approvals import filed_approvals

    head = git(root, "rev-parse", "HEAD").decode().strip()
    digest = change_digest(contents)
    return History(
        head=head,
        commits=tuple(_commits(root, base, frozenset(contents))),
        uncommitted=tuple(sorted(changed_paths(root, GitTree(root, head)) & contents.keys())),
        digest=digest,
        filed=filed_approvals(root, digest),
        behind=int(git(root, "rev-list", "--count", f"{head}..{base}").decode()),
    )


def change_digest(contents: Mapping[str, bytes | None]) -> str:
    """SHA-256 over the changed governed files (path and content; a removed one counts as removed), in hex."""
    digest = hashlib.sha256()
    for path in sorted(contents):
        content = contents[path]
        mark = "removed" if content is None else hashlib.sha256(content).hexdigest()
        digest.update(os.fsencode(f"{path}\0{mark}\n"))
    return digest.hexdigest()


def _commits(root: Path, base: str, governed: frozenset[str]) -> Iterator[Commit]:
    """Every commit that HEAD has and the base has not; a merge names the files that it changed itself.

    Names of people and files may hold any separator, so the fields are parted by what nobody could foresee.
    """
    mark = os.urandom(16).hex()
    form = "".join(f"{mark}{field}" for field in (*_FIELDS, ""))
    listing = git(
        root, "log", "-z", "-c", "--relative", "--name-only", "--no-renames", "--no-show-signature",
        f"--format={form}", f"{base}..HEAD",
    )  # fmt: skip
    parts = listing.split(mark.encode())[1:]
    for at in range(0, len(parts), len(_FIELDS) + 1):
        *facts, names = parts[at : at + len(_FIELDS) + 1]
        id_, parents, *people = (fact.decode("utf-8", "replace") for fact in facts)
        author, address, own_name, own_address, coauthors, *approvers = people
        yield Commit(
            id=id_,
            parents=tuple(parents.split()),
            author=Person(author, address),
            writers=(Person(author, address), Person(own_name, own_address), *_people(coauthors)),
            approvers=tuple(person for trailers in approvers for person in _people(trailers)),
            governed=tuple(name for name in map(os.fsdecode, names.lstrip(b"\0\n").split(b"\0")) if name in governed),
        )


def _people(trailers: str) -> Iterator[Person]:
    """Those whom the values of one trailer name."""
    return (parse_person(text) for text in trailers.split("\x1e") if text.strip())
