from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="yaml-invalid",
    kind="lint",
    severity="error",
    documents=("broken",),
    what="A file cannot be read as one YAML (or JSON) document in UTF-8.",
    why="Nothing can be said about the document. Duplicate keys count too: parsers disagree on which one holds.",
    bad="""\
name: accounts
name: customers
""",
    good="""\
name: accounts
""",
    help="mend the syntax at this place",
)


def check(context: Context) -> Iterator[Problem]:
    if context.error is not None:
        yield Problem((), context.error.message, subject=context.path, help=context.error.help,
                      location=context.error.location)  # fmt: skip
