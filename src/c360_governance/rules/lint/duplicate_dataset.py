from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="duplicate-dataset",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="Two contracts, or one contract twice, declare a dataset of the same name.",
    why="Checks, metrics and lineage know a dataset by its name: only the first declaration takes effect.",
    bad="""\
schema:
  - name: accounts
    properties: []
""",
    good="""\
schema:
  - name: accounts_history
    properties: []
""",
    help="rename one, or describe the dataset in one contract",
)


def check(context: Context) -> Iterator[Problem]:
    seen: set[str] = set()
    for dataset in context.contract.datasets:
        pointer = (*dataset.pointer, "name")
        if dataset.name in seen:
            yield Problem(pointer, "the contract declares this dataset twice", dataset.name)
        seen.add(dataset.name)
        pairs = context.world.datasets(dataset.name)
        others = {contract.path for contract, other in pairs if other.name == dataset.name} - {context.path}
        if others:
            yield Problem(pointer, f"also declared in {', '.join(sorted(others))}", dataset.name)
