"""What a check that did not pass touches, as declared and as seen in the log, and how grave that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from c360_governance.model.finding import SEVERITIES, Impact, Severity
from c360_governance.model.outcome import Outcome
from c360_governance.oncall.affected import WHOLE_DATASET
from c360_governance.sources.repository import Repository


def weighed(repository: Repository, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes; those that did not pass carry who reads what they are about, and the severity that this gives.

    A breach of a check below error severity is raised to what the policy demands for the highest tier that reads it
    (``policy.impact`` in c360.yaml); one that becomes an error is a failure, and opens an incident.
    """
    if all(outcome.outcome == "passed" for outcome in outcomes):
        return list(outcomes)
    from c360_governance.diff.impact import impact
    from c360_governance.lineage.graph.seen import observer

    seen = observer(repository)
    metrics, datasets = repository.metrics, repository.datasets

    @cache
    def readers(name: str, column: str | None) -> tuple[Impact, ...]:
        dataset = datasets[name][1] if name in datasets else None
        prop = dataset.find(column) if dataset and column else None
        names = {name, *([dataset.table] if dataset else [])}
        columns = {prop.name, prop.column} if prop else {column} if column else set()
        found = {(hit.kind, hit.name): hit for hit in seen(names, columns)}
        found |= {(hit.kind, hit.name): hit for hit in impact(metrics, datasets, name, column)}
        return tuple(sorted(found.values(), key=lambda hit: (hit.kind, hit.name)))

    def weigh(outcome: Outcome) -> Outcome:
        if outcome.outcome == "passed":
            return outcome
        hits = readers(outcome.dataset, None if outcome.kind in WHOLE_DATASET else outcome.column)
        return raised(replace(outcome, impact=hits), tiers(repository, hits), repository.config.impact)

    return [weigh(outcome) for outcome in outcomes]


def tiers(repository: Repository, hits: Iterable[Impact]) -> dict[Impact, int]:
    """The tiers that metrics and contracts declare: 1 is the most critical."""
    found = {}
    for hit in hits:
        tier: object = None
        if hit.kind == "metric" and hit.name in repository.metrics:
            tier = repository.metrics[hit.name].document.get("tier")
        elif hit.kind == "dataset" and hit.name in repository.datasets:
            tier = repository.datasets[hit.name][0].custom.get("tier")
        if isinstance(tier, int) and not isinstance(tier, bool):
            found[hit] = tier
    return found


def raised(outcome: Outcome, tiers: Mapping[Impact, int], policy: Mapping[int, Severity]) -> Outcome:
    """A breach with at least the severity that the policy demands for a tier; what could not be judged is one already.

    A warning of a check that is an error by itself (too little history, a second threshold) stays a warning.
    """
    if outcome.outcome not in ("failed", "warned") or outcome.severity == "error":
        return outcome
    demanded = [(policy[tier], tier, hit) for hit, tier in tiers.items() if tier in policy]
    if not demanded:
        return outcome
    severity, tier, hit = min(demanded, key=lambda one: (SEVERITIES.index(one[0]), one[1], one[2].kind, one[2].name))
    if SEVERITIES.index(severity) >= SEVERITIES.index(outcome.severity):
        return outcome
    return replace(
        outcome,
        severity=severity,
        outcome="failed" if severity == "error" else outcome.outcome,
        message=f"{outcome.message}; {severity} instead of {outcome.severity}: "
        f"the {hit.kind} {hit.name} of tier {tier} depends on it",
    )
