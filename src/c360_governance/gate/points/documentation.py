"""Point 13: what changed is described, has its place in the catalog, and sample queries that run."""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.contract import Contract, Dataset

ID = 13
TITLE = "Documentation"
RULE = "gate-documentation"


def judge(context: Context) -> Judgement:
    found = Judgement(RULE)
    for contract, dataset in context.change.datasets:
        _described(context, contract, dataset, found)
        _queries(context, contract, dataset, found)
    for metric in context.change.metrics:
        if metric.new is None:
            continue
        location = context.locate(metric.path, ("description",))
        if metric.new.description:
            found.proves(f"{location}: {metric.name} is described")
        else:
            found.lacks(metric.name, location, "the metric is not described", "add `description:`")
    return found


def _described(context: Context, contract: Contract, dataset: Dataset, found: Judgement) -> None:
    location = context.locate(contract.path, dataset.pointer)
    before = len(found.findings)
    if not contract.purpose:
        found.lacks(dataset.name, context.locate(contract.path, ("description",)), "the contract says no purpose",
                    "add `description.purpose`")  # fmt: skip
    if not dataset.description:
        found.lacks(dataset.name, location, "the dataset is not described", "add `description:`")
    if not contract.document.get("authoritativeDefinitions"):
        found.lacks(dataset.name, context.locate(contract.path, ()), "the contract names no catalog entry",
                    "add `authoritativeDefinitions:` with its url")  # fmt: skip
    fields = [field for prop in dataset.properties for field in prop.walk() if field.name != "[]"]
    for field in fields:
        if not field.description:
            found.lacks(f"{dataset.name}.{field.name}", context.locate(contract.path, field.pointer),
                        "the field is not described", "add `description:`")  # fmt: skip
    if len(found.findings) == before:
        found.proves(f"{location}: {dataset.name} and its {len(fields)} fields are described; catalog entry named")


def _queries(context: Context, contract: Contract, dataset: Dataset, found: Judgement) -> None:
    location = context.locate_custom(contract.path, "sampleQueries")
    queries = context.warehouse.samples.get(contract.path, ())
    if not queries:
        found.lacks(dataset.name, location, "there are no sample queries", "add the customProperty `sampleQueries`")
    for query in queries:
        if query.error is not None:
            found.lacks(dataset.name, location, f"sample query {query.name!r} does not run: {query.error}",
                        "mend the query: a newcomer starts from it")  # fmt: skip
        elif query.rows is not None:
            found.proves(f"{location}: sample query {query.name!r} runs: {query.rows} rows")
        else:
            found.proves(f"{location}: sample query {query.name!r} is valid SQL; {_not_run(context)}")


def _not_run(context: Context) -> str:
    return (
        f"it was not run: {context.warehouse.error}"
        if context.warehouse.error
        else "it reads no table, so it was not run"
    )
