"""One check before it has run: what Soda is asked, and everything that its outcome will say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c360_governance.checks.baseline.declared import Baseline
from c360_governance.checks.reconcile.sides import Reconciliation
from c360_governance.checks.spec import Spec
from c360_governance.checks.threshold import Threshold
from c360_governance.model.finding import Severity
from c360_governance.model.location import Location
from c360_governance.model.outcome import CheckKind


@dataclass(frozen=True, slots=True)
class Table:
    """Where a dataset lies in its warehouse; ``source`` is the warehouse's name, which Soda calls the data source."""

    source: str
    schema: str
    name: str

    @property
    def path(self) -> str:
        """Soda's qualified name."""
        return f"{self.source}/{self.schema}/{self.name}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a contract promises it, or as a table has it; ``type`` is the engine's canonical name.

    None in ``type`` or ``nullable`` is where nothing is promised, or known.
    """

    name: str
    type: str | None = None
    nullable: bool | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A planned check.

    ``dataset`` and ``column`` are the contract's names; ``soda_column`` is the physical column under which Soda's
    YAML lists the check, None for the dataset itself. ``type`` and ``body`` are Soda's check type and its options.
    ``spec`` says what is measured where it is more than these say.
    ``threshold`` says what the measured value must be. ``columns`` are those that a schema check expects.
    ``problem`` says why the check cannot be asked of Soda at all: its outcome is then `error` with that cause.
    ``baseline`` is for a check whose threshold is learned from what was measured before; ``threshold`` then passes all.
    ``reconciliation`` is for a check that compares two tables, which Soda is never asked.
    """

    id: str
    dataset: str
    table: Table
    column: str | None
    kind: CheckKind
    type: str
    threshold: Threshold
    severity: Severity
    owner: str | None
    runbook: str | None
    location: Location
    body: Mapping[str, Any] = field(default_factory=dict)
    soda_column: str | None = None
    columns: tuple[Column, ...] = ()
    spec: Spec | None = None
    problem: str | None = None
    baseline: Baseline | None = None
    reconciliation: Reconciliation | None = None
