from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.validation import UNKNOWN_KEY

RULE = Rule(
    id="unknown-key",
    kind="lint",
    severity="error",
    documents=("contract", "metric", "config", "checks", "reconciliation"),
    what="A document has a key that its standard does not know.",
    why="Nothing reads the key: what it says was meant to hold, and does not.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: email
        requird: true
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: email
        required: true
""",
    help="mend the spelling, or put what the standard has no field for into customProperties",
)


def check(context: Context) -> Iterator[Problem]:
    for violation in context.violations if context.value is not None else ():
        if violation.keyword == UNKNOWN_KEY:
            yield Problem(violation.pointer, violation.message, key=True, help=violation.help)
