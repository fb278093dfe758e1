"""What is compared with what: two tables, the groups, the figures and how far these may be apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Function = Literal["rows", "sum", "min", "max", "avg", "count", "distinct", "expression"]

MOST_GROUPS = 100_000
"""Groups of one side that are compared; more are an error, because the results are held in memory."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An aggregate: of a column, of all rows (``rows``), or written as SQL (``expression``) in ``argument``."""

    function: Function
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A table, by physical names, with the groups' columns and the figures in the order of the other side's.

    ``warehouse`` is a name of c360.yaml, None for the one that is asked. ``where`` is SQL of its engine.
    """

    schema: str
    table: str
    by: tuple[str, ...]
    figures: tuple[Figure, ...]
    where: str | None = None
    warehouse: str | None = None


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Two numbers agree when they are at most ``absolute`` apart, or ``relative`` (a share) of the larger of them."""

    absolute: float = 0.0
    relative: float = 0.0

    def __str__(self) -> str:
        """``exactly``, or ``within 0.01 or 0.1 %``."""
        parts = [f"{self.absolute:g}"] if self.absolute else []
        parts += [f"{100 * self.relative:g} %"] if self.relative else []
        return f"within {' or '.join(parts)}" if parts else "exactly"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """``names`` are the figures', as messages call them."""

    here: Side
    there: Side
    names: Sequence[str]
    tolerance: Tolerance = Tolerance()
