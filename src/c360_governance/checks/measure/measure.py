"""What is asked of an engine for one check: a few numbers, and how they become the measured value.

Most checks are aggregates over their dataset's rows, and share one statement. Keys, references and statements that
people wrote are asked by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c360_governance.checks.threshold import is_number

if TYPE_CHECKING:
    from sqlglot import exp

Number = float | int
Reading = Callable[[Sequence[Any]], Number | None]
"""From the engine's values to the measured one; None where they hold no number."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Aggregates over the dataset's rows, which a statement for many checks can hold.

    ``windowed`` says that the site's window holds all rows that it looks at. ``columns`` are the physical columns that
    a contract's own words need: one that is gone needs no asking. ``offends`` is the condition of the rows that are
    counted, where they are the ones that offend.
    """

    aggregates: tuple[exp.Expr, ...]
    reading: Reading
    windowed: bool = False
    columns: tuple[str, ...] = ()
    offends: exp.Expr | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """A statement of one row. ``sql`` is the engine's; ``columns`` as of `Shared`.

    ``tables`` are the (schema, name) of further tables that it reads; ``windowed`` says that it judges the rows of the
    site's window, against all others where that is needed. Where there is a ``then``, ``sql`` is asked first only to
    choose the statement.
    """

    sql: str
    reading: Reading
    columns: tuple[str, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()
    windowed: bool = False
    then: Callable[[Sequence[Any]], str] | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """The table's columns against the contract's: read from the catalog, no statement."""


Measure = Shared | Own | Drift


def plain(values: Sequence[Any]) -> Number | None:
    """The first value, where it is a finite number; decimals as floats, whole floats as integers."""
    value = values[0]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return None
    try:
        found = value if isinstance(value, int | float) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if not is_number(found):
        return None
    return int(found) if isinstance(found, float) and found.is_integer() else found


def difference(values: Sequence[Any]) -> Number | None:
    """The first value without the second."""
    return None if None in values[:2] else plain([values[0] - values[1]])


def share(values: Sequence[Any]) -> Number | None:
    """The first value in percent of the second; of nothing, none."""
    part, whole = values[0], values[1]
    return None if part is None or whole is None else plain([100 * part / whole if whole else 0])


def share_of_difference(values: Sequence[Any]) -> Number | None:
    """What the first value exceeds the second by, in percent of the first."""
    found = difference(values)
    return None if found is None else share([found, values[0]])
