from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.personal import is_classified_personal
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="data-category-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A property with personal data does not say which category of personal data it holds.",
    why="The record of processing (GDPR Art. 30) lists categories, and a destination's contract forbids by category.",
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
          - {property: dataCategories, vendor: c360, value: [contact]}
""",
    help="add the customProperty dataCategories (vendor: c360), e.g. [contact], to the property",
)


def check(context: Context) -> Iterator[Problem]:
    for _, prop, name in context.properties():
        if is_classified_personal(prop) and not prop.custom.get("dataCategories"):
            yield Problem((*prop.pointer, "customProperties"), "the property names no category of personal data", name)
