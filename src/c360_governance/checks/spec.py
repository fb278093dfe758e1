"""What a check measures, where its own words say it better than Soda's: a time's age, a period, tuples, references.

Everything else is read from the check's Soda type and options (`translate`). Names are physical ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from c360_governance.checks.schedule import Schedule

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Newest:
    """The age of the newest value of a column, in units of ``seconds``.

    ``zone`` is where values without a zone were written; ``where`` keeps some of the rows, in the engine's SQL.
    """

    column: str
    seconds: int
    zone: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The rows of the last complete ``per`` (hour, day, week, month) of a zone, by a column of times."""

    column: str
    per: str
    zone: str


@dataclass(frozen=True, slots=True)
class Tuples:
    """Rows minus distinct tuples of the columns, as a count or in percent of the rows."""

    columns: tuple[str, ...]
    where: str | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows whose columns, none of them NULL, are found in no row of another table's columns.

    ``warehouse`` is where the other table lies, None for the one that is asked.
    """

    columns: tuple[str, ...]
    schema: str
    table: str
    targets: tuple[str, ...]
    warehouse: str | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a column's values are distributed, as one number, in the last complete period or in the whole table.

    ``values`` are those whose share is measured, ``shares`` what a mix should be like, ``quantile`` lies between 0
    and 1.
    """

    column: str
    measure: Literal["share", "mix", "missing", "quantile", "mean"]
    values: tuple[Scalar, ...] = ()
    shares: Mapping[Scalar, float] = field(default_factory=dict)
    quantile: float = 0.5
    period: Period | None = None

    @property
    def is_share(self) -> bool:
        """Whether the number lies between 0 and 1."""
        return self.measure in ("share", "mix", "missing")


@dataclass(frozen=True, slots=True)
class Due:
    """By how many hours the newest value of a column falls short of the deadline before the last one.

    ``zone`` is where values without a zone were written.
    """

    column: str
    zone: str
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns; whether their ``order`` matters, and whether there may be ``more`` than the contract has."""

    order: bool = False
    more: bool = False


Spec = Newest | Period | Tuples | Orphans | Due | Shape | Distribution
