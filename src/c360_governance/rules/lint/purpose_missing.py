from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.personal import needs_purpose
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="purpose-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="Neither a personal or confidential property nor its contract names the purposes it may be used for.",
    why="Data that were collected for one purpose may not be used for another; what is not named cannot be enforced.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: email
        classification: personal
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: email
        classification: personal
        customProperties:
          - {property: purposes, vendor: c360, value: [customer_support]}
""",
    help="add the customProperty purposes (vendor: c360) to the property or to the contract",
)


def check(context: Context) -> Iterator[Problem]:
    if context.contract.custom.get("purposes"):
        return
    for _, prop, name in context.properties():
        if needs_purpose(prop) and not prop.custom.get("purposes"):
            yield Problem((*prop.pointer, "customProperties"), "the property names no purpose", name)
