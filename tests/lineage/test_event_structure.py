"""Our own schema of an event's structure agrees with the official one on every spoilt event."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from c360_governance.lineage.events.validate import violations

FACET = {"_producer": "https://dbt.example/1.0", "_schemaURL": "https://dbt.example/facet.json", "_deleted": True}
ODD = (None, 7, "", "text", [], {}, [7], {"a": 7}, "2026-01-31T06:00:00", "2026-13-31T06:00:00Z", "no uri", ...)


def full(event: Callable[..., dict[str, Any]]) -> list[dict[str, Any]]:
    run = event()
    run["job"]["facets"] = {"custom": dict(FACET)}
    run["inputs"][0] |= {"facets": {"custom": dict(FACET)}, "inputFacets": {"custom": dict(FACET)}}
    run["outputs"][0] |= {"facets": {"custom": dict(FACET)}, "outputFacets": {"custom": dict(FACET)}}
    job = {key: value for key, value in run.items() if key not in ("run", "eventType")}
    dataset = {key: run[key] for key in ("eventTime", "producer", "schemaURL")} | {"dataset": run["inputs"][0]}
    return [run, job, dataset]


def spoilt(value: Any) -> Iterator[Any]:
    """Every variant of a JSON value with one part of it replaced by something odd, or taken out."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        for odd in (*ODD, *spoilt(part)):
            variant = copy.copy(value)
            if odd is not ...:
                variant[key] = odd
            elif isinstance(variant, dict):
                del variant[key]
            else:
                variant.pop(key)
            yield variant


@pytest.mark.parametrize("kind", ["run", "job", "dataset"])
def test_it_agrees_with_the_official_schema(
    kind: str, event: Callable[..., dict[str, Any]], official: Callable[[dict[str, Any]], list[str]]
) -> None:
    whole = full(event)[["run", "job", "dataset"].index(kind)]
    assert official(whole) == []
    assert violations(whole) == []
    variants = list(spoilt(whole))
    disagreeing = [variant for variant in variants if bool(violations(variant)) != bool(structure(official, variant))]
    assert disagreeing == []
    assert len(variants) > 100
    assert 0 < sum(bool(violations(variant)) for variant in variants) < len(variants)


def structure(official: Callable[[dict[str, Any]], list[str]], event: dict[str, Any]) -> list[str]:
    try:
        return official(event)
    except (AttributeError, TypeError):  # the walk over facet bodies needs a sound structure
        return ["the structure is broken"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"producer": ...}, [("", "required", "'producer' is missing")]),
        ({"eventTime": "2026-01-31T06:00:00"}, [("eventTime", "format", "is not an ISO time with a zone")]),
        ({"eventType": "DONE"},
         [("eventType", "enum", "is none of START, RUNNING, COMPLETE, ABORT, FAIL, OTHER")]),
        ({"run": {"runId": "ada@example.com"}}, [("run/runId", "format", "is not a UUID")]),
        ({"inputs": [{"name": 7}]},
         [("inputs/0", "required", "'namespace' is missing"), ("inputs/0/name", "type", "is no string")]),
        ({"run": {"runId": "01a20085-5b53-78ef-b206-57c22717dab5", "facets": {"sql": {"query": "x"}}}},
         [("run/facets/sql", "required", "'_producer' is missing"),
          ("run/facets/sql", "required", "'_schemaURL' is missing")]),
        ({"job": ...}, [("", "required", "'job' is missing")]),
        ({"run": {"runId": "01a20085-5b53-78ef-b206-57c22717dab5", "facets": 7}},
         [("run/facets", "type", "is no object")]),
    ],
)  # fmt: skip
def test_each_deviation_has_its_place_and_quotes_nothing(
    event: Callable[..., dict[str, Any]], changes: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    found = violations(event(**changes))
    assert sorted((violation.pointer, violation.keyword, violation.message) for violation in found) == sorted(expected)


def test_depth_is_no_crash(event: Callable[..., dict[str, Any]]) -> None:
    deep: dict[str, Any] = {}
    for _ in range(600):
        deep = {"deeper": deep}
    found = violations(event(run={"runId": "01a20085-5b53-78ef-b206-57c22717dab5", "facets": {"custom": deep}}))
    assert found
