from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="sla-freshness-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="The contract promises no freshness.",
    why="Nobody can tell late data from old data, so nobody is alerted when an export stops.",
    bad="""\
slaProperties:
  - {property: retention, value: 7, unit: "y"}
""",
    good="""\
slaProperties:
  - {property: freshness, value: 24, unit: h, element: example.loaded_at}
  - {property: retention, value: 7, unit: "y"}
""",
    help="add a service level freshness with its value, unit and the column that it is measured on",
)


def check(context: Context) -> Iterator[Problem]:
    contract = context.contract
    if contract.datasets and contract.sla_of("freshness") is None and contract.sla_of("latency") is None:
        yield Problem(("slaProperties", "freshness"), "no service level says how fresh the data are")
