from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="duplicate-id",
    kind="lint",
    severity="error",
    documents=("contract", "metric"),
    what="Two contracts share an id and a version, or two metric specs a name.",
    why="Which of the two holds depends on the order of files; history and waivers of one fall on the other.",
    bad="""\
id: crm-accounts
version: 1.0.0
""",
    good="""\
id: crm-customers
version: 1.0.0
""",
    help="give each document an id of its own, or each version of a contract its own version",
)


def check(context: Context) -> Iterator[Problem]:
    if context.kind == "metric":
        name = context.metric.name
        paths = [metric.path for metric in context.world.metrics(name)]
        pointer, what = ("name",), f"the name {quoted(name)}"
    else:
        contract = context.contract
        if contract.id is None:
            return
        paths = [other.path for other in context.world.contracts(contract.id) if other.version == contract.version]
        pointer, what = ("id",), f"the id {quoted(contract.id)}"
    others = [path for path in paths if path != context.path]
    if others:
        yield Problem(pointer, f"{what} is also that of {', '.join(others)}")
