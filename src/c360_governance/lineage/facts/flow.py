"""A column that flows into another: the smallest thing that is said of the flow of data. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

Basis = Literal["stated", "sql", "declared"]

ROWS = "*"
"""In the place of a column: the rows as such (a count), known not to depend on any one column."""


class Flow(NamedTuple):
    """A column of an edge's source that goes into one of its target's; None where a column is not known.

    ``kind`` is OpenLineage's DIRECT (the value) or INDIRECT (a filter, a join, an order), ``masking`` what the event
    says of it. ``basis``: an event states it, it was read out of the event's SQL, or a contract declares it.
    """

    source: str | None
    target: str | None
    kind: Literal["DIRECT", "INDIRECT"] | None = None
    subtype: str | None = None
    masking: bool | None = None
    basis: Basis = "stated"

    @property
    def direct(self) -> bool:
        """Whether the value itself flows, as far as anybody knows."""
        return self.kind != "INDIRECT"
