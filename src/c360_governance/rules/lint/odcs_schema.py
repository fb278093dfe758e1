from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.validation import UNKNOWN_KEY

RULE = Rule(
    id="odcs-schema",
    kind="lint",
    severity="error",
    documents=("contract",),
    what="The contract breaks the official JSON Schema of the ODCS version that it names.",
    why="Tools that read the contract reject it, or silently ignore the part that they do not understand.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: email
        logicalType: text
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: email
        logicalType: string
""",
    help="see https://bitol-io.github.io/open-data-contract-standard for the fields and their values",
)


def check(context: Context) -> Iterator[Problem]:
    for violation in context.violations:
        if violation.keyword != UNKNOWN_KEY:
            yield Problem(violation.pointer, violation.message, key=violation.key, help=violation.help)
