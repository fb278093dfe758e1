from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="physical-type-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="A column of a table or view has no physical type.",
    why="The schema check can tell that the column is there, not that its type in the warehouse is the agreed one.",
    bad="""\
schema:
  - name: accounts
    physicalType: view
    properties:
      - name: account_id
""",
    good="""\
schema:
  - name: accounts
    physicalType: view
    properties:
      - name: account_id
        physicalType: INTEGER
""",
    help="write physicalType as the warehouse names it",
)


def check(context: Context) -> Iterator[Problem]:
    for dataset in context.contract.datasets:
        if (dataset.physical_type or "").lower() in ("table", "view"):
            for prop in dataset.properties:
                if prop.physical_type is None:
                    yield Problem((*prop.pointer, "physicalType"), "the column has no physical type",
                                  f"{dataset.name}.{prop.name}")  # fmt: skip
