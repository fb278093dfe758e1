from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="description-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A contract, a dataset or a property has no description.",
    why="Who did not build the table has to guess what a column means, and two people guess differently.",
    bad="""\
schema:
  - name: accounts
    description: The companies that have signed up.
    properties:
      - name: tier
""",
    good="""\
schema:
  - name: accounts
    description: The companies that have signed up.
    properties:
      - name: tier
        description: The plan that the account is on today.
""",
    help="say in one sentence what it holds, in words that a newcomer understands",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.purpose is None:
        yield Problem(("description", "purpose"), "the contract does not say what its data are for")
    for dataset in context.contract.datasets:
        if dataset.description is None:
            yield Problem((*dataset.pointer, "description"), "the dataset has no description", dataset.name)
    for _, prop, name in context.properties():
        if prop.description is None and prop.name != "[]":
            yield Problem((*prop.pointer, "description"), "the property has no description", name)
