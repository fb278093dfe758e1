"""What a run of checks means for the incidents that are open. Pure: who reads and writes them is not decided here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from c360_governance.model.outcome import Outcome
from c360_governance.oncall.incident import Incident, Resolution


@dataclass(frozen=True, slots=True)
class Transitions:
    """``opening`` are outcomes that need an incident; ``escalating`` pairs an incident that could not be judged
    with the failure that it turned out to be; ``resolving`` says why each is over; ``staying`` changes nothing.
    """

    opening: tuple[Outcome, ...]
    escalating: tuple[tuple[Incident, Outcome], ...]
    resolving: tuple[tuple[Incident, Resolution], ...]
    staying: tuple[Incident, ...]


def transitions(
    open_incidents: Iterable[Incident],
    outcomes: Iterable[Outcome],
    *,
    declared: Collection[str],
    judged_until: Mapping[str, datetime],
) -> Transitions:
    """What opens, escalates, is resolved or stays after a run.

    ``declared`` are the ids of all checks that the repository asks for now: an incident of a check that is gone
    is resolved as withdrawn. ``judged_until`` is the data clock up to which each check was judged before; a run
    that looks further back (``--as-of`` in the past) is history and changes no incident.
    """
    current = {incident.check: incident for incident in open_incidents}
    opening: list[Outcome] = []
    escalating: list[tuple[Incident, Outcome]] = []
    resolving: list[tuple[Incident, Resolution]] = []
    for outcome in outcomes:
        until = judged_until.get(outcome.check)
        if until is not None and outcome.as_of < until:
            continue
        incident = current.get(outcome.check)
        if incident is None:
            if outcome.severity == "error" and outcome.outcome in ("failed", "error"):
                opening.append(outcome)
        elif outcome.outcome == "passed":
            resolving.append((incident, "passed"))
        elif outcome.outcome == "failed" and incident.cause == "cannot_judge":
            escalating.append((incident, outcome))
    resolving += [(incident, "withdrawn") for check, incident in current.items() if check not in declared]
    changed = {incident.id for incident, _ in (*escalating, *resolving)}
    return Transitions(
        tuple(opening),
        tuple(escalating),
        tuple(resolving),
        tuple(incident for incident in current.values() if incident.id not in changed),
    )
