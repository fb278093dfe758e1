"""What other producers get wrong is said, kept and never in the way."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c360_governance.lineage.ingest.deviations import deviations
from c360_governance.lineage.ingest.ingest import Ingested, ingest
from c360_governance.lineage.ingest.quarantine import Quarantine
from c360_governance.lineage.log.log import Log

Make = Callable[..., dict[str, Any]]
PHANTOM, QUOTED, ABSENT = (
    f"openlineage-{name}" for name in ("phantom-dataset", "quoted-name", "lineage-input-missing")
)
FACET = {"_producer": "https://dbt.example/1.0", "_schemaURL": "https://dbt.example/facet.json"}


def table(name: Any, namespace: Any = "duckdb://local", **facets: Any) -> dict[str, Any]:
    return {"namespace": namespace, "name": name, "facets": facets}


def lineage(*names: str) -> dict[str, Any]:
    fields = [{"namespace": "duckdb://local", "name": name, "field": "id"} for name in names]
    return {**FACET, "fields": {"id": {"inputFields": fields}}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"inputs": [table("")]}, [(PHANTOM, "inputs/0")]),
        ({"outputs": [table("None"), table("x", "unknown")]}, [(PHANTOM, "outputs/0"), (PHANTOM, "outputs/1")]),
        ({"inputs": [table('"crm"."accounts"')]}, [(QUOTED, "inputs/0")]),
        ({"inputs": [table("crm.`accounts`")]}, [(QUOTED, "inputs/0")]),
        ({"inputs": [table("[dbo].[accounts]"), table("a[0]"), table("it's")]}, [(QUOTED, "inputs/0")]),
        ({"outputs": [table("a", columnLineage=lineage("accounts"))]}, []),
        ({"outputs": [table("a", columnLineage=lineage("accounts", "gone", "gone too"))]}, [(ABSENT, "outputs/0")]),
        ({"inputs": ..., "outputs": [table("a", columnLineage=lineage("accounts"))]}, [(ABSENT, "outputs/0")]),
    ],
)
def test_what_no_schema_can_say(event: Make, changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(one.rule, one.pointer) for one in deviations(event(**changes))] == expected


def take(log: Log, root: Path, text: bytes) -> tuple[Ingested, bytes]:
    done = Ingested()
    with Quarantine(root) as quarantine:
        ingest(log, io.BytesIO(text), "events", quarantine, done)
    return done, (root / quarantine.path).read_bytes() if quarantine.path else b""


def test_numbers_that_json_has_not_are_kept_as_they_came(log: Log, event: Make, tmp_path: Path) -> None:
    line = json.dumps(event(numbers=[1.5, float("nan")])).encode() + b"\n"
    done, kept = take(log, tmp_path, line)
    assert (done.ingested, kept) == (1, line)
    assert next(log.records()).payload["numbers"] == [1.5, None]


@pytest.mark.parametrize("number", [2**63, 2**64, 10**30, -(10**25), 0.1, 1e300, 5e-324])
def test_no_number_loses_a_digit(log: Log, event: Make, tmp_path: Path, number: float) -> None:
    done, kept = take(log, tmp_path, json.dumps(event(value=number)).encode())
    assert (done.ingested, done.findings, kept) == (1, [], b"")
    assert next(log.records()).payload["value"] == number


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn, whole: dict[str, Any]) -> bytes:
    """An event with some of its parts replaced, dropped or renamed, perhaps cut off, as a line."""
    event = json.loads(json.dumps(whole))
    for _ in range(draw(st.integers(1, 3))):
        at: Any = event
        while isinstance(at, dict | list) and at:
            key = draw(st.sampled_from(sorted(at))) if isinstance(at, dict) else draw(st.integers(0, len(at) - 1))
            if not isinstance(at[key], dict | list) or draw(st.booleans()):
                if isinstance(at, dict) and draw(st.booleans()):
                    del at[key]
                else:
                    at[key] = draw(JSON)
                break
            at = at[key]
    text = json.dumps(event, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    return text[: draw(st.integers(1, len(text)))] if draw(st.integers(0, 9)) == 0 else text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_event_is_lost_and_none_is_in_the_way(
    event: Make, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = event(outputs=[table("a", columnLineage=lineage("accounts"))])
    lines = [data.draw(mutated(whole)).replace(b"\n", b" ") for _ in range(3)]
    root = tmp_path_factory.mktemp("mutated")
    with Log.open("sqlite:///log.db", root) as log:
        done, kept = take(log, root, b"\n".join(lines) + b"\n")
        assert done.ingested + done.duplicates + done.unreadable == len(lines)
        assert len(list(log.records())) == done.ingested
        assert kept.count(b"\n") >= done.unreadable
        assert log.verify().verified
    json.dumps([[finding.message, finding.subject] for finding in done.findings])
