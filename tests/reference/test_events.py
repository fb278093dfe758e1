"""The event contracts and their JSON Schemas say the same, accept their examples and refuse what is wrong."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from c360_governance.model.contract import Property
from c360_governance.sources.reference import reference_root
from c360_governance.sources.repository import Repository

EVENTS = ("identify", "track")
FOLDER = reference_root() / "contracts" / "events"
SCHEMAS: dict[str, Any] = {name: json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8")) for name in EVENTS}
JSON_TYPES = {"string": "string", "timestamp": "string", "integer": "integer", "boolean": "boolean", "object": "object",
              "map": "object", "array": "array"}  # fmt: skip


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(SCHEMAS[name], validate_formats=True)


@pytest.mark.parametrize("name", EVENTS)
def test_examples_are_accepted(name: str) -> None:
    jsonschema_rs.meta.validate(SCHEMAS[name])
    assert len(SCHEMAS[name]["examples"]) == 2
    for example in SCHEMAS[name]["examples"]:
        validator(name).validate(example)


@pytest.mark.parametrize("name", EVENTS)
def test_examples_of_single_fields_are_accepted(name: str) -> None:
    for field, schema in walk(SCHEMAS[name]):
        for example in schema.get("examples", ()):
            assert jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(example), field


@pytest.mark.parametrize("name", EVENTS)
def test_the_two_forms_agree(name: str) -> None:
    _, dataset = Repository(reference_root()).datasets[name]
    agree(dataset.properties, SCHEMAS[name])


def agree(properties: tuple[Property, ...], schema: dict[str, Any]) -> None:
    """Names, required fields, types, enumerations, bounds and patterns are the same, at every depth."""
    named = {prop.name: prop for prop in properties}
    assert list(named) == list(schema["properties"])
    assert {name for name, prop in named.items() if prop.required} == set(schema["required"])
    for name, prop in named.items():
        field = schema["properties"][name]
        allowed = field.get("enum") or ([field["const"]] if "const" in field else [])
        assert allowed == list(prop.enum), name
        assert allowed or field["type"] == JSON_TYPES[str(prop.logical_type)], name
        for key in ("minimum", "maximum", "pattern", "maxItems", "uniqueItems"):
            assert prop.options.get(key) == field.get(key), (name, key)
        if prop.logical_type == "object":
            agree(prop.children, field)
        if prop.logical_type == "map":
            entry = prop.raw["map"]
            assert field["propertyNames"]["enum"] == [item["value"] for item in entry["key"]["enum"]]
            assert field["additionalProperties"]["type"] == JSON_TYPES[entry["value"]["logicalType"]]


REFUSED = [
    ("identify", ("event_id",), "17"),
    ("identify", ("event_type",), "track"),
    ("identify", ("occurred_at",), "2026-01-05 09:00"),
    ("identify", ("anonymous_id",), "null"),
    ("identify", ("user_id",), None),
    ("identify", ("traits", "email"), "someone@example.com"),
    ("identify", ("traits", "email_sha256"), "someone@example.com"),
    ("identify", ("traits", "plan"), "Gold"),
    ("identify", ("traits", "account_id"), 0),
    ("identify", ("consent", "profiling"), True),
    ("identify", ("consent", "marketing_email"), "yes"),
    ("track", ("name",), "page_viewed"),
    ("track", ("properties", "tokens"), -1),
    ("track", ("properties", "latency_ms"), 600_001),
    ("track", ("properties", "query_text"), "what somebody typed"),
    ("track", ("labels",), ["Not A Label"]),
    ("track", ("labels",), ["twice", "twice"]),
]


@pytest.mark.parametrize(("name", "path", "value"), REFUSED)
def test_a_wrong_value_is_refused(name: str, path: tuple[str, ...], value: object) -> None:
    event = deepcopy(SCHEMAS[name]["examples"][0])
    target = event
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    assert not validator(name).is_valid(event)


@pytest.mark.parametrize("missing", ["request_id", "tokens", "latency_ms", "is_error"])
def test_a_completed_request_has_its_measures(missing: str) -> None:
    event = deepcopy(SCHEMAS["track"]["examples"][0])
    del event["properties"][missing]
    assert not validator("track").is_valid(event)
    event["name"] = "report_exported"
    assert validator("track").is_valid(event)


def walk(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for name, field in schema.get("properties", {}).items():
        found += [(name, field), *walk(field)]
    return found
