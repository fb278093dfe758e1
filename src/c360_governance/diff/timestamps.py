"""Dates that are timestamps: before 3.1 the standard had no other logical type for them."""

from __future__ import annotations

from c360_governance.diff.element import Element
from c360_governance.diff.physical import family
from c360_governance.diff.reading import Side
from c360_governance.diff.values import text

EITHER = "date or timestamp"
"""The logical type of what is called a date and stored as a timestamp: whichever of them the other version says."""


def with_timestamps(side: Side) -> Side:
    """A side written before 3.1, for comparing it with one that was not."""
    return side._replace(datasets=tuple(map(_read_anew, side.datasets)))


def _read_anew(element: Element) -> Element:
    raw = element.raw
    if raw.get("logicalType") == "date":
        stored = family(text(raw, "physicalType") or "", element.engine)
        if stored and stored.name in ("timestamp", "timestamptz"):
            raw = {**raw, "logicalType": EITHER}
    return element._replace(raw=raw, children=tuple(map(_read_anew, element.children)))
