from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.validation import UNKNOWN_KEY

RULE = Rule(
    id="metric-schema",
    kind="lint",
    severity="error",
    documents=("metric",),
    what="The metric spec breaks the published JSON Schema of metric specs.",
    why="A spec that is not as it must be cannot be computed, or is computed as something else than was meant.",
    bad="""\
type: simpel
""",
    good="""\
type: simple
""",
    help="see the schema metric-1 for the keys and their values",
)


def check(context: Context) -> Iterator[Problem]:
    for violation in context.violations:
        if violation.keyword != UNKNOWN_KEY:
            yield Problem(violation.pointer, violation.message, key=violation.key, help=violation.help)
