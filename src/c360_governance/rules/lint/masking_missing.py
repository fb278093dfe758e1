from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.personal import is_classified_personal
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="masking-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="A property with personal data does not say how it is masked.",
    why="Whoever copies the data on has to invent a masking, and each invents another.",
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
          - {property: masking, vendor: c360, value: sha256 with the platform's salt}
""",
    help="add the customProperty masking (vendor: c360) to the property; say none where it is not masked",
)


def check(context: Context) -> Iterator[Problem]:
    for _, prop, name in context.properties():
        if is_classified_personal(prop) and not prop.custom.get("masking") and not prop.raw.get("encryptedName"):
            yield Problem((*prop.pointer, "customProperties"), "the property does not say how it is masked", name)
