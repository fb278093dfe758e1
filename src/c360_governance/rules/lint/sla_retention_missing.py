from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="sla-retention-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="The contract does not say how long its data are kept.",
    why="Personal data may be kept no longer than needed; without a period nobody deletes, and an audit finds it.",
    bad="""\
slaProperties:
  - {property: freshness, value: 24, unit: h}
""",
    good="""\
slaProperties:
  - {property: freshness, value: 24, unit: h}
  - {property: retention, value: 7, unit: "y"}
""",
    help="add a service level retention with its value and unit",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.datasets and context.contract.sla_of("retention") is None:
        yield Problem(("slaProperties", "retention"), "no service level says how long the data are kept")
