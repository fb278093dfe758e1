"""A command's run in the log: what the commands that record themselves share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.lineage.events.job import MetricRef
    from c360_governance.lineage.record import Run
    from c360_governance.metrics.reconcile import Reconciliation


@contextmanager
def recorded(
    here: Repository, job: str, *, enabled: bool = True, as_of: datetime | None = None, warehouse: str | None = None,
    datasets: Iterable[str] = (),
) -> Iterator[Run]:  # fmt: skip
    """START in the log when the block begins, its end when it is left; without ``enabled`` nothing is written.

    ``as_of`` and ``warehouse`` are for runs on data. Raises `LogError` where the log cannot be written. Leave the
    block before exiting: an exception that leaves it makes the run a failed one.
    """
    from c360_governance.lineage.events.datasets import dataset_refs, warehouse_namespace
    from c360_governance.lineage.events.job import JOB_NAMESPACE, Job
    from c360_governance.lineage.log.log import Log
    from c360_governance.lineage.record import engine, record_run, source

    if not enabled:
        with record_run(None, Job(job)) as run:
            yield run
        return
    namespace = warehouse_namespace(here.config, warehouse)
    executed = engine(namespace.partition(":")[0]) if as_of is not None and namespace != JOB_NAMESPACE else None
    with (
        Log.open(here.config.log, here.root) as log,
        record_run(
            log,
            Job(job, as_of, source(here.root), executed, namespace),
            dataset_refs(here.datasets, namespace, datasets),
        ) as run,
    ):
        yield run


def add_reconciliation(run: Run, here: Repository, done: Reconciliation, warehouse: str | None = None) -> None:
    """What a reconcile run compared, the metrics that it evaluated and the columns that these are computed from."""
    from c360_governance.lineage.events.datasets import dataset_refs, warehouse_namespace
    from c360_governance.lineage.events.job import Figure

    figures = [
        Figure(one.figure.metric, one.figure.slice, one.figure.published, one.governed, one.status, one.difference)
        for one in done.figures
    ]
    metrics = [_metric(here, name) for name in done.sql]
    read = dict.fromkeys(dataset for metric in metrics for dataset, _ in metric.reads)
    inputs = dataset_refs(here.datasets, warehouse_namespace(here.config, warehouse), read)
    run.add(inputs=inputs, metrics=metrics, figures=figures)


def _metric(here: Repository, name: str) -> MetricRef:
    from c360_governance.lineage.events.job import MetricRef
    from c360_governance.metrics.columns import columns_read

    metric = here.metrics[name]
    reads: list[tuple[str, str | None]] = [(source, None) for source in metric.sources]
    reads += sorted(columns_read(metric, here.metrics))
    return MetricRef(name, metric.owner, metric.description, tuple(reads))
