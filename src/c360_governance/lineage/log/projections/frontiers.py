"""How far in each dataset a run of checks had judged the data: where the next one may begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Text

from c360_governance.lineage.event import entries, facet
from c360_governance.lineage.log.projections.projection import Projection, Values, moment, table

TABLE = table(
    "frontiers",
    dict.fromkeys(("namespace", "dataset", "column_name", "value", "ended_at", "run_id"), Text),
    ("dataset", "namespace", "ended_at"),
)


def rows(event: Mapping[str, Any]) -> Iterator[Values]:
    """One row a dataset with a frontier; only of a run that completed, since another may have left something out."""
    ended = moment(event.get("eventTime"))
    if event.get("eventType") != "COMPLETE" or ended is None:
        return
    for dataset in entries(event.get("inputs")):
        body = facet(dataset, "inputFacets", "c360_frontier")
        if body is not None:
            yield {
                "namespace": dataset["namespace"],
                "dataset": body["dataset"],
                "column_name": body["column"],
                "value": body["value"],
                "ended_at": ended,
                "run_id": event["run"]["runId"],
            }


PROJECTION = Projection(TABLE, 1, "openlineage", rows)
