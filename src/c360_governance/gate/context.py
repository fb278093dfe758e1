"""What the fourteen points judge by: plain values, gathered once (`gate.gather`) so that the points stay pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from c360_governance.gate.change import Change
from c360_governance.gate.commits import History
from c360_governance.gate.definitions import Definition
from c360_governance.gate.warehouse_facts import WarehouseFacts
from c360_governance.model.config import Config
from c360_governance.model.contract import Contract, Dataset, custom_pointer
from c360_governance.model.errors import SourceError
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location, Pointer
from c360_governance.sources.repository import Repository
from c360_governance.sources.runbooks import Runbook, runbook_of
from c360_governance.sources.validation import Violation

if TYPE_CHECKING:
    from c360_governance.checks.check import Check
    from c360_governance.lineage.log.history import CheckResult, ReconcileResult


@dataclass(frozen=True)
class Context:
    """``policy`` is the one in force. ``planned`` are the checks of the changed datasets, none with a ``plan_error``
    where checks/ and the contracts contradict each other; ``changed_checks`` says when those changed that did,
    ``lost_checks`` are the hand-written ones that the base has and the change has not.
    ``results`` and ``reconciled`` are the log's latest, empty with a ``log_error`` where there is no log.
    ``definitions`` are the compiled metrics by name, ``violations`` what breaks ODCS by path,
    ``private_flows`` where personal data of the changed contracts, or of others in them, may not be.
    """

    repository: Repository
    base: Repository
    commit: str
    policy: Config
    change: Change
    violations: Mapping[str, tuple[Violation, ...]]
    private_flows: tuple[Finding, ...]
    definitions: Mapping[str, Definition]
    planned: tuple[Check, ...]
    plan_error: SourceError | None
    lost_checks: tuple[Check, ...]
    changed_checks: Mapping[str, datetime]
    results: Mapping[str, CheckResult]
    reconciled: tuple[ReconcileResult, ...]
    log_error: str | None
    runbooks: Mapping[str, Runbook]
    warehouse: WarehouseFacts
    history: History

    def locate(self, path: str, pointer: Pointer) -> Location:
        """Where something stands now."""
        return self.repository.document(path).locate(pointer)

    def locate_custom(self, path: str, name: str) -> Location:
        """Where a contract's customProperty of ours stands; where they begin if it is missing."""
        document = self.repository.document(path)
        return document.locate(custom_pointer(document.value, name))

    def runbook_of(self, contract: Contract, dataset: Dataset) -> str | None:
        """The name of a dataset's runbook."""
        return runbook_of(contract, dataset.name, self.runbooks)
