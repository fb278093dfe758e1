"""Compatibility of event schemas as registries name it: which direction, against which versions, open content."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance import api

WHOLE = {"type": "object", "properties": {"n": {"type": "integer"}}}
NUMBER = {"type": "object", "properties": {"n": {"type": "number"}}}
WORD = {"type": "object", "properties": {"n": {"type": "string"}}}
PLAN = {"type": "string"}


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "additionalProperties": False}


def gained(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**schema, "properties": {**schema["properties"], "plan": PLAN}, **more}


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        (WHOLE, NUMBER, {"BACKWARD", "NONE"}),
        (NUMBER, WHOLE, {"FORWARD", "NONE"}),
        (WHOLE, WORD, {"NONE"}),
        (WHOLE, {**WHOLE, "title": "track"}, {"BACKWARD", "FORWARD", "FULL", "NONE"}),
        (closed(WHOLE), closed(gained(WHOLE)), {"BACKWARD", "NONE"}),
        (WHOLE, gained(WHOLE), {"FORWARD", "NONE"}),
    ],
)
def test_directions(old: Any, new: Any, allowed: set[str]) -> None:
    for compatibility in ("BACKWARD", "FORWARD", "FULL", "NONE"):
        for suffix in ("", "_TRANSITIVE") if compatibility != "NONE" else ("",):
            result = api.diff_json_schemas(old, new, compatibility=compatibility + suffix)  # type: ignore[arg-type]
            assert result.compatible is (compatibility in allowed)
            assert result.verdict == ("compatible" if compatibility in allowed else "breaking")


@pytest.mark.parametrize(
    ("old", "new", "strict", "lenient"),
    [
        (WHOLE, gained(WHOLE), "breaking", "compatible"),
        ({"type": "array", "items": WHOLE}, {"type": "array", "items": gained(WHOLE)}, "breaking", "compatible"),
        ({"type": "object", "properties": {"a": WHOLE}}, {"type": "object", "properties": {"a": gained(WHOLE)}},
         "breaking", "compatible"),
        (WHOLE, gained(WHOLE, required=["plan"]), "breaking", "breaking"),
        (WHOLE, gained(WORD), "breaking", "breaking"),
        (WHOLE, closed(gained(WHOLE)), "breaking", "breaking"),
        ({**WHOLE, "additionalProperties": {"type": "integer"}},
         gained({**WHOLE, "additionalProperties": {"type": "integer"}}), "breaking", "breaking"),
        ({**WHOLE, "patternProperties": {"^p": {"type": "integer"}}},
         gained({**WHOLE, "patternProperties": {"^p": {"type": "integer"}}}), "breaking", "breaking"),
        ({"anyOf": [WHOLE, {"type": "null"}]}, {"anyOf": [gained(WHOLE), {"type": "null"}]}, "breaking", "compatible"),
        ({"$ref": "#/$defs/e", "$defs": {"e": WHOLE}}, {"$ref": "#/$defs/e", "$defs": {"e": gained(WHOLE)}},
         "breaking", "compatible"),
    ],
)  # fmt: skip
def test_open_content(old: Any, new: Any, strict: str, lenient: str) -> None:
    """Leniently, an open object is taken to have held nothing else under a name that it did not declare."""
    assert api.diff_json_schemas(old, new).verdict == strict
    assert api.diff_json_schemas(old, new, open_content="lenient").verdict == lenient


HISTORY = (WORD, WHOLE, NUMBER)
"""What the schema was at v1, v2, v3."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("history")
    subprocess.run(["git", "init", "-q", root], check=True)
    for version, schema in enumerate(HISTORY, 1):
        write(root, schema)
        for command in (["add", "-A"], ["commit", "-qm", f"v{version}"], ["tag", f"v{version}"]):
            git = ["git", "-C", root, "-c", "user.name=a", "-c", "user.email=a@example.com"]
            subprocess.run([*git, *command], check=True)
    return root


def write(root: Path, schema: Any) -> None:
    path = root / "contracts" / "track.schema.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"title": "track", **schema}), encoding="utf-8")


@pytest.mark.parametrize(
    ("new", "compatibility", "subjects"),
    [
        ({**NUMBER, "minProperties": 0}, "BACKWARD_TRANSITIVE", ["track@v1"]),
        ({"type": "object"}, "BACKWARD_TRANSITIVE", []),
        ({"type": "object"}, "FORWARD", ["track.n"]),
        ({"type": "object", "properties": {"n": False}}, "FORWARD_TRANSITIVE", []),
        ({"type": "object", "properties": {"n": False}}, "BACKWARD", ["track.n"]),
        ({"type": "object", "properties": {"n": {"type": "integer"}}}, "FORWARD_TRANSITIVE", ["track@v1"]),
        ({"type": "object", "properties": {"n": {"type": "integer"}}}, "FULL_TRANSITIVE", ["track.n", "track@v1"]),
        (WORD, "NONE", []),
    ],
)
def test_every_earlier_version_counts(
    repository: Path, c360: Callable[..., Any], new: Any, compatibility: str, subjects: list[str]
) -> None:
    write(repository, new)
    arguments = ("-C", repository, "diff", "--against", "v3", "--compatibility", compatibility, "--format", "json")
    run = c360(*arguments)
    errors = [found for found in json.loads(run.stdout)["findings"] if found["severity"] == "error"]
    assert sorted({found["subject"] for found in errors}) == subjects
    assert run.status == int(bool(subjects))
