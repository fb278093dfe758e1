"""Incidents as records and back: the state of an incident is the fold over what the log says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from c360_governance.model.errors import LogError
from c360_governance.oncall.incident import Affected, Incident, Periods, UpstreamChange

KIND = "incident"
SCHEMA_VERSION = 1


def opened(incident: Incident) -> dict[str, Any]:
    """The record of an incident that opens."""
    fields = asdict(incident)
    for name in ("resolved_at", "resolved_run", "resolution"):
        del fields[name]
    fields["incident"] = fields.pop("id")
    fields["as_of"] = incident.as_of.isoformat()
    fields["at"] = fields.pop("opened_at").isoformat()
    fields["run"] = fields.pop("opened_run")
    fields["last_passed_at"] = incident.last_passed_at.isoformat() if incident.last_passed_at else None
    return {"schema_version": SCHEMA_VERSION, "event": "opened", **fields}


def escalated(incident: Incident, at: datetime, run: str | None) -> dict[str, Any]:
    """The record of an incident that could not be judged before and is known to be a failure since this run."""
    return {
        "schema_version": SCHEMA_VERSION,
        "event": "escalated",
        "incident": incident.id,
        "at": at.isoformat(),
        "run": run,
        "cause": incident.cause,
        "measured": incident.measured,
        "message": incident.message,
        "as_of": incident.as_of.isoformat(),
        "periods": asdict(incident.periods),
    }


def resolved(incident: Incident) -> dict[str, Any]:
    """The record of an incident that is over, and why: its check passed, or is declared no more."""
    return {
        "schema_version": SCHEMA_VERSION,
        "event": "resolved",
        "incident": incident.id,
        "at": incident.resolved_at.isoformat() if incident.resolved_at else None,
        "run": incident.resolved_run,
        "resolution": incident.resolution,
    }


def incidents(payloads: Iterable[Mapping[str, Any]]) -> dict[str, Incident]:
    """Every incident by id, in the order in which they opened.

    Events of kinds that this version does not know are passed over, so that a newer one's log stays readable.
    Raises `LogError` for a record that does not hold what its event must.
    """
    found: dict[str, Incident] = {}
    for payload in payloads:
        try:
            _apply(found, payload)
        except (KeyError, TypeError, ValueError) as error:
            name = payload.get("incident", "?")
            raise LogError(
                f"the log's record of incident {name} cannot be read: {type(error).__name__} at {error}",
                help="run `c360 lineage verify`",
            ) from None
    return found


def _apply(found: dict[str, Incident], payload: Mapping[str, Any]) -> None:
    event, name = payload["event"], payload["incident"]
    if event == "opened":
        found[name] = _incident(payload)
    elif event == "escalated":
        found[name] = replace(
            found[name],
            cause=payload["cause"],
            measured=payload["measured"],
            message=payload["message"],
            as_of=datetime.fromisoformat(payload["as_of"]),
            periods=_periods(payload["periods"]),
        )
    elif event == "resolved":
        found[name] = replace(
            found[name],
            resolved_at=datetime.fromisoformat(payload["at"]),
            resolved_run=payload["run"],
            resolution=payload["resolution"],
        )


def _incident(payload: Mapping[str, Any]) -> Incident:
    passed = payload["last_passed_at"]
    same = (
        "check", "dataset", "column", "kind", "cause", "severity", "tier", "owner", "runbook", "measured",
        "threshold", "message", "location", "recurrence_of",
    )  # fmt: skip
    return Incident(
        **{name: payload[name] for name in same},
        id=payload["incident"],
        as_of=datetime.fromisoformat(payload["as_of"]),
        opened_at=datetime.fromisoformat(payload["at"]),
        opened_run=payload["run"],
        last_passed_at=datetime.fromisoformat(passed) if passed else None,
        metrics=tuple(Affected(**entry) for entry in payload["metrics"]),
        downstream=tuple(Affected(**entry) for entry in payload["downstream"]),
        periods=_periods(payload["periods"]),
        upstream=tuple(UpstreamChange(**entry) for entry in payload["upstream"]),
    )


def _periods(raw: Mapping[str, Any]) -> Periods:
    return Periods(raw["statement"], tuple(raw["weeks"]), raw["exact"])
