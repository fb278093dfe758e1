"""Where a record came from; the chain covers it. Only what our own commands recorded is believed to be our result."""

from __future__ import annotations

import re

from c360_governance.model.errors import LogError

OWN = "own"
"""A command of ours, in the process that did the work."""

FILE = "file"
"""`c360 lineage ingest`: anybody may have written the file."""

HTTP = "http"
"""`c360 lineage serve`; with the name of the sender's token, ``http/NAME``."""

_KNOWN = re.compile(r"own|file|http(/[a-z0-9][a-z0-9._-]{0,62})?")


def checked(origin: str) -> str:
    """The origin. Raises `LogError` for what is none."""
    if not _KNOWN.fullmatch(origin):
        raise LogError(f"{origin!r} is no origin of a record", help="own, file, http or http/NAME")
    return origin
