"""Which rows belong to a period: the column that says it, and the last period that was over at the data's clock."""

from __future__ import annotations

from c360_governance.checks.sql import AS_OF, identifier, literal
from c360_governance.checks.subject import Subject
from c360_governance.checks.zone import has_zone
from c360_governance.model.contract import Property


def partition(subject: Subject, named: object = None) -> Property | None:
    """The column of times that is named, else the contract's partition."""
    if isinstance(named, str):
        return subject.dataset.find(named)
    return next((prop for prop in subject.dataset.properties if prop.raw.get("partitioned") is True), None)


def last_period(prop: Property, per: str, zone: str) -> str:
    """The rows of the last complete period before the clock; periods begin where the contract's zone says."""
    ends = f"date_trunc({literal(per)}, timezone({literal(zone)}, {AS_OF}))"
    column = identifier(prop.column)
    if has_zone(prop):
        column = f"timezone({literal(zone)}, {column})"
    return f"{column} >= {ends} - INTERVAL 1 {per.upper()} AND {column} < {ends}"
