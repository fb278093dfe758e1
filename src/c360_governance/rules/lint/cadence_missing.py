from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="cadence-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="The contract does not say how often data arrive and how many rows to expect.",
    why="The volume check has no threshold, so half a delivery looks like a whole one.",
    bad="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
""",
    good="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
  - property: cadence
    vendor: c360
    value:
      ingestion: daily at 01:00 UTC
      expectedRows: {per: day, minimum: 100, maximum: 5000}
""",
    help="add the customProperty cadence (vendor: c360) with ingestion and expectedRows",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.datasets and not context.contract.custom.get("cadence"):
        yield Problem(("customProperties", "cadence"), "nothing says how often data arrive and how many rows to expect")
