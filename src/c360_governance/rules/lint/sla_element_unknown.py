from __future__ import annotations

from collections.abc import Iterator

from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="sla-element-unknown",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A service level names a dataset or a column that the contract does not have.",
    why="The level is never measured: its check has nothing to look at.",
    bad="""\
slaProperties:
  - {property: freshness, value: 24, unit: h, element: accounts.signup}
  - {property: retention, value: 7, unit: "y"}
schema:
  - name: accounts
    properties:
      - name: signup_date
""",
    good="""\
slaProperties:
  - {property: freshness, value: 24, unit: h, element: accounts.signup_date}
  - {property: retention, value: 7, unit: "y"}
schema:
  - name: accounts
    properties:
      - name: signup_date
""",
    help="write DATASET, DATASET.COLUMN or COLUMN of this contract",
)


def check(context: Context) -> Iterator[Problem]:
    known = _names(context)
    for sla in context.contract.sla:
        for element in (sla.element or "").split(","):
            name = element.strip()
            if name and "/" not in name and name not in known:
                help_ = suggest(name, sorted(known))
                yield Problem((*sla.pointer, "element"), f"{sla.property} is measured on {quoted(name)}, "
                              "which the contract does not have", help=help_)  # fmt: skip


def _names(context: Context) -> set[str]:
    """Every way to write a dataset or a column: by logical and by physical names, with and without the dataset."""
    names: set[str] = set()
    for dataset, prop, name in context.properties():
        path = name.removeprefix(f"{dataset.name}.")
        physical = ".".join([*path.split(".")[:-1], prop.column])
        for column in (path, physical):
            names |= {column, f"{dataset.name}.{column}", f"{dataset.table}.{column}"}
    for dataset in context.contract.datasets:
        names |= {dataset.name, dataset.table}
    return names
