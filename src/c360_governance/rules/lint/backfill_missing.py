from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="backfill-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="The contract does not say how a period can be loaded again without harm.",
    why="It has to be done in a hurry, after an incident, by somebody who did not build it.",
    bad="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
""",
    good="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
  - {property: backfill, vendor: c360, value: A week is deleted and posted again in one transaction.}
""",
    help="add the customProperty backfill (vendor: c360) with a sentence or two",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.datasets and not context.contract.custom.get("backfill"):
        yield Problem(("customProperties", "backfill"), "nothing says how a period is loaded again")
