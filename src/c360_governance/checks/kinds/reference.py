"""References: every value of a foreign key exists where it points. A key with a NULL in it points nowhere."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.spec import Orphans
from c360_governance.checks.sql import identifier, qualified
from c360_governance.checks.subject import Subject, is_table
from c360_governance.model.contract import Contract, Dataset, Property
from c360_governance.model.location import Pointer


def compile_(subject: Subject) -> Iterator[Check]:
    """One check a relationship, of one column or of several."""
    dataset = subject.dataset
    for prop in dataset.properties:
        for index, relationship in enumerate(prop.relationships):
            pointer = (*prop.pointer, "relationships", index)
            suffix = "reference" if index == 0 else f"reference_{index + 1}"
            yield _check(subject, prop, suffix, pointer, [prop], _list(relationship.get("to")))
    for index, relationship in enumerate(dataset.relationships):
        columns = [
            dataset.find(entry.rpartition(".")[2].rpartition("/")[2]) for entry in _list(relationship.get("from"))
        ]
        pointer = (*dataset.pointer, "relationships", index)
        suffix = "reference" if index == 0 else f"reference_{index + 1}"
        yield _check(subject, None, suffix, pointer, columns, _list(relationship.get("to")))


def _check(
    subject: Subject,
    prop: Property | None,
    suffix: str,
    pointer: Pointer,
    columns: Sequence[Property | None],
    targets: Sequence[str],
) -> Check:
    found = [_resolve(subject, target) for target in targets]
    problem, body, spec = None, {}, None
    if not targets or len(columns) != len(targets) or None in columns:
        problem = "the relationship's `from` and `to` do not match columns of the contract one to one"
    elif None in found:
        problem = f"the relationship points to {targets[found.index(None)]!r}, which no contract has"
    else:
        mine, theirs = [column for column in columns if column], [target for target in found if target]
        body = _body(subject, mine, theirs)
        home = subject.home(theirs[0][0])
        there = subject.beside(theirs[0][1]) if home is None else subject.abroad(home, theirs[0][1])
        spec = Orphans(
            tuple(column.column for column in mine), there.schema, there.name,
            tuple(column.column for _, _, column in theirs), home,
        )  # fmt: skip
        problem = None if body else "the relationship's targets lie in several tables, or in none that can be read"
    type_ = "invalid" if "valid_reference_data" in body else "failed_rows"
    return subject.check("reference", suffix, type_, pointer, prop=prop, body=body, spec=spec, problem=problem)


def _body(
    subject: Subject, columns: Sequence[Property], targets: Sequence[tuple[Contract, Dataset, Property]]
) -> dict[str, Any]:
    contract, dataset, target = targets[0]
    if any(other.name != dataset.name for _, other, _ in targets) or not is_table(contract, dataset):
        return {}
    table = subject.beside(dataset)
    if len(columns) == 1:
        return {"valid_reference_data": {"dataset": table.path, "column": target.column}}
    mine = [f"a.{identifier(column.column)}" for column in columns]
    theirs = [f"b.{identifier(column.column)}" for _, _, column in targets]
    present = " AND ".join(f"{column} IS NOT NULL" for column in mine)
    equal = " AND ".join(f"{left} = {right}" for left, right in zip(mine, theirs, strict=True))
    here, there = (qualified(place.schema, place.name) for place in (subject.table, table))
    # Every name in it is quoted; no value is.
    orphans = f"SELECT 1 AS orphan FROM {here} AS a WHERE {present} AND NOT EXISTS "  # noqa: S608
    return {"query": f"{orphans}(SELECT 1 FROM {there} AS b WHERE {equal})"}  # noqa: S608


def _resolve(subject: Subject, target: str) -> tuple[Contract, Dataset, Property] | None:
    """Where a reference leads: ``table.column``, or ``file#/schema/NAME/properties/NAME`` (by name or stable id)."""
    path, mark, fragment = target.rpartition("#")
    if mark or "/" in target:
        steps = [step for step in fragment.split("/") if step]
        if len(steps) != 4 or steps[0] != "schema" or steps[2] != "properties":
            return None
        folder = posixpath.dirname(subject.contract.path)
        contract = subject.repository.contracts.get(posixpath.normpath(posixpath.join(folder, path))) if path else (
            subject.contract
        )  # fmt: skip
        return _find(contract, steps[1], steps[3]) if contract else None
    name, _, column = target.rpartition(".")
    here = _find(subject.contract, name or subject.dataset.name, column)
    if here or name not in subject.repository.datasets:
        return here
    return _find(subject.repository.datasets[name][0], name, column)


def _find(contract: Contract, table: str, column: str) -> tuple[Contract, Dataset, Property] | None:
    for dataset in contract.datasets:
        if table in (dataset.name, dataset.table, dataset.raw.get("id")):
            for prop in dataset.properties:
                if column in (prop.name, prop.column, prop.raw.get("id")):
                    return contract, dataset, prop
    return None


def _list(value: object) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, str)]
