"""Volume: the library's rowCount, and the rows that a contract's cadence expects in each complete partition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.sql import AS_OF, identifier, literal
from c360_governance.checks.subject import Subject, metric, name
from c360_governance.checks.threshold import Threshold, is_number, of_rule
from c360_governance.checks.zone import has_zone, is_zone, zone_of
from c360_governance.model.contract import Property, custom_pointer

PERIODS = ("hour", "day", "week", "month")


def compile_(subject: Subject) -> Iterator[Check]:
    """Rules count the whole table; the cadence counts the last period that was over at the data's clock."""
    for prop, pointer, rule in subject.rules("rowCount"):
        problem = f"{metric(rule)} is a rule for a table" if prop else None
        yield subject.check("volume", name(rule, metric(rule)), "row_count", pointer, threshold=of_rule(rule),
                            rule=rule, problem=problem)  # fmt: skip
    cadence = subject.contract.custom.get("cadence")
    expected = cadence.get("expectedRows") if isinstance(cadence, Mapping) else None
    if isinstance(cadence, Mapping) and isinstance(expected, Mapping):
        yield _expected(subject, cadence, expected)


def _expected(subject: Subject, cadence: Mapping[str, Any], expected: Mapping[str, Any]) -> Check:
    per = str(expected.get("per", "snapshot"))
    threshold = _bounds(expected, "rows" if per == "snapshot" else f"rows a {per}")
    problem = None if threshold else "expectedRows needs a minimum or a maximum that are numbers"
    body: dict[str, Any] = {}
    if per in PERIODS:
        prop = _partition(subject, cadence)
        if prop is None:
            problem = f"rows a {per} need a partition: name its column in the cadence"
        elif not is_zone(zone := zone_of(prop, subject.contract)):
            problem = f"there is no time zone {zone!r}"
        else:
            body = {"filter": _last_period(prop, per, zone)}
    elif per != "snapshot":
        problem = f"{per!r} is no period; the periods are {', '.join(PERIODS)} and snapshot"
    pointer = (*custom_pointer(subject.contract.document, "cadence"), "value", "expectedRows")
    return subject.check("volume", "volume", "row_count", pointer, threshold=threshold, body=body, problem=problem)


def _last_period(prop: Property, per: str, zone: str) -> str:
    """The rows of the last complete period before the clock; periods begin where the contract's zone says."""
    ends = f"date_trunc({literal(per)}, timezone({literal(zone)}, {AS_OF}))"
    column = identifier(prop.column)
    if has_zone(prop):
        column = f"timezone({literal(zone)}, {column})"
    return f"{column} >= {ends} - INTERVAL 1 {per.upper()} AND {column} < {ends}"


def _bounds(expected: Mapping[str, Any], unit: str) -> Threshold | None:
    low, high = (expected.get(key) if is_number(expected.get(key)) else None for key in ("minimum", "maximum"))
    if low is not None and high is not None:
        return Threshold("between", low, high, unit) if low <= high else None
    if low is not None:
        return Threshold(">=", low, None, unit)
    return Threshold("<=", high, None, unit) if high is not None else None


def _partition(subject: Subject, cadence: Mapping[str, Any]) -> Property | None:
    named = cadence.get("partition")
    if isinstance(named, str):
        return subject.dataset.find(named)
    return next((prop for prop in subject.dataset.properties if prop.raw.get("partitioned") is True), None)
