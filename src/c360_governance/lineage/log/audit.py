"""Judging a whole log: its file, its chain, and that its projections follow from its records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select

from c360_governance.lineage.log import projections
from c360_governance.lineage.log.projections.projection import Projection, wanted
from c360_governance.lineage.log.storage import damage, guarded, translated
from c360_governance.lineage.log.verification import RESTORE, Verification, Verifier
from c360_governance.model.errors import LogError
from c360_governance.model.finding import Finding, Severity
from c360_governance.model.location import Location

if TYPE_CHECKING:
    from c360_governance.lineage.log.chain import Row
    from c360_governance.lineage.log.log import Log

_PAGE = 1000


def audit(log: Log, head: str | None = None) -> Verification:
    """Judge every record. Damage is a finding, not an error.

    Triggers that were dropped are a warning: they change no record, so the chain may hold all the same.
    """
    found: list[Finding] = []
    try:
        with translated(log.name):
            found = [_finding(log, "log-damaged", "error", problem) for problem in damage(log.engine)]
            if not guarded(log.engine):
                problem = "the triggers that refuse updates and deletions were removed or changed"
                found.append(_finding(log, "log-unguarded", "warning", problem))
    except LogError as error:
        found = [_finding(log, "log-damaged", "error", error.message)]
    verifier = Verifier(log.name, head, withheld=log.partial)
    followed = [_Follower(log, projection) for projection in projections.ALL]
    try:
        for row in log.rows():
            text, intact = verifier.add(row)
            _compare(row, text, intact, followed)
        for follower in followed:
            follower.finish()
    except LogError as error:
        if not any(finding.severity == "error" for finding in found):
            found.append(_finding(log, "log-damaged", "error", error.message))
    found += [finding for follower in followed for finding in follower.findings]
    chain = verifier.done()
    findings = (*chain.findings, *found)
    verified = not any(finding.severity == "error" for finding in findings)
    return Verification(verified, chain.events, chain.head, findings, chain.since_head, chain.redacted)


def _compare(row: Row, text: bytes | None, intact: bool, followed: list[_Follower]) -> None:
    """Hold what the projections have of a record against what follows from it; nothing does from a changed one."""
    payload: Any = None
    if text is not None and isinstance(row.origin, str | None) and wanted(str(row.kind), row.origin):
        try:
            payload = json.loads(text)
        except ValueError:
            payload = None
    for follower in followed:
        expected = follower.projection.kind == row.kind and isinstance(payload, dict)
        follower.meet(row.sequence, payload if expected else None, intact)


class _Follower:
    """Walks along one projection's table while the records go by."""

    def __init__(self, log: Log, projection: Projection) -> None:
        self.projection = projection
        self.findings: list[Finding] = []
        self._log = log
        self._stored = self._rows()
        self._next: dict[str, Any] | None = None
        self._begun = False
        self._said: set[int] = set()

    def meet(self, sequence: int, payload: dict[str, Any] | None, intact: bool) -> None:
        """Compare the rows of a record, and those of records that are not there."""
        stored: list[dict[str, Any]] = []
        for row in self._until(sequence):
            if row["sequence"] == sequence:
                stored.append(row)
            else:
                self._differs(row["sequence"])
        if intact and stored != (self.projection.of(sequence, payload) if payload is not None else []):
            self._differs(sequence)

    def finish(self) -> None:
        """What is left belongs to no record."""
        for row in self._until(None):
            self._differs(row["sequence"])

    def _until(self, sequence: int | None) -> Iterator[dict[str, Any]]:
        if not self._begun:
            self._next, self._begun = next(self._stored, None), True
        while self._next is not None and (sequence is None or self._next["sequence"] <= sequence):
            yield self._next
            self._next = next(self._stored, None)

    def _rows(self) -> Iterator[dict[str, Any]]:
        table = self.projection.table
        with translated(self._log.name), self._log.engine.connect() as connection:
            if not inspect(connection).has_table(table.name):
                return
        at = (-1, -1)
        while True:
            query = select(table).where(
                (table.c.sequence > at[0]) | ((table.c.sequence == at[0]) & (table.c.position > at[1]))
            )
            with translated(self._log.name), self._log.engine.connect() as connection:
                page = connection.execute(query.order_by(table.c.sequence, table.c.position).limit(_PAGE)).mappings()
                rows = [dict(row) for row in page]
            yield from rows
            if len(rows) < _PAGE:
                return
            at = (rows[-1]["sequence"], rows[-1]["position"])

    def _differs(self, sequence: int) -> None:
        if sequence in self._said:
            return
        self._said.add(sequence)
        name = self.projection.table.name
        self.findings.append(
            Finding(
                "log-projection-differs",
                "error",
                f"the table {name} does not follow from record {sequence}",
                Location(self._log.name, max(sequence, 1)),
                subject=f"{name} of record {sequence}",
                help="keep a copy as evidence, then build the tables again: `c360 lineage rebuild`",
            )
        )


def _finding(log: Log, rule: str, severity: Severity, problem: str) -> Finding:
    return Finding(rule, severity, problem, Location(log.name), subject="log",
                   help=f"{RESTORE}; keep this file as evidence")  # fmt: skip
