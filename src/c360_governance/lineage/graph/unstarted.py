"""The jobs whose producers only say that a run ended: a run that hangs or dies leaves nothing in the log. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from c360_governance.lineage.events.job import JOB_NAMESPACE
from c360_governance.lineage.graph.runs import ENDS, Run
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location


@dataclass(frozen=True, slots=True)
class Unstarted:
    """A job of whose runs, ``runs`` in number, all are known by their ends alone."""

    job: str
    runs: int


def unstarted(runs: Iterable[Run]) -> tuple[Unstarted, ...]:
    """The jobs of others none of whose runs was told of before it ended, by name."""
    ended: dict[str, int] = {}
    told: set[str] = set()
    for run in runs:
        if run.job is None or run.job.startswith(f"{JOB_NAMESPACE}/"):
            continue
        types = {fact.type for fact in run.facts} - {None}
        if types and types.issubset(ENDS):
            ended[run.job] = ended.get(run.job, 0) + 1
        elif types:
            told.add(run.job)
    return tuple(Unstarted(job, ended[job]) for job in sorted(ended.keys() - told))


def findings(found: Iterable[Unstarted]) -> Iterator[Finding]:
    """One for each job; it stands in no file, so c360.yaml is named."""
    for one in found:
        many = "its one run did not say" if one.runs == 1 else f"none of its {one.runs:,} runs said"
        yield Finding(
            "lineage-run-unstarted", "info",
            f"{many} START: one that hangs or dies would leave no trace",
            Location("c360.yaml"), subject=one.job,
            help="have the producer send START when a run begins, or watch the dataset's freshness",
        )  # fmt: skip
