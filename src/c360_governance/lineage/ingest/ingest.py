"""Taking in the events of others: read leniently, kept as they came, every deviation reported, none lost.

An event is acknowledged (counted) when the transaction with it is durable. The same event again, by the hash of its
canonical form, is counted and not appended. A line that is no event goes to the quarantine.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from c360_governance.lineage.ingest.deviations import Deviation, deviations, is_event, without_nan
from c360_governance.lineage.ingest.guard import Policy, guard
from c360_governance.lineage.ingest.quarantine import Quarantine
from c360_governance.lineage.ingest.reader import Entry, entries
from c360_governance.lineage.log.chain import canonical, canonical_of_json, payload_hash
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.origin import FILE
from c360_governance.model.errors import LogError
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

BATCH_EVENTS = 8000
BATCH_BYTES = 24 * 1024 * 1024
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
    guarded: Counter[str] = field(default_factory=Counter)
    """Values that the guard found, by kind."""

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


def ingest(
    log: Log, stream: IO[bytes], name: str, quarantine: Quarantine, done: Ingested, policy: Policy | None = None
) -> None:
    """Append the events of a stream to the log, in batches, and add to what is ``done``.

    ``name`` is the stream's in findings; ``policy`` says what may be in events. Raises `LogError` where the log or the
    quarantine cannot be written: what was counted before is durable, and ingesting the same stream again appends the
    rest.
    """
    batch: list[bytes] = []
    size = 0
    try:
        with _Committer(log, quarantine, done) as committer, _no_collection():
            for entry in entries(stream):
                judged = judge(entry, policy)
                if judged.guarded:
                    done.guarded.update(judged.guarded)
                if judged.text is None:
                    place = Location(name, entry.number)
                    done.report(_rejected(entry, judged.reason, place) if judged.rejected else
                                _unreadable(entry, judged.reason, place, quarantine))  # fmt: skip
                    done.unreadable += 1
                else:
                    if judged.altered:
                        quarantine.keep(entry.raw or (json.dumps(entry.event).encode(),))
                    batch.append(judged.text)
                    size += len(judged.text)
                if judged.deviations:
                    place = Location(name, entry.number)
                    for deviation in judged.deviations:
                        done.report(deviation.at(place))
                if len(batch) >= BATCH_EVENTS or size >= BATCH_BYTES:
                    committer.commit(batch)
                    batch, size = [], 0
            committer.commit(batch)
    except LogError as error:
        raise LogError(
            f"{error.message} ({name}: {done.ingested + done.duplicates:,} events before this are in the log)",
            help=error.help,
        ) from None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Parsed events have no cycles, and a collector that walks them all the same takes a twentieth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Committer:
    """Appends one batch while the next is read: compressing and writing do not need the interpreter."""

    def __init__(self, log: Log, quarantine: Quarantine, done: Ingested) -> None:
        self._log, self._quarantine, self._done = log, quarantine, done
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="c360-log")
        self._pending: Future[list[str]] | None = None
        self._size = 0

    def commit(self, batch: list[bytes]) -> None:
        """Append a batch once the one before is durable. Raises `LogError` for either."""
        texts = {payload_hash(text): text for text in batch}
        self._settle()
        self._quarantine.sync()
        self._size = len(batch)
        self._pending = self._pool.submit(self._log.append_hashed, "openlineage", texts, FILE)

    def _settle(self) -> None:
        if self._pending is not None:
            pending, self._pending = self._pending, None
            appended = len(pending.result())
            self._done.ingested += appended
            self._done.duplicates += self._size - appended

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What was begun is counted, whatever ended the reading."""
        try:
            self._settle()
        finally:
            self._pool.shutdown()


class Judged(NamedTuple):
    """An entry's canonical text with its deviations, or None and the ``reason`` why it is no event.

    ``altered`` says that the text does not hold all that the entry did (NaN): the entry is to be kept beside it.
    ``guarded`` counts what the guard found; an event that it ``rejected`` may be kept nowhere.
    """

    text: bytes | None
    reason: str = ""
    deviations: Sequence[Deviation] = ()
    altered: bool = False
    guarded: Mapping[str, int] | None = None
    rejected: bool = False


def judge(entry: Entry, policy: Policy | None = None) -> Judged:
    """Read one entry leniently; see `Judged`. What a ``policy`` masks is masked before anything else sees it."""
    event = entry.event
    if event is None:
        return Judged(None, entry.reason)
    if not is_event(event):
        return Judged(None, "an object that is no OpenLineage event: it has no run, job or dataset")
    try:
        if policy is not None:
            return _guarded(entry, policy)
        if not entry.strict:
            return _loose(event)
        text = canonical_of_json(event)
        if b"+" in text and b"e+" in text:  # numbers this large may have been integers; one byte is looked for faster
            return _loose(json.loads(b"".join(entry.raw)))
    except (RecursionError, ValueError):
        return Judged(None, "nested too deeply")
    return Judged(text, "", deviations(event))


def _guarded(entry: Entry, policy: Policy) -> Judged:
    raw = b"".join(entry.raw)
    event: dict[str, Any] = json.loads(raw) if entry.strict and raw else entry.event or {}
    found = guard(event, policy)
    if found.rejected is not None:
        reason = f"the policy allows no {found.rejected.replace('_', ' ')} content in events"
        return Judged(None, reason, guarded=found.found, rejected=True)
    judged = _loose(event)
    kept = judged.altered and not found.found  # the raw line would hold what was masked
    return judged._replace(guarded=found.found, altered=kept)


def _loose(event: dict[str, Any]) -> Judged:
    """An event that Python's own parser read: its numbers are exact, and it may hold NaN."""
    found: list[Deviation] = []
    try:
        text = canonical(event)
    except ValueError:
        event, found = without_nan(event)
        text = canonical(event)
    return Judged(text, "", [*found, *deviations(event)], altered=bool(found))


def _rejected(entry: Entry, reason: str, place: Location) -> Finding:
    return Finding("lineage-guard", "warning", f"the event was not stored: {reason}", place,
                   subject=f"line {entry.number}", help="send it without, or change `guard` in c360.yaml")  # fmt: skip


def _unreadable(entry: Entry, reason: str, place: Location, quarantine: Quarantine) -> Finding:
    """Put an entry into the quarantine and say so."""
    quarantine.keep(entry.raw or (json.dumps(entry.event).encode(),))
    return Finding(
        "openlineage-unreadable", "warning", f"the line is no event: {reason}", place,
        subject=f"line {entry.number}", help=f"it is kept in {quarantine.path}",
    )  # fmt: skip
