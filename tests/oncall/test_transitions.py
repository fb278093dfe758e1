"""Which outcome does what to which incident, as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from c360_governance.model.location import Location
from c360_governance.model.outcome import Outcome, Result
from c360_governance.oncall.history import escalated, incidents, opened, resolved
from c360_governance.oncall.incident import Affected, Incident, Periods, UpstreamChange, incident_id
from c360_governance.oncall.transitions import transitions

NOW = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
CHECK = "accounts.email.missing"

Make = Callable[..., Outcome]


def outcome(result: Result = "failed", *, severity: str = "error", as_of: datetime = NOW) -> Outcome:
    return Outcome(
        CHECK, "accounts", "email", "missing", result, 2, "= 0", severity, "crm", "accounts", as_of, "2 missing",  # type: ignore[arg-type]  # the table's text
        Location("contracts/a.odcs.yaml", 3, 5),
    )  # fmt: skip


def incident(cause: str = "failed") -> Incident:
    return Incident(
        id="INC-0000000a", check=CHECK, dataset="accounts", column="email", kind="missing", cause=cause,  # type: ignore[arg-type]  # the table's text
        severity="error", tier=1, owner="crm", runbook="accounts", measured=2, threshold="= 0", message="2 missing",
        location="contracts/a.odcs.yaml:3:5", as_of=NOW, opened_at=NOW, opened_run="run-1",
        last_passed_at=NOW - timedelta(days=1), metrics=(Affected("mrr", "revenue"),), downstream=(),
        periods=Periods("week of 2026-01-26", ("2026-01-26",), exact=True),
        upstream=(UpstreamChange("a" * 40, NOW.isoformat(), "drop email"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "result", "severity", "expected"),
    [
        (None, "failed", "error", "opening"),
        (None, "error", "error", "opening"),
        (None, "passed", "error", "nothing"),
        (None, "warned", "error", "nothing"),
        (None, "failed", "warning", "nothing"),
        (None, "error", "warning", "nothing"),
        ("failed", "failed", "error", "staying"),
        ("failed", "error", "error", "staying"),
        ("failed", "warned", "warning", "staying"),
        ("failed", "passed", "error", "resolving"),
        ("failed", "passed", "warning", "resolving"),
        ("cannot_judge", "error", "error", "staying"),
        ("cannot_judge", "failed", "error", "escalating"),
        ("cannot_judge", "passed", "error", "resolving"),
    ],
)
def test_what_an_outcome_does(before: str | None, result: Result, severity: str, expected: str) -> None:
    known = [incident(before)] if before else []
    moves = transitions(known, [outcome(result, severity=severity)], declared={CHECK}, judged_until={})
    done = [name for name in ("opening", "escalating", "resolving", "staying") if getattr(moves, name)]
    assert done == ([] if expected == "nothing" else [expected])


def test_a_check_that_is_gone_resolves_its_incident_as_withdrawn() -> None:
    moves = transitions([incident()], [], declared={"other"}, judged_until={})
    assert moves.resolving == ((incident(), "withdrawn"),)


@pytest.mark.parametrize("result", ["failed", "passed"])
def test_a_look_into_the_past_changes_no_incident(result: Result) -> None:
    earlier = outcome(result, as_of=NOW - timedelta(days=7))
    known = [incident()] if result == "passed" else []
    moves = transitions(known, [earlier], declared={CHECK}, judged_until={CHECK: NOW})
    assert (moves.opening, moves.resolving) == ((), ())


def test_records_fold_back_into_the_incident_they_came_from() -> None:
    first = incident("cannot_judge")
    assert incidents([opened(first)]) == {first.id: first}
    worse = incident("failed")
    assert incidents([opened(first), escalated(worse, NOW, "run-2")])[first.id].cause == "failed"
    over = next(iter(incidents([opened(first)]).values()))
    closing = {**resolved(over), "at": NOW.isoformat(), "run": "run-3", "resolution": "passed"}
    folded = incidents([opened(first), closing])[first.id]
    assert (folded.open, folded.resolved_run, folded.resolution) == (False, "run-3", "passed")


def test_an_event_of_a_newer_version_is_passed_over() -> None:
    later = {"schema_version": 1, "event": "acknowledged", "incident": "INC-0000000a", "at": NOW.isoformat()}
    assert incidents([opened(incident()), later])["INC-0000000a"] == incident()


def test_ids_are_stable_and_a_recurrence_has_another() -> None:
    assert incident_id(CHECK, "run-1", 0) == incident_id(CHECK, "run-1", 0)
    assert len({incident_id(CHECK, "run-1", 0), incident_id(CHECK, "run-1", 1), incident_id(CHECK, "run-2", 0)}) == 3
