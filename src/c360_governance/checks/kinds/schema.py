"""Schema: the table has the contract's columns with the contract's types, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.checks.check import Check, Column
from c360_governance.checks.subject import Subject
from c360_governance.checks.types import canonical


def compile_(subject: Subject) -> Iterator[Check]:
    """One check a dataset; the order of the columns does not matter. Without a physical type only the name counts."""
    columns, problem = [], None
    for prop in subject.dataset.properties:
        name = canonical(prop.physical_type, subject.dialect, subject.engine) if prop.physical_type else None
        if prop.physical_type and name is None:
            problem = f"{prop.name}: {prop.physical_type!r} is no physical type that is known"
        columns.append(Column(prop.column, name))
    if columns:
        yield subject.check("schema", "schema", "schema", (*subject.dataset.pointer, "properties"), columns=columns,
                            body={"allow_other_column_order": True}, problem=problem)  # fmt: skip
