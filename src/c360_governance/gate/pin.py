"""The log's head after a decision, written into git, outside the log: who cuts the log's end off has both to change."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from c360_governance.model.config import Pin
from c360_governance.model.errors import SourceError
from c360_governance.sources.git import git

NOTES = "c360-gate"
"""The notes (refs/notes/...) and the tags (refs/tags/.../...) are called by it."""


def pin(how: Pin, root: Path, commit: str, decision: str, head: str, at: datetime) -> None:
    """Write the head to the commit that was judged: a further line of its note, or a signed tag.

    Nothing is pushed. Raises `SourceError` where git cannot write or, for a tag, has no key to sign with.
    """
    message = f"c360 gate: {decision} at {at.isoformat(timespec='seconds')}\n\nlog head: {head}\n".encode()
    if how == "note":
        git(root, "notes", f"--ref={NOTES}", "append", "--file=-", commit, stdin=message)
    elif how == "tag":
        name = f"{NOTES}/{at:%Y%m%dT%H%M%SZ}-{head[:12]}"
        git(root, "tag", "--sign", "--file=-", name, commit, stdin=message)
        if b"\n-----BEGIN " not in git(root, "cat-file", "tag", name):  # some versions go on without a key
            git(root, "tag", "--delete", name)
            raise SourceError("git did not sign the tag", help="set user.signingKey, or `gate: {pin: note}`")
