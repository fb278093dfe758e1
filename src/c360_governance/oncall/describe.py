"""Everything that on call wants to know of a failure, put together when it happens: later it may be gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from c360_governance.model.outcome import Outcome
from c360_governance.oncall.affected import Reads, affected_metrics, downstream_datasets, metric_reads
from c360_governance.oncall.incident import Incident, Periods, incident_id
from c360_governance.oncall.periods import affected_periods
from c360_governance.oncall.upstream import upstream_changes
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.checks.check import Check
    from c360_governance.warehouse.connection import Warehouse


@dataclass(frozen=True)
class Describer:
    """Makes incidents of outcomes. ``passes`` says when each check last passed, ``known`` are all incidents so far."""

    repository: Repository
    planned: Mapping[str, Check]
    passes: Mapping[str, datetime]
    known: Mapping[str, Incident]
    warehouse: Warehouse | None
    now: datetime
    run_id: str | None
    namespace: str | None = None

    def incident(self, outcome: Outcome) -> Incident:
        """The incident that a failing outcome opens."""
        earlier = [
            incident for incident in self.known.values()
            if incident.check == outcome.check and incident.warehouse in (None, self.namespace)
        ]  # fmt: skip
        contract, _ = self.repository.dataset(outcome.dataset)
        tier = contract.custom.get("tier")
        broken = (outcome.dataset, outcome.column, outcome.kind)
        passed = self.passes.get(outcome.check)
        return Incident(
            id=incident_id(outcome.check, self.run_id, len(earlier)),
            check=outcome.check,
            dataset=outcome.dataset,
            column=outcome.column,
            kind=outcome.kind,
            cause="failed" if outcome.outcome == "failed" else "cannot_judge",
            severity=outcome.severity,
            tier=tier if isinstance(tier, int) else None,
            owner=outcome.owner,
            runbook=outcome.runbook,
            measured=outcome.measured,
            threshold=outcome.threshold,
            message=outcome.message,
            location=str(outcome.location),
            as_of=outcome.as_of,
            opened_at=self.now,
            opened_run=self.run_id,
            last_passed_at=passed,
            metrics=affected_metrics(self.repository, self._reads, *broken),
            downstream=downstream_datasets(self.repository, *broken),
            periods=self._periods(outcome),
            upstream=upstream_changes(self.repository.root, [contract.path, outcome.location.path], passed, self.now),
            recurrence_of=earlier[-1].id if earlier else None,
            warehouse=self.namespace,
        )

    def escalated(self, incident: Incident, outcome: Outcome) -> Incident:
        """An incident that could not be judged, now that it is known to be a failure."""
        return replace(
            incident,
            cause="failed",
            measured=outcome.measured,
            message=outcome.message,
            as_of=outcome.as_of,
            periods=self._periods(outcome),
        )

    @cached_property
    def _reads(self) -> Reads:
        return metric_reads(self.repository)

    def _periods(self, outcome: Outcome) -> Periods:
        contract, dataset = self.repository.dataset(outcome.dataset)
        return affected_periods(outcome, self.planned.get(outcome.check), contract, dataset, self.warehouse)
