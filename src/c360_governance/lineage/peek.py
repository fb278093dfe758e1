"""A look into the log for a command that only wants to know who was seen reading something.

Reads the newest events that name a dataset, without the log's engine: it neither makes the log nor writes to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NEWEST = 2_000
"""How many of the events that name a dataset are looked at."""


def events_naming(path: Path, name: str) -> Iterator[dict[str, Any]]:
    """The newest OpenLineage events whose text holds the name, newest first; none where the log cannot be read."""
    import sqlite3

    if not path.is_file():
        return
    escaped = name.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return
    try:
        rows = connection.execute(
            "SELECT payload FROM records WHERE kind = 'openlineage' AND payload LIKE ? ESCAPE '!'"
            " ORDER BY sequence DESC LIMIT ?",
            (f'%{escaped}"%', NEWEST),
        ).fetchall()
    except sqlite3.Error:
        return
    finally:
        connection.close()
    for (payload,) in rows:
        try:
            event = json.loads(payload)
        except (TypeError, ValueError):
            continue
        if isinstance(event, dict):
            yield event
