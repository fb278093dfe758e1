"""The incidents that a repository's log holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c360_governance.oncall.history import incidents
from c360_governance.oncall.incident import Incident
from c360_governance.oncall.records import KIND
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.lineage.log.history import CheckResult


def read_incidents(repository: Repository) -> dict[str, Incident]:
    """Every incident by id, in the order in which they opened. Raises `LogError` where there is no log."""
    from c360_governance.lineage.log.log import Log

    with Log.open(repository.config.log, repository.root, must_exist=True) as log:
        return incidents(log.records(KIND))


def last_judged(repository: Repository, check: str) -> CheckResult | None:
    """The last recorded outcome of a check: what was seen of it since its incident opened."""
    from c360_governance.lineage.log.history import check_results
    from c360_governance.lineage.log.log import Log

    with Log.open(repository.config.log, repository.root, must_exist=True) as log:
        return check_results(log).get(check)
