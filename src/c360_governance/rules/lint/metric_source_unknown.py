from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint._references import references
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="metric-source-unknown",
    kind="lint",
    severity="error",
    documents=("metric",),
    what="A metric reads a dataset that no contract declares.",
    why="Nobody promises that the data stay as they are, so the metric breaks without a warning.",
    bad="""\
type: simple
source: acounts
agg: count
""",
    good="""\
type: simple
source: accounts
agg: count
""",
    help="write the name of a dataset in contracts/, or write its contract first",
)


def check(context: Context) -> Iterator[Problem]:
    if not context.world.complete:
        return
    for kind, pointer, name in references(context.mapping):
        if kind == "dataset" and not context.world.datasets(name):
            near = suggest(name, context.world.dataset_names)
            yield Problem(pointer, f"there is no dataset {quoted(name)}", help=near)
