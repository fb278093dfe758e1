"""Freshness by a schedule, whatever summer time does; and what of a table's shape matters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from checks_place import Place, contract
from hypothesis import given, settings
from hypothesis import strategies as st
from test_kinds import custom

from c360_governance.checks.plan import plan
from c360_governance.checks.schedule import parse
from c360_governance.checks.soda.contracts import plan_text


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "days", "as_of", "before", "last"),
    [
        ("08:00", None, "2026-01-31 12:00", "2026-01-30 08:00", "2026-01-31 08:00"),
        ("08:00", None, "2026-01-31 08:00", "2026-01-30 08:00", "2026-01-31 08:00"),
        ("08:00", None, "2026-01-31 07:59", "2026-01-29 08:00", "2026-01-30 08:00"),
        ("08:00 Europe/Berlin", None, "2026-01-31 06:59", "2026-01-29 07:00", "2026-01-30 07:00"),
        # In the night to 29 March 2026 the clock goes from 2 to 3, in that to 25 October from 3 to 2.
        ("08:00 Europe/Berlin", None, "2026-03-29 06:00", "2026-03-28 07:00", "2026-03-29 06:00"),
        ("02:30 Europe/Berlin", None, "2026-03-29 12:00", "2026-03-28 01:30", "2026-03-29 01:30"),
        ("02:30 Europe/Berlin", None, "2026-10-25 12:00", "2026-10-24 00:30", "2026-10-25 00:30"),
        ("08:00 Europe/Berlin", None, "2026-10-25 07:00", "2026-10-24 06:00", "2026-10-25 07:00"),
        ("09:00-08:00", None, "2026-01-31 17:00", "2026-01-30 17:00", "2026-01-31 17:00"),
        ("23:30 Pacific/Auckland", None, "2026-01-31 10:29", "2026-01-29 10:30", "2026-01-30 10:30"),
        ("06:00Z", ["monday", "Friday"], "2026-02-01 00:00", "2026-01-26 06:00", "2026-01-30 06:00"),
    ],
)  # fmt: skip
def test_deadlines(text: str, days: list[str] | None, as_of: str, before: str, last: str) -> None:
    schedule = parse(text, "Etc/UTC", days)
    assert schedule is not None
    assert schedule.last_two(at(as_of)) == (at(before), at(last))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("8:00", None), ("25:00", None), ("08:61", None), ("08:00 Mars/North", None), (8, None), ("", None),
        ("08:00", ["someday"]),
    ],
)  # fmt: skip
def test_what_is_no_time_of_a_day(text: object, days: object) -> None:
    assert parse(text, "Etc/UTC", days) is None


@settings(max_examples=60, deadline=None)
@given(
    as_of=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    clock=st.times(),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Etc/UTC"]),
)
def test_the_last_deadline_has_passed_and_lies_about_a_day_after_the_one_before(
    as_of: Any, clock: Any, zone: str
) -> None:
    schedule = parse(f"{clock:%H:%M} {zone}", "Etc/UTC")
    assert schedule is not None
    before, last = schedule.last_two(as_of)
    assert last <= as_of
    assert 22 <= (last - before).total_seconds() / 3600 <= 26
    assert (as_of - last).total_seconds() / 3600 <= 26


TS = {"name": "ts", "logicalType": "timestamp", "physicalType": "TIMESTAMP",
      "logicalTypeOptions": {"defaultTimezone": "Europe/Berlin"}}  # fmt: skip


def available(value: str) -> list[dict[str, Any]]:
    return [{"property": "timeOfAvailability", "value": value, "element": "t.ts"}]


@pytest.mark.parametrize(
    ("newest", "as_of", "outcome", "measured"),
    [
        ("2026-01-31 07:30:00", "2026-01-31 12:00", "passed", 0),
        ("2026-01-30 08:00:00", "2026-01-31 12:00", "passed", 0),
        ("2026-01-30 07:00:00", "2026-01-31 12:00", "failed", 1),
        ("2026-01-30 07:00:00", "2026-01-31 06:59", "passed", 0),  # today's deadline is not over
        ("2026-03-28 08:00:00", "2026-03-29 12:00", "passed", 0),
        ("2026-01-31 14:00:00", "2026-01-31 12:00", "failed", -1),  # 13:00 UTC lies ahead
        (None, "2026-01-31 12:00", "failed", None),
    ],
)
def test_a_table_is_there_by_its_time(
    place: Place, newest: str | None, as_of: str, outcome: str, measured: Any
) -> None:
    place.contract(contract(TS, slaProperties=available("08:00 Europe/Berlin")))
    place.sql("CREATE TABLE t (ts TIMESTAMP)", *([f"INSERT INTO t VALUES ('{newest}')"] if newest else []))
    found = place.outcomes(at(as_of), like_soda=False)["t.ts.available"]
    assert (found.kind, found.outcome, found.measured) == ("freshness", outcome, measured)
    assert found.threshold == "<= 0 h late by 08:00 Europe/Berlin"


def test_a_schedule_is_not_asked_of_soda_and_says_so(place: Place) -> None:
    freshness = custom("freshness", {"days": ["monday"]})
    place.contract(contract(TS, slaProperties=available("08:00"), customProperties=freshness))
    text = plan_text(plan(place.repository))
    assert "# not asked of Soda: t.ts.available: it judges by a schedule" in text
    place.contract(contract(TS, slaProperties=available("eight")))
    (problem,) = (check.problem for check in plan(place.repository) if check.kind == "freshness")
    assert problem == "'eight' is no time of a day; write 08:00, 08:00 Europe/Berlin or 09:00-08:00"


A = {"name": "a", "physicalType": "INTEGER", "required": True}
B = {"name": "b", "physicalType": "VARCHAR"}


@pytest.mark.parametrize(
    ("declared", "table", "drifts"),
    [
        ({}, "b VARCHAR, a INTEGER", []),
        ({}, "a INTEGER, b VARCHAR, c DATE", ["c is not in the contract"]),
        ({"unexpected": "allow"}, "a INTEGER, b VARCHAR, c DATE", []),
        ({"unexpected": "allow"}, "a INTEGER, c DATE", ["b is missing"]),
        ({"order": True}, "a INTEGER, b VARCHAR", []),
        ({"order": True}, "b VARCHAR, a INTEGER", ["b stands where a should", "a stands where b should"]),
        ({"order": True, "unexpected": "allow"}, "x INTEGER, a INTEGER, y INTEGER, b VARCHAR", []),
        ({"nullability": True}, "a INTEGER NOT NULL, b VARCHAR", []),
        ({"nullability": True}, "a INTEGER, b VARCHAR NOT NULL", ["a may be NULL"]),
        ({"nullability": False}, "a INTEGER, b VARCHAR", []),
        ({"order": True}, "A INTEGER, b VARCHAR", ["a is missing", "A is not in the contract"]),
    ],
)
def test_what_of_a_tables_shape_matters(place: Place, declared: dict[str, Any], table: str, drifts: list[str]) -> None:
    place.contract(contract(A, B, customProperties=custom("schemaDrift", declared) if declared else []))
    place.sql(f"CREATE TABLE t ({table})")
    found = place.outcomes(like_soda=False)["t.schema"]
    assert (found.message, found.measured) == ("; ".join(drifts), len(drifts))
    assert found.outcome == ("failed" if drifts else "passed")
