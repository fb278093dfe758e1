from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.validation import UNKNOWN_KEY

RULE = Rule(
    id="soda-schema",
    kind="lint",
    severity="error",
    documents=("checks",),
    what="A file in checks/ breaks Soda's JSON Schema of contracts.",
    why="Soda ignores what it does not understand: a check with a misspelt option passes whatever the data are.",
    bad="""\
columns:
  - name: account_id
    checks:
      - missing:
          threshold: 0
""",
    good="""\
columns:
  - name: account_id
    checks:
      - missing:
          threshold:
            must_be: 0
""",
    help="see Soda's contract language reference for the checks and their options",
)


def check(context: Context) -> Iterator[Problem]:
    for violation in context.violations:
        if violation.keyword != UNKNOWN_KEY:
            yield Problem(violation.pointer, violation.message, key=violation.key, help=violation.help)
