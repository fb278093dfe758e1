"""approvals.yaml: approvals of exactly one change, each committed by the person who approves.

    approvals:
      - digest: 64 hex digits, as `c360 gate` prints them
        approver: Name <address>

The file at HEAD counts, not the one in the work tree; who wrote an entry is git's word, not the entry's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from c360_governance.gate.people import Approval, Person, parse_person
from c360_governance.model.errors import SourceError
from c360_governance.sources.document import parse_document
from c360_governance.sources.git import GitTree, git

FILE = "approvals.yaml"


def filed_approvals(root: Path, digest: str) -> tuple[Approval, ...]:
    """The approvals of the digest whose entry was committed by its approver."""
    data = GitTree(root, "HEAD").read(FILE)
    return tuple(_approvals(root, data, digest)) if data else ()


def _approvals(root: Path, data: bytes, digest: str) -> Iterator[Approval]:
    document = parse_document(data, FILE)
    entries = document.value.get("approvals") if isinstance(document.value, dict) else None
    if not isinstance(entries, list):
        raise SourceError("there is no list of approvals", location=document.locate(()), help="begin with `approvals:`")
    for index, entry in enumerate(entries):
        location = document.locate(("approvals", index))
        if not isinstance(entry, dict) or set(entry) != {"digest", "approver"}:
            raise SourceError("an approval has a digest and an approver, and nothing else", location=location)
        if entry["digest"] != digest:
            continue
        line = document.locate(("approvals", index, "digest")).line
        commit, author = _written_by(root, line)
        if author.same(parse_person(str(entry["approver"]))):
            yield Approval(author, f"{FILE}:{line}, commit {commit[:12]}")


def _written_by(root: Path, line: int) -> tuple[str, Person]:
    """The commit that wrote a line of the file, and its author."""
    blame = git(root, "blame", "--porcelain", "--no-textconv", f"-L{line},{line}", "HEAD", "--", FILE).decode(
        "utf-8", "replace"
    )
    fields = dict(row.split(" ", 1) for row in blame.splitlines() if " " in row and not row.startswith("\t"))
    return blame.split(" ", 1)[0], Person(fields.get("author", ""), fields.get("author-mail", "").strip("<>"))
