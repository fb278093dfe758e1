"""What one event says of the flow of data: the specification's order, columns and their kinds, broken events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c360_governance.lineage.facts.facts import content, fact
from c360_governance.lineage.facts.stored_content import dump, load
from c360_governance.lineage.graph.runs import runs_of

N = None
Event = Callable[..., dict[str, Any]]


def field(name: str, column: str | None = None, *transformations: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"namespace": "ns", "name": name, "type": "DATASET"}
    found |= {"field": column} if column else {}
    return found | ({"transformations": list(transformations)} if transformations else {})


INPUTS = [field("a"), field("b")]
COLUMNS = {"fields": {"id": {"inputFields": [field("a", "key")]}}}
LINEAGE = {"inputs": [field("b")], "fields": {"id": {"inputs": [field("b", "id")]}}}
ALL: dict[str, set[Any]] = {"a": set(), "b": set()}


def shown(event: dict[str, Any]) -> dict[str, set[Any]]:
    [statement] = content(event).statements
    return {source.ref.name: {(flow.source, flow.target) for flow in source.flows} for source in statement.sources}


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({}, ALL),
        ({"columnLineage": COLUMNS}, {"a": {("key", "id")}}),
        (
            {"columnLineage": COLUMNS | {"dataset": [field("b", "deleted")]}},
            {"a": {("key", "id")}, "b": {("deleted", N)}},
        ),
        ({"columnLineage": COLUMNS, "lineage": LINEAGE}, {"b": {("id", "id")}}),
        ({"lineage": {"inputs": []}}, {}),
        ({"columnLineage": {"fields": {}}}, ALL),
        ({"columnLineage": {"fields": {"id": 7, "x": {"inputFields": [7, {"name": "n"}]}}}, "lineage": 7}, ALL),
        ({"columnLineage": 7, "lineage": [], "schema": {"fields": 7}, "symlinks": {"identifiers": [7]}}, ALL),
    ],
)
def test_the_most_explicit_statement_counts(
    event: Event, facets: dict[str, Any], expected: dict[str, set[Any]]
) -> None:
    assert shown(event(inputs=INPUTS, outputs=[{**field("c"), "facets": facets}])) == expected


def test_the_lineage_facet_of_a_job_speaks_for_outputs_that_say_less(event: Event) -> None:
    job = {"namespace": "n", "name": "j", "facets": {"lineage": {"entries": [
        {**field("c"), "inputs": [field("b")]}, {**field("d"), "inputs": [field("a")]}, {"type": "JOB", "inputs": []},
    ]}}}  # fmt: skip
    told = content(event(job=job, inputs=INPUTS, outputs=[{**field("c"), "facets": {"columnLineage": COLUMNS}}]))
    assert {one.target.name: [source.ref.name for source in one.sources] for one in told.statements} == {
        "c": ["b"],
        "d": ["a"],
    }


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({"columnLineage": {"fields": {"x": {"inputFields": [
            field("a", "y", {"type": "DIRECT", "subtype": "TRANSFORMATION", "masking": True})]}}}},
         {("y", "x", "DIRECT", "TRANSFORMATION", True)}),
        ({"columnLineage": {"fields": {"x": {"inputFields": [
            field("a", "y", {"type": "INDIRECT", "subtype": "FILTER"}, {"type": "DIRECT", "subtype": "IDENTITY"})]}}}},
         {("y", "x", "INDIRECT", "FILTER", N), ("y", "x", "DIRECT", "IDENTITY", N)}),
        ({"columnLineage": {"fields": {}, "dataset": [field("a", "y")]}}, {("y", N, "INDIRECT", N, N)}),
        ({"columnLineage": {"fields": {"x": {"inputFields": [field("a", "y")], "transformationType": "MASKED"}}}},
         {("y", "x", "DIRECT", "TRANSFORMATION", True)}),
        ({"columnLineage": {"fields": {"x": {"inputFields": [field("a", "y", {"type": 7, "masking": "no"})]}}}},
         {("y", "x", N, N, N)}),
        ({"lineage": {"fields": {"x": {"inputs": [field("a", "y", {"type": "DIRECT", "subtype": "AGGREGATION"})]}}}},
         {("y", "x", "DIRECT", "AGGREGATION", N)}),
    ],
)  # fmt: skip
def test_kinds_and_masking_are_kept(event: Event, facets: dict[str, Any], expected: set[Any]) -> None:
    [statement] = content(event(outputs=[{**field("c"), "facets": facets}])).statements
    assert {tuple(flow)[:5] for source in statement.sources for flow in source.flows} == expected
    assert {flow.basis for source in statement.sources for flow in source.flows} == {"stated"}


@pytest.mark.parametrize(
    "changes",
    [{"outputs": 7}, {"outputs": [7, {}, {"name": 7}]}, {"outputs": ...}, {"job": 7, "run": 7, "outputs": []},
     {"job": {"facets": {"lineage": {"entries": 7}}}, "outputs": []}],
)  # fmt: skip
def test_events_that_show_no_flow(event: Event, changes: dict[str, Any]) -> None:
    assert content(event(**changes)).statements == ()


def test_what_else_an_event_tells(event: Event) -> None:
    told = fact(event(
        eventTime="2026-01-31T06:00:00",
        job={"namespace": "bi", "name": "board", "facets": {"jobType": {"integration": "TABLEAU"},
                                                            "ownership": {"owners": [{"name": "sales"}]}}},
        inputs=[{**field("a"), "facets": {"schema": {"fields": [{"name": "id", "type": "int"}, 7]},
                                          "symlinks": {"identifiers": [field("hive.a")]}}}],
        outputs=[{**field("b"), "facets": {"datasetType": {"datasetType": "DASHBOARD"}}}],
    ), 4)  # fmt: skip
    assert (told.sequence, told.job, told.type) == (4, "bi/board", "COMPLETE")
    assert told.time is not None
    assert told.time.isoformat() == "2026-01-31T06:00:00+00:00"
    assert (told.content.job_is_dashboard, told.content.job_owner) == (True, "sales")
    assert [(one.ref.name, one.columns) for one in told.content.schemas] == [("a", (("id", "int"),))]
    assert [(one.name, other.name) for one, other in told.content.aliases] == [("a", "hive.a")]
    assert [ref.name for ref in told.content.dashboards] == ["b"]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "namespace", "field", "x"]), inner)
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 400), JUNK), min_size=1, max_size=4))
def test_whatever_stands_anywhere_in_an_event_it_is_read(event: Event, changes: list[tuple[int, Any]]) -> None:
    """Somewhere in a full event stands something else: the event still says what the rest of it says."""
    full = event(
        job={"namespace": "n", "name": "j", "facets": {
            "sql": {"query": "select a.key as id from a", "dialect": "duckdb"},
            "ownership": {"owners": [{"name": "o"}]},
            "jobType": {"jobType": "DASHBOARD"}, "lineage": {"entries": [{**field("d"), "inputs": [field("a")]}]}}},
        inputs=[{**field("a"), "facets": {"schema": {"fields": [{"name": "key", "type": "int"}]},
                                          "symlinks": {"identifiers": [field("z")]}}}],
        outputs=[{**field("c"), "facets": {"columnLineage": COLUMNS, "datasetType": {"datasetType": "REPORT"}}},
                 {**field("e"), "facets": {"lineage": LINEAGE, "ownership": {"owners": [{"name": "o"}]}}}],
    )  # fmt: skip
    for place, junk in changes:
        places = list(_places(full))
        owner, key = places[place % len(places)]
        owner[key] = junk
    told = fact(full, 1)
    assert load(dump(told.content)) == told.content
    runs_of([told])[0].schemas  # noqa: B018


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])
