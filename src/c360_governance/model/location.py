"""Where something stands in a file, and the way to it inside a document."""

from __future__ import annotations

from dataclasses import dataclass

from c360_governance.model.words import printable

Pointer = tuple[str | int, ...]
"""Keys and indexes from a document's root to a value, e.g. ``("schema", 0, "properties", 2)``."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1, the path is relative to the repository.

    As text it is for people: a hostile file name steers no terminal there.
    """

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}:{self.column}"
