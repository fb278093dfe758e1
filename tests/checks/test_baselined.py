"""Checks whose threshold is learned: judged by what the log has of them, through the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from checks_place import Place, contract

from c360_governance.checks.plan import plan
from c360_governance.lineage.events.job import Job
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.record import record_run
from c360_governance.model.outcome import Outcome

AS_OF = datetime(2026, 3, 3, 6, tzinfo=UTC)
"""A Tuesday morning: the period that is judged is Monday, 2 March."""


def events(place: Place, *, rows: int, config: str = "", **expected: Any) -> Place:
    """A table of events, with ``rows`` on 2 March."""
    cadence = {"ingestion": "daily", "partition": "ts",
               "expectedRows": {"per": "day", "minimum": 0, "baseline": True, **expected}}  # fmt: skip
    properties = [{"name": "id", "physicalType": "BIGINT"}, {"name": "ts", "physicalType": "TIMESTAMP"}]
    custom = [{"property": "cadence", "vendor": "c360", "value": cadence}]
    place.write("c360.yaml", f"version: 1\nwarehouses:\n  local: {{type: duckdb, path: warehouse.duckdb}}\n{config}")
    place.contract(contract(*properties, table="events", customProperties=custom))
    return place.sql(
        "CREATE TABLE events (id BIGINT, ts TIMESTAMP)",
        f"INSERT INTO events SELECT range, TIMESTAMP '2026-03-02 08:00:00' FROM range({rows})",
    )


def remember(place: Place, check: str, values: dict[datetime, float], namespace: str = "duckdb://local") -> None:
    """Record runs that measured these values of a check, by the data's clock."""
    (planned,) = [one for one in plan(place.repository) if one.id == check]
    with Log.open("sqlite:///.c360/log.db", place.root) as log:
        for as_of, value in values.items():
            with record_run(log, Job("check", as_of, data_namespace=namespace)) as run:
                run.add(outcomes=[Outcome(check, planned.dataset, planned.column, planned.kind, "passed", value, "> 0",
                                          "error", None, None, as_of, "", planned.location)])  # fmt: skip


def days(count: int, value: Callable[[datetime], float]) -> dict[datetime, float]:
    """A value for each of the days before, as it was measured the morning after."""
    mornings = [AS_OF - timedelta(days=back) for back in range(count, 0, -1)]
    return {morning: value(morning - timedelta(days=1)) for morning in mornings}


def weekly(day: datetime) -> float:
    return 300 + day.day % 5 if day.weekday() > 4 else 1000 + day.day % 7


def judged(c360: Callable[..., Any], place: Place, check: str = "events.volume_baseline") -> dict[str, Any]:
    done = c360("-C", place.root, "check", "--no-record", "--as-of", AS_OF.isoformat(), "--format", "json")
    (found,) = [one for one in json.loads(done.stdout)["outcomes"] if one["check"] == check]
    return found


@pytest.mark.parametrize(
    ("rows", "history", "outcome", "words"),
    [
        (1000, 42, "passed", "from 6 Mondays"),
        (412, 42, "failed", "412 rows; expected "),
        (300, 42, "failed", "from 6 Mondays"),
        (2000, 42, "failed", "from 6 Mondays"),
        (412, 10, "warned", "from 1 Monday, which is too few to fail by: it takes 3"),
        (412, 0, "passed", "there is no earlier value to compare with"),
        (0, 42, "failed", "a period without any is always an error"),
        (0, 0, "failed", "a period without any is always an error"),
    ],
)
def test_rows_are_held_to_those_of_such_days(
    c360: Callable[..., Any], place: Place, rows: int, history: int, outcome: str, words: str
) -> None:
    events(place, rows=rows)
    if history:
        remember(place, "events.volume_baseline", days(history, weekly))
    found = judged(c360, place)
    assert (found["outcome"], found["measured"]) == (outcome, rows)
    assert words in found["message"]


def test_a_second_run_of_the_same_morning_is_no_history(c360: Callable[..., Any], place: Place) -> None:
    events(place, rows=412)
    before = days(42, weekly)
    same_period = {AS_OF - timedelta(hours=2): 412, AS_OF - timedelta(hours=1): 412}
    remember(place, "events.volume_baseline", {**before, **same_period})
    assert judged(c360, place)["outcome"] == "failed"


def test_what_another_warehouse_had_is_no_history(c360: Callable[..., Any], place: Place) -> None:
    events(place, rows=412)
    remember(place, "events.volume_baseline", days(42, weekly), namespace="duckdb://other")
    assert "no earlier value" in judged(c360, place)["message"]


@pytest.mark.parametrize(
    ("config", "outcome"),
    [("", "failed"), ("calendar: {holidays: ['2026-02-02', '2026-02-09', '2026-03-02']}\n", "passed")],
)
def test_holidays_are_declared(c360: Callable[..., Any], place: Place, config: str, outcome: str) -> None:
    events(place, rows=200, config=config)
    holidays = {datetime(2026, 2, day, tzinfo=UTC).date() for day in (2, 9)}
    remember(place, "events.volume_baseline",
             days(42, lambda day: 200 if day.date() in holidays else weekly(day)))  # fmt: skip
    found = judged(c360, place)
    assert found["outcome"] == outcome
    assert outcome == "failed" or "from 2 holidays" in found["threshold"]


@pytest.mark.parametrize(
    ("options", "rows", "outcome"),
    [
        ({"sides": "below"}, 2000, "passed"),
        ({"sides": "above"}, 412, "passed"),
        ({"floor": 0.7}, 412, "passed"),
        ({"floor": 0.7}, 100, "failed"),
    ],
)
def test_options_of_a_baseline(
    c360: Callable[..., Any], place: Place, options: dict[str, Any], rows: int, outcome: str
) -> None:
    events(place, rows=rows, baseline=options)
    remember(place, "events.volume_baseline", days(42, weekly))
    assert judged(c360, place)["outcome"] == outcome


def test_a_policy_may_let_baselines_warn_only(c360: Callable[..., Any], place: Place) -> None:
    events(place, rows=412, config="policy: {severity: {check-volume: warning}}\n")
    remember(place, "events.volume_baseline", days(42, weekly))
    assert judged(c360, place)["outcome"] == "warned"


def test_a_share_is_held_to_what_it_was(c360: Callable[..., Any], place: Place) -> None:
    events(place, rows=10)
    implementation = {"kind": "distribution", "measure": "missing", "baseline": {"sides": "above"}}
    rule = {"name": "missing_share", "type": "custom", "engine": "c360", "implementation": implementation}
    place.contract(contract({"name": "id", "physicalType": "BIGINT", "quality": [rule]},
                            {"name": "ts", "physicalType": "TIMESTAMP"}, table="events"))  # fmt: skip
    place.sql("UPDATE events SET id = NULL WHERE id < 4")
    remember(place, "events.id.missing_share", days(42, lambda day: 0.01 * (day.day % 3)))
    found = judged(c360, place, "events.id.missing_share")
    assert (found["outcome"], found["measured"]) == ("failed", 0.4)
    assert "from 6 Tuesdays" in found["message"]


def test_a_recorded_run_becomes_history(c360: Callable[..., Any], place: Place) -> None:
    events(place, rows=412)
    remember(place, "events.volume_baseline", days(42, weekly))
    done = c360("-C", place.root, "check", "--as-of", AS_OF.isoformat(), "--format", "json")
    assert len(json.loads(done.stdout)["incidents"]["opened"]) == 1
    with Log.open("sqlite:///.c360/log.db", place.root) as log:
        *_, last = log.records("openlineage")
    (checks,) = [one["inputFacets"]["c360_check"]["checks"] for one in last.payload["inputs"]]
    (recorded,) = [one for one in checks if one["check"] == "events.volume_baseline"]
    assert (recorded["outcome"], recorded["measured"]) == ("failed", 412)
    assert recorded["threshold"].endswith("from 6 Mondays")
