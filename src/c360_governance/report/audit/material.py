"""What the report is made from: one reading of the log, and what git says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from c360_governance.lineage.event import facet
from c360_governance.lineage.events.job import JOB_NAMESPACE
from c360_governance.lineage.facts.facts import Fact, fact
from c360_governance.lineage.log.history import CheckResult, ReconcileResult, every_check_result, reconcile_results
from c360_governance.lineage.log.log import Log, Record
from c360_governance.lineage.log.origin import OWN
from c360_governance.lineage.log.payload import WITHHELD
from c360_governance.report.audit.model import Event


@dataclass
class Material:
    """``versions`` are the commits that runs of ours were at, by run; ``gates`` and ``redactions`` whole records,
    ``withheld`` counts those whose content a bundle does not carry.
    """

    name: str | None = None
    head: str | None = None
    chain_holds: bool | None = None
    last: datetime | None = None
    events: list[Event] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    gates: list[Record] = field(default_factory=list)
    redactions: list[Record] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)
    figures: list[ReconcileResult] = field(default_factory=list)
    withheld: int = 0

    def until(self, moment: datetime | None) -> Material:
        """What was known at a moment: events by their own time, records of ours by when they were kept."""
        if moment is None:
            return self
        known = {event.sequence for event in self.events if (event.time or event.recorded_at) <= moment}
        return Material(
            self.name, self.head, self.chain_holds, self.last,
            [event for event in self.events if event.sequence in known],
            [one for one in self.facts if one.sequence in known],
            self.versions,
            [record for record in self.gates if record.sequence in known],
            [record for record in self.redactions if record.sequence in known],
            [one for one in self.checks if one.time <= moment],
            [one for one in self.figures if one.time <= moment],
            self.withheld,
        )  # fmt: skip

    @property
    def digest(self) -> str:
        """Over the payload hashes of the events used."""
        lines = "".join(f"{event.payload_hash}\n" for event in self.events)
        return hashlib.sha256(lines.encode()).hexdigest()


def read(log: Log | None) -> Material:
    """Everything in the log that the report needs. Raises `LogError` for a log that cannot be read."""
    if log is None:
        return Material()
    made = Material(log.name, log.head, log.verify().verified)
    made.withheld = sum(row.payload == WITHHELD for row in log.rows())
    for record in log.records():
        made.last = record.recorded_at
        told = fact(record.payload, record.sequence) if record.kind == "openlineage" else None
        made.events.append(_event(record, told))
        if told is not None:
            made.facts.append(told)
            made.versions.update(_version(record, told))
        elif record.kind == "gate":
            made.gates.append(record)
        elif record.kind == "redaction":
            made.redactions.append(record)
    made.checks = list(every_check_result(log))
    made.figures = list(reconcile_results(log).values())
    return made


def _event(record: Record, told: Fact | None) -> Event:
    return Event(
        sequence=record.sequence,
        kind=record.kind,
        origin=record.origin,
        recorded_at=record.recorded_at,
        hash=record.hash,
        payload_hash=record.payload_hash,
        time=told.time if told else None,
        type=told.type if told else None,
        job=told.job if told else None,
        run=told.run if told else None,
    )


def _version(record: Record, told: Fact) -> Iterator[tuple[str, str]]:
    job: Any = record.payload.get("job")
    own = record.origin == OWN and told.job is not None and told.job.startswith(f"{JOB_NAMESPACE}/")
    version = (facet(job, "facets", "sourceCodeLocation") or {}).get("version") if own else None
    if isinstance(version, str) and told.run is not None:
        yield told.run, version
