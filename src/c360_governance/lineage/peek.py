"""A look into the log for a command that only wants to know who was seen reading something.

Reads the newest events that name a dataset, without the log's engine: it neither makes the log nor writes to it. What
cannot be read is said, and is no reason to fail: a diff is judged by what is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from c360_governance.model.errors import C360Error
from c360_governance.sources.repository import Repository

NEWEST = 2_000
"""How many of the events that name a dataset are looked at."""

Note = Callable[[str], None]
"""Tells a person what was left out."""

_LEFT_OUT = "who was seen reading what changed is not told"
_CONFIG = "c360.yaml"


class UnreadableError(Exception):
    """The log is there and cannot be read; the message says why."""


def log_of(repository: Repository, note: Note) -> Path | None:
    """The log's file; None where there is none yet, and where it is none that can be looked into, which is noted."""
    try:
        url = _url(repository)
    except C360Error as error:
        note(f"{_LEFT_OUT}: {error.message}")
        return None
    if url is None:
        path = repository.root / ".c360/log.db"
    else:
        scheme = url.partition(":")[0]
        if scheme != "sqlite":  # the rest of the URL may hold a password
            note(f"{_LEFT_OUT}: the log is on {scheme or 'no database'}, and a diff looks into SQLite files only")
            return None
        from c360_governance.lineage.storage import locate

        try:
            path = Path(locate(url, repository.root))
        except C360Error as error:
            note(f"{_LEFT_OUT}: {error.message}")
            return None
    return path if path.is_file() else None


def _url(repository: Repository) -> str | None:
    """The URL that the policy names, None for the default. A c360.yaml that names none is not even parsed."""
    if repository.config_path != _CONFIG:
        return repository.config.log
    if b"log" not in (repository.tree.read(_CONFIG) or b""):
        return None
    value = repository.document(_CONFIG).value
    url = value.get("log") if isinstance(value, dict) else None
    return url if isinstance(url, str) else None


def events_naming(path: Path, name: str) -> Iterator[dict[str, Any]]:
    """The newest OpenLineage events whose text holds the name in any case, newest first; none without a log.

    Raises `UnreadableError` for a file that is no log, or is locked.
    """
    import json
    import sqlite3

    if not path.is_file():
        return
    from c360_governance.lineage import payload

    wanted = json.dumps(name, ensure_ascii=False)[1:-1].encode("utf-8", "backslashreplace").lower()
    left = NEWEST
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute("SELECT payload FROM records WHERE kind = 'openlineage' ORDER BY sequence DESC")
            for (stored,) in rows:
                try:
                    text = payload.read(stored)
                    event = json.loads(text) if wanted in text.lower() else None
                except (ValueError, RecursionError):  # taken out, or damaged, which is `verify`'s to say
                    continue
                if isinstance(event, dict):
                    yield event
                    left -= 1
                    if not left:
                        return
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise UnreadableError(f"{_LEFT_OUT}: the log {path.name} cannot be read ({error})") from None
