from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="error-handling-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="The contract does not say what happens to data that break it.",
    why="Rejected, quarantined or let through: consumers count differently in each case and must know which it is.",
    bad="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
""",
    good="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
  - property: errorHandling
    vendor: c360
    value: {onSchemaViolation: quarantine, onLateData: posted into their week, onDuplicate: the newer row wins}
""",
    help="add the customProperty errorHandling (vendor: c360)",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.datasets and not context.contract.custom.get("errorHandling"):
        yield Problem(("customProperties", "errorHandling"), "nothing says what happens to data that break it")
