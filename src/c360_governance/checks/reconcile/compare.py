"""Two results of the same figures by the same groups, compared; engines differ in types, not in values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation, localcontext
from typing import Any

from c360_governance.checks.reconcile.sides import Reconciliation, Tolerance

Key = tuple[Any, ...]

_WIDE = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Holds every number that an engine has, and the products of tolerances with it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``apart`` counts, by figure, the groups in which the sides differ by more than the tolerance.

    ``totals`` are both sides' values by figure, where there is one group only.
    """

    groups: int
    apart: Mapping[str, int]
    only_here: int
    only_there: int
    totals: Mapping[str, tuple[object, object]]

    @property
    def offending(self) -> int:
        """How many figures disagree; a group that one side lacks is one."""
        return sum(self.apart.values()) + self.only_here + self.only_there


def compare(asked: Reconciliation, here: Sequence[Sequence[Any]], there: Sequence[Sequence[Any]]) -> Comparison:
    """Rows of (group columns..., figures...) from either side. Raises `ValueError` for a group that occurs twice."""
    width = len(asked.here.by)
    ours, theirs = _by_group(here, width), _by_group(there, width)
    apart: dict[str, int] = {}
    for key in ours.keys() & theirs.keys():
        for name, left, right in zip(asked.names, ours[key], theirs[key], strict=True):
            if not agree(left, right, asked.tolerance):
                apart[name] = apart.get(name, 0) + 1
    totals = dict(zip(asked.names, zip(ours[()], theirs[()], strict=True), strict=True)) if width == 0 else {}
    return Comparison(
        len(ours.keys() | theirs.keys()),
        {name: apart[name] for name in asked.names if name in apart},
        len(ours.keys() - theirs.keys()),
        len(theirs.keys() - ours.keys()),
        totals,
    )


def agree(left: object, right: object, tolerance: Tolerance) -> bool:
    """Whether two values are the same, numbers within the tolerance. Nothing agrees with nothing only.

    TRUE is 1: not every engine has truth values.
    """
    ours, theirs = comparable(left), comparable(right)
    if not isinstance(ours, Decimal) or not isinstance(theirs, Decimal):
        return bool(ours == theirs)
    if not ours.is_finite() or not theirs.is_finite():
        return str(ours) == str(theirs)
    with localcontext(_WIDE):
        relative = Decimal(repr(tolerance.relative)) * max(abs(ours), abs(theirs))
        return abs(ours - theirs) <= max(Decimal(repr(tolerance.absolute)), relative)


def comparable(value: object) -> object:
    """A value in the one form that all engines' values have: decimals, dates for midnights, zoneless times in UTC."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        try:
            number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        except InvalidOperation:
            return value
        if number.is_nan():
            return Decimal("NaN")  # a signalling one raises wherever it is looked at
        return number.normalize(_WIDE) if number.is_finite() else number
    if isinstance(value, datetime):
        from datetime import UTC

        plain = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return plain.date() if plain.time() == time() else plain
    return value if isinstance(value, date | str | bytes) else str(value)


def _by_group(rows: Sequence[Sequence[Any]], width: int) -> dict[Key, tuple[Any, ...]]:
    found: dict[Key, tuple[Any, ...]] = {}
    for row in rows:
        key = tuple(map(_hashable, row[:width]))
        if key in found:
            raise ValueError("a group occurs twice: its columns have values that differ in their types only")
        found[key] = tuple(row[width:])
    return found


def _hashable(value: object) -> object:
    """A group's value; NaN equals itself here, as it does to GROUP BY."""
    one = comparable(value)
    return ("number", str(one)) if isinstance(one, Decimal) and not one.is_finite() else one
