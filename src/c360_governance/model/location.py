"""Where something stands in a file, and the way to it inside a document."""

from __future__ import annotations

from typing import NamedTuple

Pointer = tuple[str | int, ...]
"""Keys and indexes from a document's root to a value, e.g. ``("schema", 0, "properties", 2)``."""


class Location(NamedTuple):
    """A place in a file; line and column count from 1, the path is relative to the repository."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
