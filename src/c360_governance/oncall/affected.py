"""What a broken check touches: the metrics that read it and the datasets that are made from it."""

from __future__ import annotations

from c360_governance.model.errors import C360Error
from c360_governance.oncall.incident import Affected
from c360_governance.sources.repository import Repository

WHOLE_DATASET = frozenset({"freshness", "volume", "schema", "duplicate", "reconciliation", "distribution"})
"""Kinds of check whose failure makes every column of the dataset doubtful, whichever one they look at."""


def affected_metrics(repository: Repository, dataset: str, column: str | None, kind: str) -> tuple[Affected, ...]:
    """The metrics that read the column, or any of the dataset's where the whole of it is in doubt.

    A metric whose columns cannot be told (its SQL does not parse) counts as a reader of all of its sources.
    """
    from c360_governance.metrics.columns import columns_read

    metrics = repository.metrics
    exact = None if kind in WHOLE_DATASET else column
    hit = []
    for name in sorted(metrics):
        try:
            read = columns_read(metrics[name], metrics)
        except C360Error:
            read = frozenset((source, exact or "") for source in metrics[name].sources)
        if any(source == dataset and exact in (None, read_column) for source, read_column in read):
            hit.append(Affected(name, metrics[name].owner))
    return tuple(hit)


def downstream_datasets(repository: Repository, dataset: str, column: str | None, kind: str) -> tuple[Affected, ...]:
    """The datasets whose contracts name this one as their source, however far down."""
    from c360_governance.diff.impact import impact

    exact = None if kind in WHOLE_DATASET else column
    hits = impact(repository.metrics, repository.datasets, dataset, exact)
    return tuple(Affected(hit.name, hit.owner) for hit in hits if hit.kind == "dataset")
