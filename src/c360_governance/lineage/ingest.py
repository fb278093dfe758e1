"""Taking in the events of others: read leniently, kept as they came, every deviation reported, none lost.

An event is acknowledged (counted) when the transaction with it is durable. The same event again, by the hash of its
canonical form, is counted and not appended. A line that is no event goes to the quarantine.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import IO

from c360_governance.lineage.chain import canonical
from c360_governance.lineage.deviations import deviations, is_event, without_nan
from c360_governance.lineage.log import Log
from c360_governance.lineage.quarantine import Quarantine
from c360_governance.lineage.reader import Entry, entries
from c360_governance.model.errors import LogError
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

BATCH_EVENTS = 1000
BATCH_BYTES = 8 * 1024 * 1024
MAX_FINDINGS = 10_000
"""Findings that are kept one by one; what comes after is counted by rule, so that memory stays bounded."""


@dataclass
class Ingested:
    """``ingested + duplicates + unreadable`` is the number of lines (of elements, for an array)."""

    ingested: int = 0
    duplicates: int = 0
    unreadable: int = 0
    findings: list[Finding] = field(default_factory=list)
    more: Counter[str] = field(default_factory=Counter)

    def report(self, finding: Finding) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)
        else:
            self.more[finding.rule] += 1

    def all_findings(self, name: str) -> tuple[Finding, ...]:
        """The findings, with one for each rule whose further findings were only counted."""
        rest = (
            Finding(rule, "warning", f"and {count:,} more of these", Location(name), subject="further lines")
            for rule, count in sorted(self.more.items())
        )
        return (*self.findings, *rest)


def ingest(log: Log, stream: IO[bytes], name: str, quarantine: Quarantine, done: Ingested) -> None:
    """Append the events of a stream to the log, in batches, and add to what is ``done``.

    ``name`` is the stream's in findings. Raises `LogError` where the log or the quarantine cannot be written: what
    was counted before is durable, and ingesting the same stream again appends the rest.
    """
    batch: list[bytes] = []
    size = 0
    try:
        for entry in entries(stream):
            place = Location(name, entry.number)
            text, reason, found = _judge(entry, place)
            if text is None:
                found = [_unreadable(entry, reason, place, quarantine)]
                done.unreadable += 1
            else:
                batch.append(text)
                size += len(text)
            for finding in found:
                done.report(finding)
            if len(batch) >= BATCH_EVENTS or size >= BATCH_BYTES:
                _commit(log, batch, quarantine, done)
                batch, size = [], 0
        _commit(log, batch, quarantine, done)
    except LogError as error:
        raise LogError(
            f"{error.message} ({name}: {done.ingested + done.duplicates:,} events before this are in the log)",
            help=error.help,
        ) from None


def _judge(entry: Entry, place: Location) -> tuple[bytes | None, str, list[Finding]]:
    """The canonical text of an entry's event and its deviations; None and the reason for what is no event."""
    event = entry.event
    if event is None:
        return None, entry.reason, []
    if not is_event(event):
        return None, "an object that is no OpenLineage event: it has no run, job or dataset", []
    found: list[Finding] = []
    try:
        try:
            text = canonical(event)
        except ValueError:
            event, found = without_nan(event, place)
            text = canonical(event)
    except (RecursionError, ValueError):
        return None, "nested too deeply", []
    return text, "", [*found, *deviations(event, place)]


def _unreadable(entry: Entry, reason: str, place: Location, quarantine: Quarantine) -> Finding:
    """Put an entry into the quarantine and say so."""
    quarantine.keep(entry.raw or (json.dumps(entry.event).encode(),))
    return Finding(
        "openlineage-unreadable", "warning", f"the line is no event: {reason}", place,
        subject=f"line {entry.number}", help=f"it is kept in {quarantine.path}",
    )  # fmt: skip


def _commit(log: Log, batch: list[bytes], quarantine: Quarantine, done: Ingested) -> None:
    quarantine.sync()
    appended = log.append_new("openlineage", batch)
    done.ingested += appended
    done.duplicates += len(batch) - appended
