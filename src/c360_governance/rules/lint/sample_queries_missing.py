from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="sample-queries-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="The contract gives no sample query.",
    why="A query that is right is what newcomers copy; without one they copy one that is wrong.",
    bad="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
""",
    good="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
  - property: sampleQueries
    vendor: c360
    value:
      - {name: Accounts by tier, sql: "SELECT tier, COUNT(*) FROM accounts GROUP BY tier"}
""",
    help="add the customProperty sampleQueries (vendor: c360) with name and sql",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.datasets and not context.contract.custom.get("sampleQueries"):
        yield Problem(("customProperties", "sampleQueries"), "there is no sample query")
