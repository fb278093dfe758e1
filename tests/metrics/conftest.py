"""The sample as a warehouse in memory, and the governed metrics of the reference repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from metrics_memory import MemoryWarehouse
from metrics_rows import ROOT, read_rows

from c360_governance.model.metric import Metric
from c360_governance.sources.repository import Repository


@pytest.fixture(scope="session")
def sample() -> dict[str, list[dict[str, Any]]]:
    names = ("accounts", "weekly_revenue", "usage_events", "incidents", "support_tickets")
    return {name: read_rows(name) for name in names}


@pytest.fixture(scope="session")
def reference() -> Repository:
    """The project's own root, which is the reference platform's repository."""
    return Repository(ROOT)


@pytest.fixture(scope="session")
def metrics(reference: Repository) -> dict[str, Metric]:
    return reference.metrics


@pytest.fixture(scope="session")
def warehouse(sample: dict[str, list[dict[str, Any]]]) -> Iterator[MemoryWarehouse]:
    with MemoryWarehouse() as memory:
        memory.fill(sample)
        yield memory
