from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.personal import holds_values
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="examples-missing",
    kind="lint",
    severity="info",
    documents=("contract",),
    what="A property that holds values gives no example and no list of its values.",
    why="An example settles in a second what a description leaves open: case, unit, format, time zone.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: account_name
        logicalType: string
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: account_name
        logicalType: string
        examples: [Acme Corp]
""",
    help="add one or two made-up examples; never copy personal data from production",
)


def check(context: Context) -> Iterator[Problem]:
    for _, prop, name in context.properties():
        plain = holds_values(prop) and prop.logical_type not in ("boolean", "object", "map", "vector")
        if plain and not prop.examples and not prop.enum:
            yield Problem((*prop.pointer, "examples"), "the property has no example", name)
