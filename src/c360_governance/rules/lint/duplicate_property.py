from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.contract import Property
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="duplicate-property",
    kind="lint",
    severity="error",
    documents=("contract",),
    what="A dataset or an object has two properties of the same name, or for the same column.",
    why="One of the two is not in force. Warehouses fold case, so names that differ in case only collide too.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: email
      - name: Email
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: email
      - name: billing_email
""",
    help="remove one of the two, or rename it",
)


def check(context: Context) -> Iterator[Problem]:
    for dataset in context.contract.datasets:
        yield from _duplicates(dataset.properties, dataset.name)
    for _, prop, name in context.properties():
        yield from _duplicates(prop.children, name)


def _duplicates(properties: tuple[Property, ...], owner: str) -> Iterator[Problem]:
    names: set[str] = set()
    columns: set[str] = set()
    for prop in properties:
        name, column = prop.name.casefold(), prop.column.casefold()
        if name in names:
            yield Problem((*prop.pointer, "name"), "an earlier property has this name", f"{owner}.{prop.name}")
        elif column in columns:
            yield Problem((*prop.pointer, "physicalName"), f"an earlier property is stored as {quoted(prop.column)}",
                          f"{owner}.{prop.name}")  # fmt: skip
        names.add(name)
        columns.add(column)
