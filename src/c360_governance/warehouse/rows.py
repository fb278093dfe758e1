"""What a query gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rows:
    """A query's result: column names and rows in the engine's order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
