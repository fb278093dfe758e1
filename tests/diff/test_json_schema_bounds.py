"""What a comparison may cost: steps, memory and processes are bounded, and where a bound is hit, the answer says so."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from c360_governance.diff.json_schema import canonical
from c360_governance.diff.json_schema.inclusion import Comparison
from c360_governance.diff.json_schema.worker import answer


def branches(count: int, shift: int) -> dict[str, Any]:
    """A oneOf of overlapping objects, which is dear to prove anything about."""
    each = [
        {"properties": {f"p{(at + shift) % count}": {"type": "integer", "multipleOf": at + 2}}, "minProperties": at % 3}
        for at in range(count)
    ]
    return {"oneOf": each, "type": "object"}


def test_a_search_that_is_given_up_says_so() -> None:
    found = Comparison(branches(14, 0), branches(14, 1), steps=50).backward
    assert found.answer in ("no", "undecided")
    if found.answer == "undecided":
        assert found.reason == "the search was given up"


HEAVY: list[tuple[Any, Any]] = [
    ({"pattern": "(a|b)*a(a|b){40}"}, {"pattern": "(a|b)*b(a|b){40}"}),
    ({"pattern": "((a{99}){99}){99}"}, {"pattern": "a"}),
    ({"pattern": "a" * 12_000}, {"pattern": "b"}),
    ({"minLength": 10**9}, {"minLength": 10**9 + 1}),
    ({"minItems": 10**9}, {"minItems": 10**9 + 1}),
    ({"minProperties": 10**6}, {"minProperties": 10**6 + 1}),
    ({"multipleOf": 1e-300}, {"multipleOf": 1e-299}),
    ({"type": "number", "multipleOf": 999_983, "minimum": 1}, {"not": {"multipleOf": 1_000_003}}),
    ({"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, {"not": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}}),
    ({"allOf": [{"$ref": "#"}, {"$ref": "#"}], "enum": [1]}, {"enum": [2]}),
    ({"enum": [f"value {at}" for at in range(3_000)]}, {"enum": [f"value {at}" for at in range(1, 3_001)]}),
    ({"properties": {f"p{at}": {"type": "string"} for at in range(2_000)}}, {"maxProperties": 1_999}),
    ({"patternProperties": {f"^{at}": {"type": "string"} for at in range(40)}}, {"propertyNames": {"pattern": "^0"}}),
    ({"anyOf": [{"required": [f"p{at}"]} for at in range(300)]}, {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    ({"contains": {"const": 1}, "minContains": 5_000}, {"minItems": 5_001}),
    (branches(40, 0), branches(40, 1)),
]  # fmt: skip


def doubling(height: int, last: dict[str, Any]) -> dict[str, Any]:
    """Each definition refers to the next one in two ways: written out, they are 2 ** height."""
    floors: dict[str, Any] = {
        f"d{at}": {"anyOf": [{"$ref": f"#/$defs/d{at + 1}"}, {"allOf": [{"$ref": f"#/$defs/d{at + 1}"}]}]}
        for at in range(height)
    }
    return {"$ref": "#/$defs/d0", "$defs": {**floors, f"d{height}": last}}


def test_a_validator_that_would_not_come_back_is_not_asked() -> None:
    few, many = (
        Comparison(doubling(height, {"type": "string"}), doubling(height, {"type": "integer"})) for height in (8, 60)
    )
    assert few.backward.answer == "no"
    assert many.backward.answer == "undecided"
    assert "its references multiply" in many.backward.reason
    assert Comparison(doubling(60, {"type": "string"}), {"type": ["string", "null"]}).backward.answer == "yes"


def tower(height: int) -> dict[str, Any]:
    """Each floor is met in twice as many ways as the one above it."""
    floors: dict[str, Any] = {
        f"a{height}": {"properties": {"x": {"type": "integer"}}},
        f"b{height}": {"required": ["y"]},
    }
    for at in range(height):
        below = [{"$ref": f"#/definitions/a{at + 1}"}, {"$ref": f"#/definitions/b{at + 1}"}]
        floors |= {f"a{at}": {"allOf": below}, f"b{at}": {"anyOf": below}}
    return {"$ref": "#/definitions/a0", "definitions": floors}


def ring(count: int) -> dict[str, Any]:
    """Every node leads to every other one."""
    nodes = {
        f"n{at}": {
            "anyOf": [*({"$ref": f"#/definitions/n{to}"} for to in range(count) if to != at), {"required": [str(at)]}]
        }
        for at in range(count)
    }
    return {"$ref": "#/definitions/n0", "definitions": nodes}


TANGLED: list[tuple[Any, Any]] = [
    (tower(25), {"type": "object", "properties": {"z": {"type": "string"}}}),
    (ring(10), {"type": "object", "required": ["q"]}),
]
"""Where holding one event against the schema may take exponentially many steps, as lenient content asks for."""

RUN = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from c360_governance import api
for open_content, pairs in json.load(sys.stdin).items():
    for old, new in pairs:
        print(api.diff_json_schemas(old, new, compatibility="FULL", open_content=open_content).verdict)
"""


def test_dear_schemas_stay_within_a_gigabyte_and_a_minute() -> None:
    """All of them in one process, which is killed where they do not."""
    asked = json.dumps({"strict": HEAVY, "lenient": TANGLED})
    done = subprocess.run([sys.executable, "-c", RUN], input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    verdicts = done.stdout.split()
    assert len(verdicts) == len(HEAVY) + len(TANGLED)
    assert set(verdicts) <= {"breaking", "undecided", "compatible", "identical"}


def test_what_the_cheap_way_decides_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "run", refuse)
    for old, new in (({"type": "integer"}, {"type": "number"}), ({"type": "string"}, {"type": "null"}), (True, {})):
        assert Comparison(old, new).backward.answer in ("yes", "no")


def test_the_worker_answers_and_is_stopped() -> None:
    question = {"outer": {"type": "number"}, "inner": {"type": "integer"}, "draft": 2020}
    assert answer(question) == "yes"
    assert canonical.covers({"type": "number"}, {"type": "integer"}, 2020)
    assert not canonical.covers({"type": "integer"}, {"type": "number"}, 2020)
    assert not canonical.covers({"type": 3}, {"type": "number"}, 2020)


def test_the_worker_is_not_asked_about_large_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "LARGEST", 10)
    assert not canonical.covers({"type": "number"}, {"type": "integer"}, 2020)
