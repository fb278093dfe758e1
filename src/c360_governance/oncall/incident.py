"""What an incident is: a value that is read back out of the log's `incident` records and stands nowhere else.

An incident belongs to one error-level check; while it is open the check has no other. Its cause is `failed`
(the data broke the check) or `cannot_judge` (the check could not run: on call must know, but nobody may read it
as bad data). A check that fails after it could not be judged escalates the same incident; a check that can no
longer be judged leaves a failure open, because an error is no proof that the data was mended.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Cause = Literal["failed", "cannot_judge"]
Resolution = Literal["passed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Affected:
    """A metric or dataset that reads what broke, and who answers for it."""

    name: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class Periods:
    """The reporting weeks (their Mondays, ISO dates) that hold offending data.

    ``exact`` says that they were read from the data; otherwise ``statement`` says honestly what is known.
    """

    statement: str
    weeks: tuple[str, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class UpstreamChange:
    """A commit that touched the contract, or the checks or runbook of the dataset. No names: git has them."""

    commit: str
    at: str
    subject: str


@dataclass(frozen=True, slots=True)
class Incident:
    """``opened_at`` is the first failing run's real time, ``as_of`` its data clock; ``last_passed_at`` is the
    last run that passed, None where none is on record; ``location`` is the declaration that asked for the check;
    ``warehouse`` is the namespace of the one that was checked, None in records that do not say it.
    """

    id: str
    check: str
    dataset: str
    column: str | None
    kind: str
    cause: Cause
    severity: str
    tier: int | None
    owner: str | None
    runbook: str | None
    measured: float | int | None
    threshold: str
    message: str
    location: str
    as_of: datetime
    opened_at: datetime
    opened_run: str | None
    last_passed_at: datetime | None
    metrics: tuple[Affected, ...]
    downstream: tuple[Affected, ...]
    periods: Periods
    upstream: tuple[UpstreamChange, ...]
    recurrence_of: str | None = None
    warehouse: str | None = None
    resolved_at: datetime | None = None
    resolved_run: str | None = None
    resolution: Resolution | None = None

    @property
    def open(self) -> bool:
        return self.resolved_at is None


def incident_id(check: str, run: str | None, earlier: int) -> str:
    """Short and stable: the same failing run gives the same id, a recurrence (``earlier`` counts) another."""
    digest = hashlib.sha256(f"{check}\n{run}\n{earlier}".encode()).hexdigest()
    return f"INC-{digest[:8]}"
