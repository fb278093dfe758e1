"""A reconciliation from the options that a contract's rule or a file in checks/ declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from c360_governance.checks.place import usual_schema
from c360_governance.checks.reconcile.sides import Figure, Reconciliation, Side, Tolerance
from c360_governance.checks.subject import Subject
from c360_governance.model.contract import Dataset

_FUNCTIONS = ("sum", "min", "max", "avg", "count", "distinct")


class NotDeclared(Exception):
    """What the options name does not exist; says what."""


def read(subject: Subject, options: Mapping[str, Any]) -> Reconciliation:
    """Options that the schema has accepted. Raises `NotDeclared`."""
    against: Mapping[str, Any] = options["against"]
    warehouse = _warehouse(subject, against.get("warehouse"))
    other, schema, table = _table(subject, against, warehouse)
    pairs = [_pair(entry) for entry in options.get("by", ())]
    figures = [_figure(entry) for entry in options["compare"]]
    tolerance: Mapping[str, Any] = options.get("tolerance", {})
    return Reconciliation(
        Side(subject.table.schema, subject.table.name, _columns(subject.dataset, [left for left, _ in pairs]),
             _resolved(subject.dataset, [left for _, left, _ in figures]), options.get("where")),
        Side(schema, table, _columns(other, [right for _, right in pairs]),
             _resolved(other, [right for *_, right in figures]), against.get("where"), warehouse),
        tuple(name for name, *_ in figures),
        Tolerance(float(tolerance.get("absolute", 0)), float(tolerance.get("relative", 0))),
    )  # fmt: skip


def _warehouse(subject: Subject, named: object) -> str | None:
    known = subject.repository.config.warehouses
    if named is None or named == subject.table.source:
        return None
    if named not in known:
        raise NotDeclared(f"c360.yaml names no warehouse {named!r}")
    return str(named)


def _table(subject: Subject, against: Mapping[str, Any], warehouse: str | None) -> tuple[Dataset | None, str, str]:
    """The other side's contract, if it has one, and where its table lies."""
    named = against.get("dataset")
    found: Dataset | None = None
    path = str(against.get("table"))
    if named is not None:
        if named not in subject.repository.datasets:
            raise NotDeclared(f"no contract has a dataset {named!r}")
        found = subject.repository.datasets[named][1]
        path = found.table
    schema, _, table = path.rpartition(".")
    if not schema:
        known = subject.repository.config.warehouses
        schema = usual_schema(known[warehouse]) if warehouse else subject.table.schema
    return found, schema, table


def _pair(entry: object) -> tuple[str, str]:
    """The same thing on either side: one name, or ``{here, there}``."""
    if isinstance(entry, Mapping):
        return str(entry["here"]), str(entry["there"])
    return str(entry), str(entry)


def _figure(entry: Any) -> tuple[str, Figure, Figure]:
    """A figure's name, here and there."""
    if entry == "rows":
        return "rows", Figure("rows"), Figure("rows")
    if "here" in entry:
        there = entry.get("there", entry["here"])
        return str(entry["name"]), Figure("expression", str(entry["here"])), Figure("expression", str(there))
    function = next(name for name in _FUNCTIONS if name in entry)
    left, right = _pair(entry[function])
    return str(entry.get("name", f"{function} of {left}")), Figure(function, left), Figure(function, right)  # type: ignore[arg-type]  # one of the literals


def _columns(dataset: Dataset | None, names: Sequence[str]) -> tuple[str, ...]:
    """Physical names; where there is a contract, its own names are understood too."""
    return tuple(_column(dataset, name) for name in names)


def _resolved(dataset: Dataset | None, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(
        figure
        if figure.function in ("rows", "expression")
        else Figure(figure.function, _column(dataset, figure.argument))
        for figure in figures
    )


def _column(dataset: Dataset | None, name: str) -> str:
    if dataset is None:
        return name
    found = dataset.find(name)
    if found is None:
        raise NotDeclared(f"the contract of {dataset.name} has no column {name!r}")
    return found.column
