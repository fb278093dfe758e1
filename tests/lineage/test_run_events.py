"""The events of our own runs: valid by the official schemas, stable (golden files), without messages and row values."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from c360_governance import __version__
from c360_governance.lineage.events import build
from c360_governance.lineage.events.job import (
    Column,
    DatasetRef,
    EndState,
    Engine,
    Facts,
    Figure,
    Frontier,
    Job,
    MetricRef,
    Source,
)
from c360_governance.lineage.events.validate import OWN_FACETS, require_valid, violations
from c360_governance.model.errors import LogError
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

GOLDEN = Path(__file__).parent / "golden"
RUN = "01a20085-5b53-78ef-b206-57c22717dab5"
TIME = datetime(2026, 2, 1, 6, 30, tzinfo=UTC)
AS_OF = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
SOURCE = Source("https://git.example.com/platform.git", "0123456789abcdef0123456789abcdef01234567")
ACCOUNTS = DatasetRef(
    "duckdb://local", "accounts", "accounts", "crm-operations", "One row an account.",
    (Column("account_id", "INTEGER", "The key."), Column("email", "VARCHAR")),
)  # fmt: skip
REVENUE = DatasetRef("duckdb://local", "weekly_revenue_v1", "weekly_revenue")


def check_run(outcome: Callable[..., Any]) -> dict[str, Any]:
    job = Job("check", AS_OF, SOURCE, Engine("duckdb", "1.5.6"), "duckdb://local")
    facts = Facts(
        inputs=(ACCOUNTS, REVENUE),
        outcomes=(
            outcome("accounts.email.missing", column="email"),
            outcome("accounts.volume", "failed", 3, kind="volume", threshold=">= 10"),
            outcome("accounts.tier", "warned", 2.5, kind="invalid", severity="warning", owner=None, runbook=None),
            outcome("undeclared.broken", "error", None),
        ),
        rows={"accounts": 20},
        frontiers=(Frontier("accounts", "signed_up_at", "2026-01-31"),),
    )
    return build.end(job, RUN, TIME, "COMPLETE", facts)


def reconcile_run(outcome: Callable[..., Any]) -> dict[str, Any]:
    facts = Facts(
        inputs=(REVENUE, ACCOUNTS),
        metrics=(
            MetricRef(
                "arpa", "finance", "Revenue an account.", (("weekly_revenue", "amount"), ("accounts", "account_id"))
            ),
            MetricRef("sign_ups", reads=(("accounts", None),)),
        ),
        figures=(
            Figure("arpa", "2026-01-05", Decimal("10.50"), 10.5, "agrees", Decimal(0)),
            Figure("arpa", "product=core", 3, Decimal("4.25"), "differs", -1.25),
            Figure("sign_ups", "", 7, None, "missing"),
        ),
    )
    return build.end(Job("metric.reconcile", AS_OF, SOURCE), RUN, TIME, "COMPLETE", facts)


def lint_run(outcome: Callable[..., Any]) -> dict[str, Any]:
    place = Location("contracts/crm/accounts.odcs.yaml", 14, 9)
    finding = Finding("property-undocumented", "warning", "says ada@example.com", place, "accounts.email")
    found = (
        finding,
        replace(finding, subject="accounts.tier"),
        replace(finding, rule="unknown-key", severity="error", old="ada@example.com"),
        replace(finding, rule="unknown-key", severity="error", subject="waived", waived="agreed"),
    )
    return build.end(Job("lint"), RUN, TIME, "COMPLETE", Facts(findings=found))


def clean_lint_run(outcome: Callable[..., Any]) -> dict[str, Any]:
    return build.end(Job("lint"), RUN, TIME, "COMPLETE", Facts(findings=()))


def failed_run(outcome: Callable[..., Any]) -> dict[str, Any]:
    facts = Facts(inputs=(ACCOUNTS,), outcomes=(outcome("accounts.email.missing"),))
    return build.end(Job("check", AS_OF), RUN, TIME, "FAIL", facts, "WarehouseError: …")


def started_run(outcome: Callable[..., Any]) -> dict[str, Any]:
    return build.start(Job("check", AS_OF, SOURCE, Engine("duckdb", "1.5.6")), RUN, TIME, (ACCOUNTS, REVENUE))


EVENTS = [check_run, reconcile_run, lint_run, clean_lint_run, failed_run, started_run]
every_event = pytest.mark.parametrize("make", EVENTS, ids=[make.__name__ for make in EVENTS])


@every_event
def test_the_official_schemas_accept_it_with_its_facets(
    make: Callable[..., dict[str, Any]], outcome: Callable[..., Any], official: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert official(make(outcome)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        (lambda facets: facets["dataQualityAssertions"].pop("assertions")),
        (lambda facets: facets["dataQualityMetrics"].update(rowCount="20")),
        (lambda facets: facets.update(assertions=facets.pop("dataQualityAssertions"))),
        (lambda facets: facets["c360_check"].pop("_producer")),
    ],
)
def test_the_official_judgement_reaches_the_facets(
    spoil: Callable[[Any], Any], outcome: Callable[..., Any], official: Callable[[Any], list[str]]
) -> None:
    event = check_run(outcome)
    spoil(event["inputs"][0]["inputFacets"])
    assert official(event) != []


@every_event
def test_our_own_schemas_accept_it(make: Callable[..., dict[str, Any]], outcome: Callable[..., Any]) -> None:
    assert violations(make(outcome)) == []


@every_event
def test_it_is_what_consumers_rely_on(make: Callable[..., dict[str, Any]], outcome: Callable[..., Any]) -> None:
    """Golden files: a facet that is renamed, or a field, breaks whoever reads the log."""
    text = json.dumps(make(outcome), indent=1, sort_keys=True, ensure_ascii=False).replace(__version__, "VERSION")
    golden = GOLDEN / f"{make.__name__}.json"
    if os.environ.get("C360_UPDATE_GOLDEN"):
        golden.write_text(text + "\n", "utf-8")
    assert text + "\n" == golden.read_text("utf-8")


@every_event
def test_it_holds_no_message_and_no_compared_value(
    make: Callable[..., dict[str, Any]], outcome: Callable[..., Any]
) -> None:
    assert "ada@example.com" not in json.dumps(make(outcome))


@pytest.mark.parametrize("key", OWN_FACETS)
def test_each_facet_of_ours_points_to_the_schema_that_judges_it(key: str, outcome: Callable[..., Any]) -> None:
    name = f"{OWN_FACETS[key][1]}.schema.json"
    schema = json.loads(files("c360_governance").joinpath("schemas", name).read_text("utf-8"))
    definition = schema["properties"][key]["$ref"]
    events = [make(outcome) for make in EVENTS]
    bodies = [event["run"]["facets"].get(key) for event in events]
    bodies += [dataset.get("inputFacets", {}).get(key) for event in events for dataset in event["inputs"]]
    used = [body for body in bodies if body]
    assert used
    assert {body["_schemaURL"] for body in used} == {f"{schema['$id']}{definition}"}
    assert schema["$id"].endswith(name)


def test_an_error_is_no_success_and_a_failure_does_not_fail_the_run(outcome: Callable[..., Any]) -> None:
    event = check_run(outcome)
    success = {
        assertion["name"]: assertion["success"]
        for dataset in event["inputs"]
        for assertion in dataset["inputFacets"].get("dataQualityAssertions", {}).get("assertions", [])
    }
    assert event["eventType"] == "COMPLETE"
    assert success == {
        "accounts.email.missing": True,
        "accounts.volume": False,
        "accounts.tier": False,
        "undeclared.broken": False,
    }


@pytest.mark.parametrize("measured", [float("nan"), float("inf"), None, Decimal("NaN")])
def test_what_is_no_number_is_not_measured(measured: Any, outcome: Callable[..., Any]) -> None:
    facts = Facts(outcomes=(outcome("accounts.x", "failed", measured),))
    event = build.end(Job("check"), RUN, TIME, "COMPLETE", facts)
    require_valid(event)
    json.dumps(event, allow_nan=False)
    [check] = event["inputs"][0]["inputFacets"]["c360_check"]["checks"]
    assert "measured" not in check


@pytest.mark.parametrize("state", ["COMPLETE", "FAIL", "ABORT"])
def test_each_end_has_its_state(state: EndState, official: Callable[[dict[str, Any]], list[str]]) -> None:
    event = build.end(Job("check"), RUN, TIME, state, Facts())
    assert event["eventType"] == state
    assert official(event) == []


@pytest.mark.parametrize(
    "broken",
    [
        lambda event: event.update(eventTime="2026-01-31T06:00:00"),
        lambda event: event.update(eventType="DONE"),
        lambda event: event["run"].update(runId="run-1"),
        lambda event: event["job"].update(name=7),
        lambda event: event["inputs"][0]["inputFacets"]["c360_check"].pop("_producer"),
        lambda event: event["inputs"][0]["inputFacets"]["c360_check"]["checks"][0].update(outcome="fine"),
        lambda event: event["inputs"][0]["inputFacets"]["c360_check"]["checks"][0].update(measured=float("nan")),
        lambda event: event["inputs"][0]["inputFacets"]["c360_check"]["checks"][0].update(message="ada@example.com"),
    ],
)
def test_an_invalid_event_is_not_recorded(broken: Callable[[dict[str, Any]], None], outcome: Any) -> None:
    event = check_run(outcome)
    require_valid(event)
    broken(event)
    with pytest.raises(LogError, match="no valid OpenLineage") as refused:
        require_valid(event)
    assert "ada@example.com" not in str(refused.value)


def test_dates_in_a_description_are_text() -> None:
    """YAML readers may hand over dates; the event is JSON all the same."""
    ref = replace(ACCOUNTS, columns=(Column("day", "DATE", str(date(2026, 1, 1))),))
    json.dumps(build.end(Job("check"), RUN, TIME, "COMPLETE", Facts(inputs=(ref,))))
