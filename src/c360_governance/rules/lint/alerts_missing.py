from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="alerts-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="The contract does not say who is told when its data are late, wrong or too few.",
    why="An alert without a receiver is a line in a log.",
    bad="""\
customProperties:
  - property: alerts
    vendor: c360
    value:
      - {on: freshness, owner: crm-operations, channel: "#data-crm"}
""",
    good="""\
customProperties:
  - property: alerts
    vendor: c360
    value:
      - {on: freshness, owner: crm-operations, channel: "#data-crm"}
      - {on: quality, owner: crm-operations, channel: "#data-crm"}
      - {on: volume, owner: crm-operations, channel: "#data-crm"}
""",
    help="add the customProperty alerts (vendor: c360) with an entry on freshness, quality and volume each",
)


def check(context: Context) -> Iterator[Problem]:
    if not context.contract.datasets:
        return
    alerts = context.contract.custom.get("alerts")
    entries = [entry for entry in alerts if isinstance(entry, dict)] if isinstance(alerts, list) else []
    covered = [entry.get("on") for entry in entries]
    missing = [signal for signal in ("freshness", "quality", "volume") if signal not in covered]
    if missing:
        yield Problem(("customProperties", "alerts"), f"nobody is told about {', '.join(missing)}")
