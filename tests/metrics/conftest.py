"""The sample as rows and as a warehouse, and governed metrics that a test may change."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from metrics_memory import MemoryWarehouse

from c360_governance.model.metric import Metric
from c360_governance.sources.repository import Repository

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "src" / "c360_governance" / "sample"
AS_OF = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)

_KINDS = {
    "account_id": int, "incident_id": int, "ticket_id": int, "request_id": int, "tokens": int, "latency_ms": int,
    "downtime_minutes": int, "weekly_revenue": Decimal, "signup_date": date.fromisoformat,
    "week_start": date.fromisoformat, "event_ts": datetime.fromisoformat, "started_at": datetime.fromisoformat,
    "resolved_at": datetime.fromisoformat, "created_at": datetime.fromisoformat,
    "is_active": lambda text: text == "true", "is_error": lambda text: text == "true",
}  # fmt: skip


def read_rows(name: str) -> list[dict[str, Any]]:
    with (SAMPLE / f"{name}.csv").open(newline="") as file:
        return [
            {key: (_KINDS.get(key, str)(text) if text else None) for key, text in row.items()}
            for row in csv.DictReader(file)
        ]


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
