"""The quality state of datasets: the last outcome of each of their checks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from c360_governance.lineage.log.history import CheckResult
from c360_governance.report.audit.model import Quality, State

NOT_CHECKED = Quality(state="not_checked")


def by_dataset(results: Iterable[CheckResult]) -> Mapping[str, Quality]:
    """The state of every dataset that has outcomes, by its contract's name."""
    latest: dict[str, CheckResult] = {}
    for result in results:
        known = latest.get(result.check)
        if known is None or known.time <= result.time:
            latest[result.check] = result
    found: dict[str, list[CheckResult]] = {}
    for result in latest.values():
        found.setdefault(result.dataset, []).append(result)
    return {name: _state(listed) for name, listed in found.items()}


def _state(results: list[CheckResult]) -> Quality:
    """As bad as the worst: what could not be judged is worse than what failed."""
    counts = {outcome: sum(result.outcome == outcome for result in results) for outcome in _ORDER}
    worst: State = next((outcome for outcome in _ORDER if counts[outcome]), "not_checked")
    return Quality(
        state=worst,
        passed=counts["passed"],
        warned=counts["warned"],
        failed=counts["failed"],
        errors=counts["error"],
        last_run=max(result.time for result in results),
        runs=tuple(sorted({result.run_id for result in results})),
        not_passed=tuple(sorted(result.check for result in results if result.outcome != "passed")),
    )


_ORDER: tuple[State, ...] = ("error", "failed", "warned", "passed")
