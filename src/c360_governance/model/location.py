"""Where something stands in a file, and the way to it inside a document."""

from __future__ import annotations

from typing import NamedTuple

from c360_governance.model.words import printable

Pointer = tuple[str | int, ...]
"""Keys and indexes from a document's root to a value, e.g. ``("schema", 0, "properties", 2)``."""


class Location(NamedTuple):
    """A place in a file; line and column count from 1, the path is relative to the repository.

    As text it is for people: a hostile file name steers no terminal there.
    """

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}:{self.column}"
