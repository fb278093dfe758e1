from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.errors import UsageError
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.config import parse_time
from c360_governance.sources.validation import UNKNOWN_KEY

RULE = Rule(
    id="config-schema",
    kind="lint",
    severity="error",
    documents=("config",),
    what="c360.yaml breaks its JSON Schema.",
    why="A policy that cannot be read is a policy that nobody applies, so every command stops at it.",
    bad="""\
policy:
  approvals: two
""",
    good="""\
policy:
  approvals: 2
""",
    help="see the schema config-1 for the keys and their values",
)


def check(context: Context) -> Iterator[Problem]:
    for violation in context.violations if context.value is not None else ():
        if violation.keyword != UNKNOWN_KEY:
            yield Problem(violation.pointer, violation.message, key=violation.key, help=violation.help)
    as_of = context.mapping.get("as_of")
    if isinstance(as_of, str):
        try:
            parse_time(as_of)
        except UsageError as error:
            yield Problem(("as_of",), f"as_of: {error.message}", help=error.help)
