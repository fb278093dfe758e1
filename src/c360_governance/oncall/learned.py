"""Checks whose thresholds are learned, judged by what the log has of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from c360_governance.model.outcome import Outcome
from c360_governance.sources.repository import Repository

NEWEST = 2000
"""How many recorded values of a check are read: a year of days measured five times each, twelve weeks of hours."""

if TYPE_CHECKING:
    from c360_governance.checks.baselined import Earlier
    from c360_governance.checks.check import Check


def judged(
    repository: Repository, checks: Sequence[Check], outcomes: Sequence[Outcome], warehouse: str | None
) -> list[Outcome]:
    """The outcomes, those of checks with a baseline judged by it. A log that is not there yet has no history.

    Raises `LogError` for a log that cannot be read.
    """
    learned = {check.id: check for check in checks if check.baseline is not None}
    if not learned:
        return list(outcomes)
    from c360_governance.checks.baseline.declared import calendar
    from c360_governance.checks.baselined import judged as by_baseline
    from c360_governance.lineage.events.datasets import warehouse_namespace

    days = calendar(repository.config.document)
    earlier = _earlier(repository, list(learned), warehouse_namespace(repository.config, warehouse))
    return [
        by_baseline(learned[outcome.check], outcome, earlier[outcome.check], days)
        if outcome.check in learned else outcome
        for outcome in outcomes
    ]  # fmt: skip


def _earlier(repository: Repository, checks: Sequence[str], namespace: str) -> Mapping[str, Earlier]:
    from c360_governance.lineage.log.history import newest_results
    from c360_governance.lineage.log.log import Log

    log = Log.find(repository.config.log, repository.root)
    if log is None:
        return dict.fromkeys(checks, ())
    with log:
        found = {check: newest_results(log, check, NEWEST, namespace) for check in checks}
    return {check: [(one.as_of, one.measured) for one in reversed(results)] for check, results in found.items()}
