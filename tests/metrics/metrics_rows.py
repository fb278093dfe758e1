"""The sample as rows with Python values, and its clock."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    """The rows of one of the sample's CSV files."""
    with (SAMPLE / f"{name}.csv").open(newline="") as file:
        return [
            {key: (_KINDS.get(key, str)(text) if text else None) for key, text in row.items()}
            for row in csv.DictReader(file)
        ]
