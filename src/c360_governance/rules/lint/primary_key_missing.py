from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="primary-key-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A table has no primary key.",
    why="Without a key nobody can say what one row is, find a duplicate, or join without multiplying rows.",
    bad="""\
schema:
  - name: accounts
    physicalType: table
    properties:
      - name: account_id
""",
    good="""\
schema:
  - name: accounts
    physicalType: table
    properties:
      - name: account_id
        primaryKey: true
        primaryKeyPosition: 1
""",
    help="set primaryKey: true (and primaryKeyPosition) on the columns that identify a row",
)


def check(context: Context) -> Iterator[Problem]:
    for dataset in context.contract.datasets:
        if (dataset.physical_type or "").lower() == "table" and dataset.properties and not dataset.primary_key:
            yield Problem((*dataset.pointer, "properties"), "the table has no primary key", dataset.name, key=True)
