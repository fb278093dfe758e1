from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.metaschemas import metaschema_flaws

RULE = Rule(
    id="json-schema-invalid",
    kind="lint",
    severity="error",
    documents=("schema",),
    what="An event contract is no valid JSON Schema of its draft.",
    why="Validators refuse it or, worse, ignore the keyword and accept every event.",
    bad="""\
type: object
properties:
  email: {type: strng}
""",
    good="""\
type: object
properties:
  email: {type: string}
""",
    help="see https://json-schema.org/understanding-json-schema for the keywords",
)


def check(context: Context) -> Iterator[Problem]:
    for flaw in metaschema_flaws(context.value):
        yield Problem(flaw.pointer, flaw.message, key=flaw.key, help=flaw.help)
