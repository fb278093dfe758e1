"""What a broken check touches: the metrics that read it and the datasets that are made from it."""

from __future__ import annotations

from collections.abc import Mapping

from c360_governance.model.errors import C360Error
from c360_governance.oncall.incident import Affected
from c360_governance.sources.repository import Repository

WHOLE_DATASET = frozenset({"freshness", "volume", "schema", "duplicate", "reconciliation", "distribution"})
"""Kinds of check whose failure makes every column of the dataset doubtful, whichever one they look at."""


ANY_COLUMN = "*"
"""In the place of a column: the metric reads the dataset, and nobody can tell which columns."""

Reads = Mapping[str, frozenset[tuple[str, str]]]
"""By metric, the (dataset, column) pairs that it reads."""


def metric_reads(repository: Repository) -> Reads:
    """What every metric reads. Costs a compilation of each, so ask once a run.

    A metric whose columns cannot be told (its SQL does not parse) counts as a reader of all of its sources.
    """
    from c360_governance.metrics.columns import columns_read

    reads = {}
    for name, metric in repository.metrics.items():
        try:
            reads[name] = columns_read(metric, repository.metrics)
        except C360Error:
            reads[name] = frozenset((source, ANY_COLUMN) for source in metric.sources)
    return reads


def affected_metrics(
    repository: Repository, reads: Reads, dataset: str, column: str | None, kind: str
) -> tuple[Affected, ...]:
    """The metrics that read the column, or any of the dataset's where the whole of it is in doubt; by name."""
    exact = None if kind in WHOLE_DATASET else column
    return tuple(
        Affected(name, repository.metrics[name].owner)
        for name in sorted(reads)
        if any(source == dataset and (exact is None or read in (exact, ANY_COLUMN)) for source, read in reads[name])
    )


def downstream_datasets(repository: Repository, dataset: str, column: str | None, kind: str) -> tuple[Affected, ...]:
    """The datasets whose contracts name this one as their source, however far down."""
    from c360_governance.diff.impact import impact

    exact = None if kind in WHOLE_DATASET else column
    hits = impact(repository.metrics, repository.datasets, dataset, exact)
    return tuple(Affected(hit.name, hit.owner) for hit in hits if hit.kind == "dataset")
