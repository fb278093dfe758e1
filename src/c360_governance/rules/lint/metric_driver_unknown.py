from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="metric-driver-unknown",
    kind="lint",
    severity="error",
    documents=("metric",),
    what="A metric names a driver that does not exist, or itself.",
    why="The chain from product to revenue breaks there: a change of the driver is not shown to hit the metric.",
    bad="""\
drivers: [revenu]
""",
    good="""\
drivers: [revenue]
""",
    help="write the names of metric specs in contracts/metrics/",
)


def check(context: Context) -> Iterator[Problem]:
    drivers = context.mapping.get("drivers")
    for index, name in enumerate(drivers if isinstance(drivers, list) else ()):
        if not isinstance(name, str):
            continue
        if name == context.metric.name:
            yield Problem(("drivers", index), "the metric cannot drive itself")
        elif context.world.complete and not context.world.metrics(name):
            near = suggest(name, context.world.metric_names)
            yield Problem(("drivers", index), f"there is no metric {quoted(name)}", help=near)
