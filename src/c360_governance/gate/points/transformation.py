"""Point 6: how derived data come about is said field by field, and every source that is named exists."""

from __future__ import annotations

from collections.abc import Mapping

from c360_governance.gate.change import sources_of
from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.contract import Contract, Dataset, Property

ID = 6
TITLE = "Transformation spec"
RULE = "gate-transformation"


def judge(context: Context) -> Judgement:
    """Changed datasets that are derived, unchanged ones that are derived from changed ones, and changed metrics.

    A dataset is derived when one of its fields names a source; then every field says its mapping.
    """
    found = Judgement(RULE)
    for contract, dataset in (*context.change.datasets, *context.change.derived):
        if any(sources_of(field.raw) or field.raw.get("transformLogic") for field in dataset.properties):
            _dataset(context, contract, dataset, found)
        else:
            found.not_applicable(f"{dataset.name} is a source: no field of it is derived")
    changed = {metric.name for metric in context.change.metrics if metric.new}
    for name in sorted(changed & context.definitions.keys()):
        definition = context.definitions[name]
        if definition.error is None:
            columns = ", ".join(f"{source}.{column}" if column else source for source, column in definition.reads)
            found.proves(f"{definition.metric.path}: {name} maps {columns or 'other metrics'}; joins and columns exist")
        else:
            place = definition.location or context.locate(definition.metric.path, ())
            found.lacks(name, place, definition.error, definition.help)
    return found


def _dataset(context: Context, contract: Contract, dataset: Dataset, found: Judgement) -> None:
    before = len(found.findings)
    sources: set[str] = set()
    for field in dataset.properties:
        location = context.locate(contract.path, field.pointer)
        subject = f"{dataset.name}.{field.name}"
        if not (field.raw.get("transformLogic") or field.raw.get("transformDescription")):
            found.lacks(subject, location, "the field says not how it is derived",
                        "add transformLogic (an SQL expression) or transformDescription")  # fmt: skip
        for problem in _problems(context, field, dataset):
            found.lacks(subject, location, problem, "name a dataset and a field that a contract has")
        sources.update(sources_of(field.raw))
    if len(found.findings) == before:
        found.proves(
            f"{context.locate(contract.path, dataset.pointer)}: {dataset.name}: {len(dataset.properties)} fields say "
            f"how they come from {', '.join(sorted(sources)) or 'themselves'}; every source and field exists"
        )


def _problems(context: Context, field: Property, dataset: Dataset) -> list[str]:
    known = context.repository.datasets
    sources = sources_of(field.raw)
    problems = [f"its source {name} has no contract" for name in sources if name not in known]
    logic = field.raw.get("transformLogic")
    if isinstance(logic, str):
        tables = {name: known[name][1] for name in (*sources, dataset.name) if name in known}
        problems += unknown_columns(logic, tables)
    return problems


def unknown_columns(logic: str, tables: Mapping[str, Dataset]) -> list[str]:
    """What an SQL expression reads that its tables do not have; a column that is not qualified is passed over."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(logic, dialect="duckdb")
    except SqlglotError:
        return ["transformLogic is no valid SQL expression"]
    by_table = {dataset.table.rpartition(".")[2]: dataset for dataset in tables.values()} | dict(tables)
    aliases = dict(by_table)
    for table in tree.find_all(exp.Table):
        if table.name in by_table:
            aliases[table.alias_or_name] = by_table[table.name]
    return sorted(
        {
            f"transformLogic reads {aliases[column.table].name}.{column.name}, which no contract has"
            for column in tree.find_all(exp.Column)
            if column.table in aliases and aliases[column.table].find(column.name) is None
        }
    )
