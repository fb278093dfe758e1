"""Volume: the library's rowCount, and the rows that a contract's cadence expects in each complete partition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from c360_governance.checks.baseline.calendar import PERIODS
from c360_governance.checks.baseline.declared import read
from c360_governance.checks.check import Check
from c360_governance.checks.periods import last_period, partition
from c360_governance.checks.spec import Period
from c360_governance.checks.subject import Subject, metric, name
from c360_governance.checks.threshold import Threshold, of_bounds, of_rule
from c360_governance.checks.zone import is_zone, zone_of
from c360_governance.model.contract import custom_pointer


def compile_(subject: Subject) -> Iterator[Check]:
    """Rules count the whole table; the cadence counts the last period that was over at the data's clock.

    What the cadence holds to a baseline is a second check, so that the bounds that somebody declared stay.
    """
    for prop, pointer, rule in subject.rules("rowCount"):
        problem = f"{metric(rule)} is a rule for a table" if prop else None
        yield subject.check("volume", name(rule, metric(rule)), "row_count", pointer, threshold=of_rule(rule),
                            rule=rule, problem=problem)  # fmt: skip
    cadence = subject.contract.custom.get("cadence")
    expected = cadence.get("expectedRows") if isinstance(cadence, Mapping) else None
    if isinstance(cadence, Mapping) and isinstance(expected, Mapping):
        check = _expected(subject, cadence, expected)
        yield check
        learned = _learned(subject, cadence, expected, check)
        if learned is not None:
            yield learned


def _expected(subject: Subject, cadence: Mapping[str, Any], expected: Mapping[str, Any]) -> Check:
    per = str(expected.get("per", "snapshot"))
    unit = "rows" if per == "snapshot" else f"rows a {per}"
    threshold = of_bounds(expected.get("minimum"), expected.get("maximum"), unit)
    problem = None if threshold else "expectedRows needs a minimum or a maximum that are numbers"
    body: dict[str, Any] = {}
    spec = None
    if per in PERIODS:
        prop = partition(subject, cadence.get("partition"))
        if prop is None:
            problem = f"rows a {per} need a partition: name its column in the cadence"
        elif not is_zone(zone := zone_of(prop, subject.contract)):
            problem = f"there is no time zone {zone!r}"
        else:
            body = {"filter": last_period(prop, per, zone)}
            spec = Period(prop.column, per, zone)
    elif per != "snapshot":
        problem = f"{per!r} is no period; the periods are {', '.join(PERIODS)} and snapshot"
    pointer = (*custom_pointer(subject.contract.document, "cadence"), "value", "expectedRows")
    return subject.check("volume", "volume", "row_count", pointer, threshold=threshold, body=body,
                         spec=spec, problem=problem)  # fmt: skip


def _learned(subject: Subject, cadence: Mapping[str, Any], expected: Mapping[str, Any], counted: Check) -> Check | None:
    """The same rows, held to what the same kind of period had before."""
    period = expected.get("per")
    if period not in PERIODS or expected.get("baseline") in (None, False):
        return None
    zone = zone_of(partition(subject, cadence.get("partition")), subject.contract)
    baseline = read(expected["baseline"], period, zone, "count", unit="rows", empty_fails=True)
    problem = None if baseline else "the baseline is neither true nor a mapping of sides and floor"
    threshold = Threshold(">", 0, None, f"rows a {period}")
    pointer = (*custom_pointer(subject.contract.document, "cadence"), "value", "expectedRows", "baseline")
    return replace(
        counted,
        id=f"{subject.dataset.name}.volume_baseline",
        threshold=threshold,
        body={**counted.body, "threshold": threshold.soda(counted.severity)},
        location=subject.repository.document(subject.contract.path).locate(pointer),
        baseline=baseline,
        problem=counted.problem or problem,
    )
