"""What a run of ours is about, before it becomes an event: plain values, so that callers need no OpenLineage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from c360_governance.model.finding import Finding
from c360_governance.model.outcome import Outcome

JOB_NAMESPACE = "c360"
METRIC_NAMESPACE = "c360://metrics"
METRIC_FIELD = "value"
"""The one field of a metric seen as a dataset."""

EndState = Literal["COMPLETE", "FAIL", "ABORT"]
FigureStatus = Literal["agrees", "differs", "missing"]
Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a dataset; ``type`` is its physical type, or the logical one where none is declared."""

    name: str
    type: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class DatasetRef:
    """A dataset by OpenLineage's name (``namespace``, ``name``) and by its contract's (``dataset``)."""

    namespace: str
    name: str
    dataset: str
    owner: str | None = None
    description: str | None = None
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricRef:
    """A metric that a run evaluated; ``reads`` are the (dataset, column) pairs it is computed from.

    A column of None says that the dataset is read and the columns are not known, or none is (a count of rows).
    """

    name: str
    owner: str | None = None
    description: str | None = None
    reads: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure beside the governed value of the same metric and slice ("" for the whole)."""

    metric: str
    slice: str
    published: Number | None
    governed: Number | None
    status: FigureStatus
    difference: Number | None = None


@dataclass(frozen=True, slots=True)
class Frontier:
    """How far a run judged a dataset (its contract's name): all up to ``value`` of ``column``, as text that sorts."""

    dataset: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """The commit that the repository was at. ``version`` ends in ``-dirty`` when the work tree differed from it."""

    url: str
    version: str


@dataclass(frozen=True, slots=True)
class Engine:
    """What executed the statements, e.g. duckdb and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Job:
    """A command of ours (``check``, ``metric.reconcile``, ``lint``, ``diff``) with what is known before it runs.

    ``as_of`` is the data's clock (aware); ``data_namespace`` is the namespace of datasets that have no `DatasetRef`.
    """

    name: str
    as_of: datetime | None = None
    source: Source | None = None
    engine: Engine | None = None
    data_namespace: str = JOB_NAMESPACE


@dataclass(frozen=True, slots=True)
class Facts:
    """What a run read and found. ``rows`` are row counts by dataset, where they were measured.

    ``findings`` is None for a run that judges no documents: an empty tuple says that it judged and found nothing.
    """

    inputs: tuple[DatasetRef, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    metrics: tuple[MetricRef, ...] = ()
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] | None = None
    frontiers: tuple[Frontier, ...] = ()
