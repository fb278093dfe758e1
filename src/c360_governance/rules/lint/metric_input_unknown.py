from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint._references import references
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="metric-input-unknown",
    kind="lint",
    severity="error",
    documents=("metric",),
    what="A metric computes with a metric that does not exist.",
    why="It has no value, and a report that shows it shows nothing.",
    bad="""\
type: ratio
numerator: revenu
denominator: revenue
""",
    good="""\
type: ratio
numerator: revenue
denominator: revenue
""",
    help="write the name of a metric spec in contracts/metrics/",
)


def check(context: Context) -> Iterator[Problem]:
    if not context.world.complete:
        return
    for kind, pointer, name in references(context.mapping):
        if kind == "metric" and not context.world.metrics(name):
            near = suggest(name, context.world.metric_names)
            yield Problem(pointer, f"there is no metric {quoted(name)}", help=near)
