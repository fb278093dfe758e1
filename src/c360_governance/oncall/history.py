"""Incidents as records and back: the state of an incident is the fold over what the log says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from c360_governance.lineage.log.log import Record
from c360_governance.model.errors import LogError
from c360_governance.oncall.incident import Incident, Resolution
from c360_governance.oncall.records import Escalated, Opened, Resolved, read_event

_SAME = tuple(field.name for field in fields(Incident) if field.name in Opened.model_fields)
"""What the record of an incident that opens calls by the incident's own names."""


def opened(incident: Incident) -> dict[str, Any]:
    """The payload of an incident that opens."""
    same = {name: getattr(incident, name) for name in _SAME}
    return Opened(
        schema_version=1, event="opened",
        incident=incident.id, at=incident.opened_at, run=incident.opened_run, **same,
    ).model_dump(mode="json")  # fmt: skip


def escalated(incident: Incident, at: datetime, run: str | None) -> dict[str, Any]:
    """The payload of an incident that could not be judged before and is known to be a failure since this run."""
    return Escalated(
        schema_version=1, event="escalated", incident=incident.id, at=at, run=run,
        cause="failed", measured=incident.measured, message=incident.message, as_of=incident.as_of,
        periods=incident.periods,
    ).model_dump(mode="json")  # fmt: skip


def resolved(incident: Incident, at: datetime, run: str | None, resolution: Resolution) -> dict[str, Any]:
    """The payload of an incident that is over, and why: its check passed, or is declared no more."""
    return Resolved(
        schema_version=1, event="resolved", incident=incident.id, at=at, run=run, resolution=resolution
    ).model_dump(mode="json")


def incidents(records: Iterable[Record]) -> dict[str, Incident]:
    """Every incident by id, in the order in which they opened.

    Events of kinds that this version does not know are passed over, so that a newer one's log stays readable.
    Raises `LogError` for a record that does not hold what its event must, or whose incident never opened.
    """
    found: dict[str, Incident] = {}
    for record in records:
        event = read_event(record)
        if isinstance(event, Opened):
            found[event.incident] = _incident(event)
        elif event is not None:
            if event.incident not in found:
                raise LogError(
                    f"record {record.sequence} of the log says {event.event} of {event.incident}, which never opened",
                    help="run `c360 lineage verify`",
                )
            found[event.incident] = _after(found[event.incident], event)
    return found


def _incident(event: Opened) -> Incident:
    same = {name: getattr(event, name) for name in _SAME}
    return Incident(id=event.incident, opened_at=event.at, opened_run=event.run, **same)


def _after(incident: Incident, event: Escalated | Resolved) -> Incident:
    if isinstance(event, Resolved):
        return replace(incident, resolved_at=event.at, resolved_run=event.run, resolution=event.resolution)
    return replace(
        incident, cause=event.cause, measured=event.measured, message=event.message, as_of=event.as_of,
        periods=event.periods,
    )  # fmt: skip
