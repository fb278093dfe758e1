from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.personal import is_personal
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="residency-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="A contract with personal data does not say where they may be kept.",
    why="A copy in another region is a transfer to a third country, which needs a legal ground.",
    bad="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
schema:
  - name: accounts
    properties:
      - name: email
        classification: personal
""",
    good="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
  - {property: residency, vendor: c360, value: EU}
schema:
  - name: accounts
    properties:
      - name: email
        classification: personal
""",
    help="add the customProperty residency (vendor: c360), e.g. EU",
)


def check(context: Context) -> Iterator[Problem]:
    if not context.contract.custom.get("residency") and any(is_personal(prop) for _, prop, _ in context.properties()):
        yield Problem(("customProperties", "residency"), "nothing says where the personal data may be kept")
