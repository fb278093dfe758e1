"""Freshness: how old the newest row is by the data's clock, in the service level's unit.

Soda's own freshness check takes naive times for UTC, finds a time in the future fresh, and calls a statement that
failed a stale table. So the age is measured by an expression: in the contract's zone, and negative for the future,
which is below the range of fresh ages. A date counts from its first moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.periods import elements
from c360_governance.checks.spec import Newest
from c360_governance.checks.sql import AS_OF, identifier, literal
from c360_governance.checks.subject import Subject
from c360_governance.checks.threshold import Threshold, is_number
from c360_governance.checks.zone import UTC, has_zone, is_zone, zone_of
from c360_governance.model.contract import Property, Sla

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}
_UNITS = {
    "s": "s", "sec": "s", "second": "s", "seconds": "s",
    "m": "min", "min": "min", "minute": "min", "minutes": "min",
    "h": "h", "hr": "h", "hour": "h", "hours": "h",
    "d": "d", "day": "d", "days": "d",
    "w": "w", "week": "w", "weeks": "w",
}  # fmt: skip


def compile_(subject: Subject) -> Iterator[Check]:
    """One check for each column of the dataset that a freshness service level names."""
    for sla in subject.contract.sla:
        if sla.property.lower() in ("freshness", "fr"):
            yield from _of_sla(subject, sla)


def _of_sla(subject: Subject, sla: Sla) -> Iterator[Check]:
    unit, limit = unit_of(sla.unit or "d"), _limit(sla.value)
    threshold = Threshold("<=", limit or 0, None, unit or "")
    asked = Threshold("between", 0, limit or 0).soda(subject.severity("freshness", None))
    for element in elements(subject.contract, subject.dataset, sla):
        prop = subject.dataset.find(element) if element else None
        zone = zone_of(prop, subject.contract)
        problem, body, spec = None, {}, None
        if unit is None:
            problem = f"{sla.unit!r} is no unit of age; use min, h or d"
        elif limit is None or limit <= 0:
            problem = "the service level's value is no positive number"
        elif element is None:
            problem = "the service level names no element"
        elif prop is None:
            problem = f"there is no column {element!r} in the contract"
        elif not is_zone(zone):
            problem = f"there is no time zone {zone!r}"
        else:
            body = {"expression": age(prop.column, SECONDS[unit], zone, prop)}
            spec = Newest(prop.column, SECONDS[unit], zone)
        yield subject.check("freshness", "freshness", "metric", sla.pointer, prop=prop, threshold=threshold,
                            body=body, nested=False, asked=asked, spec=spec, problem=problem)  # fmt: skip


def unit_of(text: str) -> str | None:
    """The unit of age that a text names (``hours``), as we write it (``h``); None for no unit."""
    return _UNITS.get(text.strip().lower())


def age(column: str, seconds: int, zone: str, prop: Property | None, where: str | None = None) -> str:
    """The aggregate that measures the newest value's age in units of ``seconds``; NULL where there is no value."""
    newest = f"MAX({identifier(column)})" + (f" FILTER (WHERE {where})" if where else "")
    if zone not in ("UTC", UTC) and not has_zone(prop):
        newest = f"timezone({literal(zone)}, CAST({newest} AS TIMESTAMP))"
    return f"(epoch({AS_OF}) - epoch({newest})) / {seconds}.0"


def _limit(value: Any) -> float | int | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return value if is_number(value) else None
