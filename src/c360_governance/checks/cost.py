"""What a run cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Cost:
    """What was asked of a dataset: statements, the rows that they read as far as that is known, engine seconds."""

    statements: int = 0
    rows: int = 0
    seconds: float = 0.0
