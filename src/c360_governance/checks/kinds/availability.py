"""Freshness by a schedule: ODCS's ``timeOfAvailability``, a new row "by 08:00 Europe/Berlin".

At each deadline there must be a row from after the deadline before it. What is measured is by how many hours the
newest row falls short of that, and a time in the future is below nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c360_governance.checks.check import Check
from c360_governance.checks.periods import elements
from c360_governance.checks.schedule import parse
from c360_governance.checks.spec import Due
from c360_governance.checks.subject import Subject
from c360_governance.checks.threshold import Threshold
from c360_governance.checks.zone import is_zone, zone_of
from c360_governance.model.contract import Sla


def compile_(subject: Subject) -> Iterator[Check]:
    """One check for each column of the dataset that such a service level names."""
    for sla in subject.contract.sla:
        if sla.property.lower() in ("timeofavailability", "ta"):
            yield from _of_sla(subject, sla)


def _of_sla(subject: Subject, sla: Sla) -> Iterator[Check]:
    custom = subject.contract.custom.get("freshness")
    days = custom.get("days") if isinstance(custom, Mapping) else None
    for element in elements(subject.contract, subject.dataset, sla):
        prop = subject.dataset.find(element) if element else None
        zone = zone_of(prop, subject.contract)
        schedule = parse(sla.value, zone, days)
        problem, spec = None, None
        if schedule is None:
            problem = f"{sla.value!r} is no time of a day; write 08:00, 08:00 Europe/Berlin or 09:00-08:00"
        elif element is None:
            problem = "the service level names no element"
        elif prop is None:
            problem = f"there is no column {element!r} in the contract"
        elif not is_zone(zone):
            problem = f"there is no time zone {zone!r}"
        else:
            spec = Due(prop.column, zone, schedule)
        threshold = Threshold("<=", 0, None, f"h late {schedule}" if schedule else "h late")
        asked = Threshold("=", 0).soda(subject.severity("freshness", None))
        yield subject.check("freshness", "available", "metric", sla.pointer, prop=prop, threshold=threshold,
                            nested=False, asked=asked, spec=spec, problem=problem)  # fmt: skip
