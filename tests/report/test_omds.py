"""`--format omds`: Bitol's metadata difference, against its specification and entry by entry."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from c360_governance.report.omds_format import render
from c360_governance.rules.pairing import DocumentPair
from c360_governance.rules.registry import all_rules
from c360_governance.rules.review import review
from c360_governance.sources.document import parse_document

SCHEMA = jsonschema_rs.validator_for(json.loads((Path(__file__).parent / "omds.schema.json").read_text("utf-8")))

OLD = """\
id: c-1
name: crm
version: 0.4.2
schema:
  - name: accounts
    properties:
      - name: plan
        logicalType: string
        description: the plan
      - name: zip
        logicalType: string
        required: false
      - name: note
        quality:
          - name: is_set
            type: library
            metric: nullValues
            mustBe: 0
slaProperties:
  - property: retention
    value: 7
    unit: y
"""
CHANGES = [
    ("      - name: plan\n        logicalType: string\n        description: the plan\n", ""),
    ("required: false", "required: true"),
    ("mustBe: 0", "mustBe: 1"),
    ("value: 7", "value: 9"),
    ("0.4.2", "0.5.0"),
    ("slaProperties:", "tags: [x]\nslaProperties:"),
]


def documents(old: str, new: str, kind: Any = "contract") -> list[dict[str, Any]]:
    sides = [parse_document(text.encode(), "contracts/a.odcs.yaml") for text in (old, new)]
    text = render(review([DocumentPair(kind, *sides)]).documents)
    found = list(yaml.safe_load_all(text)) if text else []
    for document in found:
        assert [error.message for error in SCHEMA.iter_errors(document)] == []
    return found


def test_a_contract() -> None:
    new = OLD
    for before, after in CHANGES:
        assert before in new
        new = new.replace(before, after)
    (found,) = documents(OLD, new)
    assert (found["sourceKind"], found["source1"], found["source2"]) == (
        "DataContract", {"id": "c-1", "version": "0.4.2"}, {"id": "c-1", "version": "0.5.0"})  # fmt: skip
    entries = {entry["path"]: entry for entry in found["diffs"]}
    removed = entries["/schema[name=accounts]/properties[name=plan]"]
    assert (removed["type"], removed["section"], removed["field"], removed["impactLevel"]) == (
        "REMOVE", "schema", "properties", "MAJOR")  # fmt: skip
    assert removed["value1"] == {"name": "plan", "logicalType": "string", "description": "the plan"}
    assert removed["message"] == "accounts.plan: the property was removed"
    required = entries["/schema[name=accounts]/properties[name=zip]/required"]
    assert (required["type"], required["field"], required["impactLevel"]) == ("CHANGE", "required", "MAJOR")
    assert (required["value1"], required["value2"]) == (False, True)
    retention = entries["/slaProperties[property=retention]/value"]
    assert (retention["section"], retention["type"]) == ("slaProperties", "CHANGE")
    assert any(path.startswith("/schema[name=accounts]/properties[name=note]/quality[name=is_set]") for path in entries)
    assert found["impact"]["major"] == sum(entry["impactLevel"] == "MAJOR" for entry in found["diffs"])
    assert found["suggestedVersion"] == "1.0.0"


def test_documents_without_a_table_of_levels_are_unknown() -> None:
    (found,) = documents("name: m\nversion: 1.0.0\nunit: EUR\n", "name: m\nversion: 1.0.0\nunit: USD\n", "metric")
    assert found["sourceKind"] == "Metric"
    assert {entry["impactLevel"] for entry in found["diffs"]} == {"UNKNOWN"}
    assert (found["impact"], "suggestedVersion" in found) == ({"major": 0, "minor": 0, "patch": 0}, False)


def of_one_document() -> list[Any]:
    """The rules whose example is one document, and a change in it: not a move between two, nor a verdict on both."""
    verdicts = ("event-schema-incompatible", "event-schema-undecided")
    rules = [one for one in all_rules("breaking") if one.old and one.new and one.id not in verdicts]
    return [one for one in rules if "\n---\n" not in one.old]


@pytest.mark.parametrize("rule", of_one_document(), ids=lambda rule: rule.id)
def test_every_rule_has_an_entry_of_the_standard(rule: Any) -> None:
    kind = "metric" if rule.id.startswith("metric") else "event-schema" if rule.id.startswith("event") else "contract"
    (found,) = documents(rule.old, rule.new, kind)
    assert found["diffs"] or rule.id.startswith("version-")


def test_the_command(c360: Callable[..., Any], tmp_path: Path) -> None:
    for side, text in (("old", OLD), ("new", OLD.replace("required: false", "required: true"))):
        for name in ("a", "b"):
            (tmp_path / side).mkdir(exist_ok=True)
            (tmp_path / side / f"{name}.odcs.yaml").write_text(text.replace("c-1", f"c-{name}"), encoding="utf-8")
    (tmp_path / "new/c.odcs.yaml").write_text(OLD.replace("c-1", "c-new"), encoding="utf-8")
    done = c360("diff", tmp_path / "old", tmp_path / "new", "--format", "omds", "--fail-on", "never")
    assert (done.status, done.stderr) == (0, "c360: left out: 1 document without two versions to compare\n")
    found = list(yaml.safe_load_all(done.stdout))
    assert [(one["kind"], one["source1"]["id"]) for one in found] == [
        ("MetadataDifference", "c-a"), ("MetadataDifference", "c-b")]  # fmt: skip
    same = c360("diff", tmp_path / "old", tmp_path / "old", "--format", "omds")
    assert (same.status, same.stdout) == (0, "")


def test_a_property_of_an_event_is_added_or_removed() -> None:
    old = "type: object\nproperties:\n  a: {type: string}\n"
    new = old + "  b: {type: integer}\n"
    (there,), (back,) = documents(old, new, "event-schema"), documents(new, old, "event-schema")
    (added,), (removed,) = there["diffs"], back["diffs"]
    assert (added["type"], added["path"], added["value2"]) == ("ADD", "/properties/b", {"type": "integer"})
    assert (removed["type"], removed["path"], removed["value1"]) == ("REMOVE", "/properties/b", {"type": "integer"})
    assert "value1" not in added
    assert "value2" not in removed
