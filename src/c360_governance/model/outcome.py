"""What a check measured. `error` means "could not be judged" and is never a pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from c360_governance.model.finding import Impact, Severity
from c360_governance.model.location import Location

CheckKind = Literal[
    "freshness", "volume", "schema", "missing", "invalid", "duplicate", "reference", "invariant",
    "reconciliation", "distribution", "identity", "consent", "retention",
]  # fmt: skip
CHECK_KINDS: tuple[CheckKind, ...] = get_args(CheckKind)
Result = Literal["passed", "failed", "warned", "error"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check on one dataset at one time.

    ``check`` is the check's id, unique in the repository (``accounts.email.missing``); ``measured`` is the
    count of offending rows or the measured value, None where nothing could be measured; ``threshold`` reads
    as a person would write it (``= 0``, ``<= 24 h``); ``as_of`` is the data's clock (aware);
    ``location`` is the declaration that asked for the check; ``message`` holds counts and causes, no row values;
    ``impact`` is who reads what did not pass.
    """

    check: str
    dataset: str
    column: str | None
    kind: CheckKind
    outcome: Result
    measured: float | int | None
    threshold: str
    severity: Severity
    owner: str | None
    runbook: str | None
    as_of: datetime
    message: str
    location: Location
    impact: tuple[Impact, ...] = ()
