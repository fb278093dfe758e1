"""Which rows belong to a period: the column that says it, and the last period that was over at the data's clock."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.checks.sql import AS_OF, identifier, literal
from c360_governance.checks.subject import Subject
from c360_governance.checks.zone import has_zone
from c360_governance.model.contract import Contract, Dataset, Property, Sla


def partition(subject: Subject, named: object = None) -> Property | None:
    """The column of times that is named, else the contract's partition."""
    if isinstance(named, str):
        return subject.dataset.find(named)
    return next((prop for prop in subject.dataset.properties if prop.raw.get("partitioned") is True), None)


def time_column(contract: Contract, dataset: Dataset) -> Property | None:
    """The column that says which period a row belongs to: the cadence's, the partition's, or the freshness SLA's."""
    cadence = contract.custom.get("cadence")
    named = [cadence.get("partition")] if isinstance(cadence, dict) else []
    named += [prop.name for prop in dataset.properties if prop.raw.get("partitioned") is True]
    for sla in contract.sla:
        if sla.property.lower() in ("freshness", "fr"):
            named += elements(contract, dataset, sla)
    candidates = (dataset.find(name) for name in named if isinstance(name, str))
    return next((prop for prop in candidates if prop is not None), None)


def elements(contract: Contract, dataset: Dataset, sla: Sla) -> Iterator[str | None]:
    """The columns of a dataset that a service level names, not another dataset's; None where it names none at all."""
    default = contract.document.get("slaDefaultElement")
    text = sla.element or (default if isinstance(default, str) else None)
    if text is None:
        yield None
        return
    for element in (part.strip() for part in text.split(",")):
        owner, _, column = element.rpartition(".")
        if owner in ("", dataset.name, dataset.table):
            yield column


def last_period(prop: Property, per: str, zone: str) -> str:
    """The rows of the last complete period before the clock; periods begin where the contract's zone says."""
    ends = f"date_trunc({literal(per)}, timezone({literal(zone)}, {AS_OF}))"
    column = identifier(prop.column)
    if has_zone(prop):
        column = f"timezone({literal(zone)}, {column})"
    return f"{column} >= {ends} - INTERVAL 1 {per.upper()} AND {column} < {ends}"
