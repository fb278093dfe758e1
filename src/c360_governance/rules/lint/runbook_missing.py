from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.contract import custom_pointer
from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="runbook-missing",
    kind="lint",
    severity="error",
    documents=("contract",),
    what="The contract names a runbook that is not in runbooks/.",
    why="The incident links to it, and at two in the morning there is nothing behind the link.",
    bad="""\
customProperties:
  - {property: runbook, vendor: c360, value: acounts}
""",
    good="""\
customProperties:
  - {property: runbook, vendor: c360, value: accounts}
""",
    help="write runbooks/NAME.md, or name a runbook that exists",
)


def check(context: Context) -> Iterator[Problem]:
    name = context.contract.custom.get("runbook")
    if isinstance(name, str) and context.world.complete and name not in context.world.runbooks:
        yield Problem((*custom_pointer(context.mapping, "runbook"), "value"), f"there is no runbook {quoted(name)}",
                      help=suggest(name, context.world.runbooks))  # fmt: skip
