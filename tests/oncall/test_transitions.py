"""Which outcome does what to which incident, as a table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from c360_governance.lineage.log.log import Record
from c360_governance.model.errors import LogError
from c360_governance.model.location import Location
from c360_governance.model.outcome import Outcome, Result
from c360_governance.oncall.history import escalated, incidents, opened, resolved
from c360_governance.oncall.incident import Affected, Incident, Periods, UpstreamChange, incident_id
from c360_governance.oncall.records import KIND
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


def logged(*payloads: dict[str, Any]) -> list[Record]:
    return [Record(n, KIND, json.loads(json.dumps(payload)), "", "", NOW) for n, payload in enumerate(payloads, 1)]


def test_records_fold_back_into_the_incident_they_came_from() -> None:
    first = incident("cannot_judge")
    assert incidents(logged(opened(first))) == {first.id: first}
    worse = incident("failed")
    assert incidents(logged(opened(first), escalated(worse, NOW, "run-2")))[first.id].cause == "failed"
    folded = incidents(logged(opened(first), resolved(first, NOW, "run-3", "passed")))[first.id]
    assert (folded.open, folded.resolved_run, folded.resolution) == (False, "run-3", "passed")


def test_an_event_of_a_newer_version_is_passed_over() -> None:
    later = {"schema_version": 2, "event": "acknowledged", "incident": "INC-0000000a", "at": NOW.isoformat()}
    assert incidents(logged(opened(incident()), later))["INC-0000000a"] == incident()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema_version": 2}, "opened.schema_version: input should be 1"),
        ({"owner": ...}, "opened.owner: field required"),
        ({"note": "x"}, "opened.note: extra inputs are not permitted"),
        ({"as_of": "2026-01-31T00:00:00"}, "opened.as_of: input should have timezone info"),
        ({"tier": "1"}, "opened.tier: input should be a valid integer"),
        ({"metrics": [{"name": "mrr"}]}, "opened.metrics.0.owner: field required"),
        ({"periods": {"statement": "", "weeks": [], "exact": True, "until": ""}}, "opened.periods.until: unexpected"),
        ({"event": ...}, "the record: unable to extract tag"),
        ({"event": ["opened"]}, "the record: input tag"),
        ({"event": "resolved"}, "resolved.resolution: field required"),
    ],
)
def test_a_record_that_does_not_fit_is_an_error_with_its_sequence(change: dict[str, Any], said: str) -> None:
    payload = {name: value for name, value in {**opened(incident()), **change}.items() if value is not ...}
    with pytest.raises(LogError, match=rf"^record 2 of the log is no incident record .*: {re.escape(said)}"):
        incidents(logged(opened(incident()), payload))


def test_what_never_opened_cannot_be_resolved() -> None:
    with pytest.raises(LogError, match="record 1 of the log says resolved of INC-0000000a, which never opened"):
        incidents(logged(resolved(incident(), NOW, None, "passed")))


def test_a_file_name_that_is_no_utf_8_can_be_read_back() -> None:
    odd = replace(incident(), location="contracts/\udcff.yaml:1:1")
    assert incidents(logged(opened(odd)))[odd.id].location == "contracts/\\udcff.yaml:1:1"


def test_ids_are_stable_and_a_recurrence_has_another() -> None:
    assert incident_id(CHECK, "run-1", 0) == incident_id(CHECK, "run-1", 0)
    assert len({incident_id(CHECK, "run-1", 0), incident_id(CHECK, "run-1", 1), incident_id(CHECK, "run-2", 0)}) == 3
