"""The log's records of kind `incident`: what happened to an incident, one class an event."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, Field, RootModel

from c360_governance.lineage.log.log import Record
from c360_governance.lineage.log.typed_record import Text, TypedRecord, published, read
from c360_governance.oncall.incident import Affected, Cause, Periods, Resolution, UpstreamChange

KIND = "incident"

Event = Literal["opened", "escalated", "resolved"]
Id = Annotated[str, Field(pattern=r"^INC-[0-9a-f]{8}$")]


class _IncidentEvent(TypedRecord):
    schema_version: Literal[1]
    event: Event
    incident: Id
    at: AwareDatetime = Field(description="When it happened (real time).")
    run: str | None = Field(description="The check run that showed it.")


class Opened(_IncidentEvent):
    """A check failed, or could not be judged, and had no open incident. Everything that on call wants to know."""

    event: Literal["opened"]
    check: str
    dataset: str
    column: str | None
    kind: str
    cause: Cause
    severity: Literal["error"]
    tier: int | None
    owner: str | None
    runbook: str | None
    measured: int | float | None
    threshold: str
    message: Text
    location: Text = Field(description="The declaration that asked for the check.")
    as_of: AwareDatetime = Field(description="The data's clock.")
    last_passed_at: AwareDatetime | None
    metrics: tuple[Affected, ...]
    downstream: tuple[Affected, ...]
    periods: Periods
    upstream: tuple[UpstreamChange, ...]
    recurrence_of: Id | None
    warehouse: str | None = Field(
        None, description="The namespace of the warehouse that was checked, where it is known."
    )


class Escalated(_IncidentEvent):
    """What could not be judged is known to be a failure since this run."""

    event: Literal["escalated"]
    cause: Literal["failed"]
    measured: int | float | None
    message: Text
    as_of: AwareDatetime = Field(description="The data's clock.")
    periods: Periods


class Resolved(_IncidentEvent):
    """The incident is over: its check passed, or is declared no more."""

    event: Literal["resolved"]
    resolution: Resolution


class IncidentRecord(RootModel[Annotated[Opened | Escalated | Resolved, Field(discriminator="event")]]):
    """One of the three."""

    model_config = published("incident-record-1", "What happened to an incident, in the log (records of kind incident)")


def read_event(record: Record) -> Opened | Escalated | Resolved | None:
    """A record's event; None for an event that only a newer version knows, so that its log stays readable.

    Raises `LogError` with the record's sequence for one that does not hold what its event must.
    """
    event = record.payload.get("event")
    if isinstance(event, str) and event not in get_args(Event):
        return None
    return read(record, IncidentRecord).root
