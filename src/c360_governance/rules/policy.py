"""What the policy of c360.yaml makes of the rules' judgement: whom it guards, how grave it takes what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from c360_governance.diff.values import text
from c360_governance.model.compatibility import Asked
from c360_governance.model.config import Config, Guarded
from c360_governance.model.diff import Sides
from c360_governance.model.finding import Finding
from c360_governance.rules.judge import with_severities

if TYPE_CHECKING:
    from c360_governance.rules.data.ask import DataSays
    from c360_governance.rules.deprecation import Period
    from c360_governance.rules.metric_review import Weigh

History = Callable[[str], Iterable[tuple[date, bytes]]]
"""The versions of the file at a path, newest first, up to the one that is compared."""


class Terms(NamedTuple):
    """The terms of one review. ``perspective`` is what was asked for, None for what the policy says;
    ``data`` is asked what it says of each tightening; ``weigh`` runs both versions of a metric's SQL;
    ``events`` is what is asked of event schemas.
    """

    config: Config
    perspective: Sides | None
    today: date
    history: History | None
    data: DataSays | None
    weigh: Weigh | None
    events: Asked

    def guarded(self, contract: Mapping[Any, Any]) -> Guarded:
        """For whom a change of this contract has to be compatible: its own entry, its domain's, the default."""
        if self.perspective is not None:
            return self.perspective
        policy = self.config.compatibility
        named = [policy.contracts.get(text(contract, key) or "") for key in ("id", "uuid", "name", "quantumName")]
        by_domain = policy.domains.get(text(contract, "domain") or text(contract, "datasetDomain") or "")
        return next((word for word in [*named, by_domain] if word), policy.default)

    def graded(self, findings: Iterable[Finding], guarded: Guarded) -> list[Finding]:
        """The findings as grave as the policy takes them; of a contract that guards nobody, as information."""
        if guarded == "none":
            return [replace(finding, severity="info") for finding in findings]
        return with_severities(findings, self.config.severity)

    def period(self, path: str | None) -> Period:
        """How long a deprecation in the document at a path has to last."""
        from c360_governance.rules.deprecation import Period

        history = self.history
        versions = (lambda: history(path)) if history is not None and path is not None else None
        return Period(self.today, self.config.deprecation_days, versions)
