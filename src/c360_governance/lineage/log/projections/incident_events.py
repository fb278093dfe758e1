"""What happened to incidents: opened, escalated, resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Text

from c360_governance.lineage.log.projections.projection import Projection, Values, moment, table

_SAME = ("incident", "event", "dataset", "severity", "owner", "cause", "resolution")
TABLE = table("incident_events", dict.fromkeys((*_SAME, "check_id", "at"), Text), ("incident",), ("dataset", "at"))


def rows(record: Mapping[str, Any]) -> Iterator[Values]:
    """One row a record; what only opening an incident says (check, dataset, owner) is null in the others."""
    texts = {name: value for name in _SAME if isinstance(value := record.get(name), str)}
    check = record.get("check")
    yield {
        **dict.fromkeys(_SAME),
        **texts,
        "check_id": check if isinstance(check, str) else None,
        "at": moment(record.get("at")),
    }


PROJECTION = Projection(TABLE, 1, "incident", rows)
