from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="checks-target-unknown",
    kind="lint",
    severity="error",
    documents=("checks",),
    what="A file in checks/ is about a dataset or a column that no contract declares.",
    why="Its checks belong to no owner, and after a rename they silently judge nothing.",
    bad="""\
dataset: local/main/acounts
""",
    good="""\
dataset: local/main/accounts
""",
    help="write the dataset as WAREHOUSE/SCHEMA/TABLE, with the table of a contract",
)


def check(context: Context) -> Iterator[Problem]:
    qualified = context.mapping.get("dataset")
    if not isinstance(qualified, str) or not context.world.complete:
        return
    table = qualified.rpartition("/")[2]
    pairs = context.world.datasets(table)
    if not pairs:
        near = suggest(table, context.world.dataset_names)
        yield Problem(("dataset",), f"there is no dataset {quoted(table)}", help=near)
        return
    columns = {name for _, dataset in pairs for prop in dataset.properties for name in (prop.column, prop.name)}
    entries = context.mapping.get("columns")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        name = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(name, str) and name not in columns:
            near = suggest(name, sorted(columns))
            yield Problem(("columns", index, "name"), f"{table[:60]} has no column {quoted(name)}", help=near)
