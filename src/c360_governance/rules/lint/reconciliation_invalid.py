from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.validation import UNKNOWN_KEY, find_flaws

RULE = Rule(
    id="reconciliation-invalid",
    kind="lint",
    severity="error",
    documents=("reconciliation",),
    what="A file of reconciliations breaks its schema, or names a dataset that no contract declares.",
    why="What is not understood is not compared, and two sides that drift apart look as if they agreed.",
    bad="""\
dataset: accounts
reconciliations:
  - name: to_crm
    against: {warehouse: crm}
    compare: [rows]
""",
    good="""\
dataset: accounts
reconciliations:
  - name: to_crm
    against: {warehouse: crm, table: customers}
    compare: [rows, {distinct: {here: account_id, there: id}}]
""",
    help="see the schemas reconciliations-1 and quality-rule-1 for the keys",
)

_ABOUT = ("name", "severity", "description")


def check(context: Context) -> Iterator[Problem]:
    for violation in context.violations:
        if violation.keyword != UNKNOWN_KEY:
            yield Problem(violation.pointer, violation.message, key=violation.key, help=violation.help)
    dataset = context.mapping.get("dataset")
    if isinstance(dataset, str) and context.world.complete and not context.world.datasets(dataset):
        near = suggest(dataset, context.world.dataset_names)
        yield Problem(("dataset",), f"there is no dataset {quoted(dataset)}", help=near)
    entries = context.mapping.get("reconciliations")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict) or not {"against", "compare"} <= entry.keys():
            continue
        options = {key: value for key, value in entry.items() if key not in _ABOUT}
        for flaw in find_flaws({"kind": "reconciliation", **options}, "quality-rule-1"):
            yield Problem(("reconciliations", index, *flaw.pointer), flaw.message, key=flaw.key, help=flaw.help)
