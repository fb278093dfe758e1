"""The incidents that a repository's log holds."""

from __future__ import annotations

from c360_governance.oncall.history import KIND, incidents
from c360_governance.oncall.incident import Incident
from c360_governance.sources.repository import Repository


def read_incidents(repository: Repository) -> dict[str, Incident]:
    """Every incident by id, in the order in which they opened. Raises `LogError` where there is no log."""
    from c360_governance.lineage.log import Log

    with Log.open(repository.config.log, repository.root, must_exist=True) as log:
        return incidents(record.payload for record in log.records(KIND))
