from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.personal import needs_purpose
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="access-roles-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="A contract with personal or confidential data names no access role.",
    why="Who may read the data is decided somewhere else, by somebody else, each time anew.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: email
        classification: personal
""",
    good="""\
roles:
  - role: crm_reader
    access: read
schema:
  - name: accounts
    properties:
      - name: email
        classification: personal
""",
    help="list the roles with their access under roles",
)


def check(context: Context) -> Iterator[Problem]:
    if not context.mapping.get("roles") and any(needs_purpose(prop) for _, prop, _ in context.properties()):
        yield Problem(("roles",), "no access role is named, and the data are personal or confidential")
