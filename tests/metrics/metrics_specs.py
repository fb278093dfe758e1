"""Specs for tests: a valid one of each kind to change, and metrics made of documents."""

from __future__ import annotations

from typing import Any

from c360_governance.model.metric import Metric, parse_metric

COMMON: dict[str, Any] = {
    "version": "1.0.0", "status": "active", "layer": "revenue", "owner": "team", "description": "A metric.",
    "grain_to_date": "year", "period_agg": "recompute", "unit": "USD", "timezone": "UTC", "week_start": "monday",
    "drivers": [],
}  # fmt: skip

REVENUE: dict[str, Any] = {
    "type": "simple", "source": "weekly_revenue", "agg": "sum", "expr": "weekly_revenue",
    "agg_time_dimension": "week_start",
}  # fmt: skip
WEEKLY: dict[str, Any] = {"time_granularity": "week"}


def document(name: str, *parts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A spec out of parts; a field of None is left out."""
    merged: dict[str, Any] = dict(COMMON)
    for part in (*parts, fields, {"name": name}):
        merged |= part
    return {key: value for key, value in merged.items() if value is not None}


def metrics_of(*documents: dict[str, Any]) -> dict[str, Metric]:
    return {one["name"]: parse_metric(one, f"contracts/metrics/{one['name']}.metric.yaml") for one in documents}
