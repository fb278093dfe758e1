"""The report as JSON: every field, by the published schema `lineage-report-1`."""

from __future__ import annotations

from c360_governance.report.audit.model import AuditReport


def render(report: AuditReport) -> str:
    """The document, with its keys in the order of the schema and a newline at its end."""
    return report.model_dump_json(indent=2) + "\n"
