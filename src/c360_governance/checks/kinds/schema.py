"""Schema: the table has the contract's columns with the contract's types, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check, Column
from c360_governance.checks.spec import Shape
from c360_governance.checks.subject import Subject
from c360_governance.checks.types import canonical


def compile_(subject: Subject) -> Iterator[Check]:
    """One check a dataset. Without a physical type only the name counts.

    The contract's ``schemaDrift`` says whether the columns' order matters, whether a required column must be declared
    NOT NULL by the engine too, and whether there may be columns that the contract does not have.
    """
    columns, problem = [], None
    declared = subject.contract.custom.get("schemaDrift")
    strict: Mapping[str, Any] = declared if isinstance(declared, Mapping) else {}
    for prop in subject.dataset.properties:
        name = canonical(prop.physical_type, subject.dialect, subject.engine) if prop.physical_type else None
        if prop.physical_type and name is None:
            problem = f"{prop.name}: {prop.physical_type!r} is no physical type that is known"
        never_null = prop.required or prop.primary_key_position is not None
        columns.append(Column(prop.column, name, nullable=not never_null if strict.get("nullability") else None))
    shape = Shape(order=strict.get("order") is True, more=strict.get("unexpected") == "allow")
    body = {"allow_other_column_order": not shape.order} | ({"allow_extra_columns": True} if shape.more else {})
    if columns:
        yield subject.check("schema", "schema", "schema", (*subject.dataset.pointer, "properties"), columns=columns,
                            body=body, spec=shape, problem=problem)  # fmt: skip
