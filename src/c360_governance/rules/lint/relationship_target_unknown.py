from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

from c360_governance.model.contract import Contract, Dataset
from c360_governance.model.location import Pointer
from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="relationship-target-unknown",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A relationship points at a dataset or a column that does not exist.",
    why="The reference cannot be checked, and whoever joins by it finds nothing.",
    bad="""\
schema:
  - name: orders
    properties:
      - name: account_id
        relationships:
          - to: accounts.acount_id
""",
    good="""\
schema:
  - name: orders
    properties:
      - name: account_id
        relationships:
          - to: accounts.account_id
""",
    help="write DATASET.COLUMN, or FILE#/schema/DATASET/properties/COLUMN, as the target's contract names them",
)


def check(context: Context) -> Iterator[Problem]:
    for dataset in context.contract.datasets:
        yield from _judge(context, dataset.raw, dataset.pointer, ("from", "to"), dataset.name)
    for _, prop, name in context.properties():
        yield from _judge(context, prop.raw, prop.pointer, ("to",), name)


def _judge(
    context: Context, raw: Mapping[str, Any], pointer: Pointer, sides: tuple[str, ...], subject: str
) -> Iterator[Problem]:
    entries = raw.get("relationships")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        for side in sides if isinstance(entry, dict) else ():
            value = entry.get(side)
            targets = enumerate(value) if isinstance(value, list) else [(None, value)]
            for position, target in targets:
                at = (*pointer, "relationships", index, side) + (() if position is None else (position,))
                if isinstance(target, str):
                    yield from _unknown(context, target, at, subject)


def _unknown(context: Context, target: str, pointer: Pointer, subject: str) -> Iterator[Problem]:
    """Both notations are followed: dataset.column, and FILE#/schema/DATASET/properties/COLUMN with ids or names."""
    file, _, fragment = target.rpartition("#")
    steps = fragment.strip("/").split("/")
    if "/" not in target:
        name, _, column = target.partition(".")
        candidates = [dataset for dataset in context.contract.datasets if name in (dataset.name, dataset.table)]
        candidates = candidates or [dataset for _, dataset in context.world.datasets(name)]
    elif steps[0] == "schema" and len(steps) >= 4 and "://" not in file:
        contract = _contract(context, file)
        if contract is None:
            if context.world.complete:
                yield Problem(pointer, f"there is no contract {quoted(file)} beside this one", subject)
            return
        name, column = steps[1], ".".join(steps[3::2])
        candidates = [dataset for dataset in contract.datasets if name in (dataset.raw.get("id"), dataset.name)]
    else:
        return
    if not candidates:
        if context.world.complete:
            near = suggest(name, context.world.dataset_names)
            yield Problem(pointer, f"there is no dataset {quoted(name)}", subject, help=near)
    elif not any(_has(dataset, column) for dataset in candidates):
        near = suggest(column, [prop.name for prop in candidates[0].properties])
        yield Problem(pointer, f"{name[:60]} has no column {quoted(column)}", subject, help=near)


def _has(dataset: Dataset, column: str) -> bool:
    """Whether the dataset has the column, or the nested property that a longer path leads to."""
    properties = dataset.properties
    for step in column.split("."):
        found = [prop for prop in properties if step in (prop.name, prop.column, prop.raw.get("id"))]
        if not found:
            return False
        properties = found[0].children
    return True


def _contract(context: Context, file: str) -> Contract | None:
    """The contract in a file beside this one (``../crm/accounts.odcs.yaml``), or this one."""
    if not file:
        return context.contract
    return context.world.contract_at(normpath(join(dirname(context.path), file)))
