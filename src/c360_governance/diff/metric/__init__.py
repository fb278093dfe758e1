"""What changed between two versions of a metric spec, ours or of MetricFlow's shape."""

from __future__ import annotations

from c360_governance.diff.metric.facts import metric_facts
from c360_governance.diff.metric.life import removal_kind

__all__ = ["metric_facts", "removal_kind"]
