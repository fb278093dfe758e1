"""Every outcome of every check that our runs recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Double, Text

from c360_governance.lineage.event import entries, facet
from c360_governance.lineage.log.projections.projection import Projection, Values, moment, table

_TEXTS = ("namespace", "check_id", "dataset", "column_name", "kind", "outcome", "threshold", "severity", "owner",
          "runbook", "ended_at", "run_id", "as_of")  # fmt: skip
TABLE = table(
    "check_outcomes",
    {**dict.fromkeys(_TEXTS, Text), "measured": Double},
    ("check_id", "namespace", "ended_at"),
    ("dataset", "ended_at"),
)

ENDS = ("COMPLETE", "FAIL", "ABORT")


def rows(event: Mapping[str, Any]) -> Iterator[Values]:
    """One row a check, of the event that a run ended with; ``ended_at`` is the run's, in UTC."""
    ended = moment(event.get("eventTime"))
    if event.get("eventType") not in ENDS or ended is None:
        return
    run_id = event["run"]["runId"]
    for dataset in entries(event.get("inputs")):
        for entry in entries((facet(dataset, "inputFacets", "c360_check") or {}).get("checks")):
            measured = entry.get("measured")
            yield {
                "namespace": dataset["namespace"],
                "check_id": entry["check"],
                "dataset": entry["dataset"],
                "column_name": entry.get("column"),
                "kind": entry["kind"],
                "outcome": entry["outcome"],
                "threshold": entry["threshold"],
                "severity": entry["severity"],
                "owner": entry.get("owner"),
                "runbook": entry.get("runbook"),
                "ended_at": ended,
                "run_id": run_id,
                "as_of": moment(entry["as_of"]),
                "measured": None if measured is None else float(measured),
            }


PROJECTION = Projection(TABLE, 1, "openlineage", rows)
