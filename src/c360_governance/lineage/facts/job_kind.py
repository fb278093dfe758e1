"""What kind of thing a job is, as far as its facets tell: a dashboard is a job that only a BI tool runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.lineage.event import facet

_DASHBOARDS = frozenset({"dashboard", "report", "chart", "workbook", "look", "exploration", "tile"})
_BI_TOOLS = frozenset({"tableau", "looker", "powerbi", "metabase", "superset", "qlik", "mode", "redash", "sigma"})


def is_dashboard(job: Mapping[str, Any]) -> bool:
    """Whether a job's `jobType` facet names a dashboard, or the tool that draws them."""
    body = facet(job, "facets", "jobType") or {}
    kind, tool = (str(body.get(key, "")).lower() for key in ("jobType", "integration"))
    return kind in _DASHBOARDS or tool in _BI_TOOLS


def is_dashboard_type(dataset_type: Any) -> bool:
    """Whether a dataset's `datasetType` is that of a dashboard."""
    return isinstance(dataset_type, str) and dataset_type.lower() in _DASHBOARDS
