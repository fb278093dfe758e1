from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="owner-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="The contract names no owning team.",
    why="When the data are late or wrong there is nobody to tell, and nobody who may approve a change.",
    bad="""\
team:
  members:
    - username: jo@example.com
""",
    good="""\
team:
  name: crm-operations
  members:
    - username: jo@example.com
      role: owner
""",
    help="write team.name, or give one member the role owner",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.owner is None:
        yield Problem(("team",), "no owner: neither team.name nor a member with the role owner")
