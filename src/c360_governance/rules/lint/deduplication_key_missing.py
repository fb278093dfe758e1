from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="deduplication-key-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="The contract does not say which columns make two rows the same row.",
    why="A delivery that is loaded twice must not count twice; without the key nobody can load it again safely.",
    bad="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
""",
    good="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
  - {property: deduplicationKey, vendor: c360, value: [example_id]}
""",
    help="add the customProperty deduplicationKey (vendor: c360) with the names of the columns",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.datasets and not context.contract.custom.get("deduplicationKey"):
        yield Problem(("customProperties", "deduplicationKey"), "nothing says which columns identify a delivered row")
