from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="file-unrecognised",
    kind="lint",
    severity="warning",
    documents=("unrecognised",),
    what="A YAML or JSON file in contracts/ has a name that no command reads.",
    why="Its author believes it to be in force, but it is neither linted nor diffed nor checked.",
    bad="""\
contracts/crm/leads.yaml
""",
    good="""\
contracts/crm/leads.odcs.yaml
""",
    help="name it *.odcs.yaml (contract), *.metric.yaml (metric) or *.schema.json (event schema), or move it away",
)


def check(context: Context) -> Iterator[Problem]:
    yield Problem((), "no command reads a file of this name", subject=context.path)
