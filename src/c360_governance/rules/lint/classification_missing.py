from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.personal import holds_values
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="classification-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A property that holds values has no classification.",
    why="Masking, access and purpose limits are decided by it; an unclassified e-mail address is treated as harmless.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: tier
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: tier
        classification: internal
""",
    help="write classification: public, internal, confidential, personal, or what your organisation uses",
)


def check(context: Context) -> Iterator[Problem]:
    for _, prop, name in context.properties():
        if prop.classification is None and holds_values(prop):
            yield Problem((*prop.pointer, "classification"), "the property has no classification", name)
