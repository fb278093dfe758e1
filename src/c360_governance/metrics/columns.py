"""The columns that a metric reads, by what its SQL looks up and not by what its text seems to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from c360_governance.metrics.evaluate import natural
from c360_governance.metrics.graph import resolve
from c360_governance.metrics.period import period
from c360_governance.metrics.statement import statement
from c360_governance.model.metric import Metric

_ANY_TIME = datetime(2000, 12, 31)
"""Columns do not depend on the time, as long as there are weeks."""


def columns_read(metric: Metric, metrics: Mapping[str, Metric]) -> frozenset[tuple[str, str]]:
    """The (dataset, column) pairs behind a metric's values and all its slices, through its inputs.

    Raises `SpecError` for a spec that cannot be compiled.
    """
    specs = resolve(metric.name, {**metrics, metric.name: metric})
    spec = specs[metric.name]
    own = natural(spec)
    sliced = [
        replace(grouping, dimensions=(*grouping.dimensions, name))
        for grouping in own
        for name in spec.dimensions
        if name not in grouping.dimensions
    ]
    return statement(metric.name, specs, period(spec.grain_to_date, _ANY_TIME), [*own, *sliced]).reads
