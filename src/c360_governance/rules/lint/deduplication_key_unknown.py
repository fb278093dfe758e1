from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.contract import custom_pointer
from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="deduplication-key-unknown",
    kind="lint",
    severity="error",
    documents=("contract",),
    what="The deduplication key names a column that no dataset of the contract has.",
    why="A key that does not exist cannot tell two rows apart.",
    bad="""\
customProperties:
  - {property: deduplicationKey, vendor: c360, value: [acount_id]}
schema:
  - name: accounts
    properties:
      - name: account_id
""",
    good="""\
customProperties:
  - {property: deduplicationKey, vendor: c360, value: [account_id]}
schema:
  - name: accounts
    properties:
      - name: account_id
""",
    help="write the name of a column of the contract",
)


def check(context: Context) -> Iterator[Problem]:
    key = context.contract.custom.get("deduplicationKey")
    known = {part for dataset, prop, name in context.properties()
             for part in (prop.name, prop.column, name, name.removeprefix(f"{dataset.name}."))}  # fmt: skip
    pointer = (*custom_pointer(context.mapping, "deduplicationKey"), "value")
    for index, column in enumerate(key if isinstance(key, list) else ()):
        if isinstance(column, str) and column not in known:
            yield Problem((*pointer, index), f"there is no column {quoted(column)}",
                          help=suggest(column, sorted(known)))  # fmt: skip
