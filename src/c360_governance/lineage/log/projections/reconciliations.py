"""Every comparison of a published figure with the governed value that our runs recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Double, Text

from c360_governance.lineage.event import entries, facet
from c360_governance.lineage.log.projections.check_outcomes import ENDS
from c360_governance.lineage.log.projections.projection import Projection, Values, moment, table

_NUMBERS = ("published", "governed", "difference")
TABLE = table(
    "reconciliations",
    {**dict.fromkeys(("metric", "slice", "status", "ended_at", "run_id", "as_of"), Text),
     **dict.fromkeys(_NUMBERS, Double)},
    ("metric", "slice", "ended_at"),
)  # fmt: skip


def rows(event: Mapping[str, Any]) -> Iterator[Values]:
    """One row a figure, of the event that a run ended with."""
    ended = moment(event.get("eventTime"))
    if event.get("eventType") not in ENDS or ended is None:
        return
    run = event["run"]
    as_of = moment((facet(run, "facets", "nominalTime") or {}).get("nominalStartTime"))
    for entry in entries((facet(run, "facets", "c360_reconciliation") or {}).get("figures")):
        numbers = {name: entry.get(name) for name in _NUMBERS}
        yield {
            "metric": entry["metric"],
            "slice": entry["slice"],
            "status": entry["status"],
            "ended_at": ended,
            "run_id": run["runId"],
            "as_of": as_of,
            **{name: None if number is None else float(number) for name, number in numbers.items()},
        }


PROJECTION = Projection(TABLE, 1, "openlineage", rows)
