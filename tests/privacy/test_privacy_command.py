"""`c360 lineage privacy` on the reference platform: clean as shipped, and with a purpose too many."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

C360 = Callable[..., Any]
AUDIENCE = "contracts/activation/marketing_audience.odcs.yaml"


def test_our_own_contracts_keep_their_promises(platform: Path, c360: C360) -> None:
    done = c360("-C", platform, "lineage", "privacy")
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout.endswith("columns hold personal data, and every flow of them is allowed\n")


def test_a_violation_with_its_path(platform: Path, c360: C360) -> None:
    path = platform / AUDIENCE
    head, name, rest = path.read_text().partition("name: email_sha256")
    path.write_text(head + name + rest.replace("value: [marketing_email]", "value: [marketing_email, ads]", 1))
    done = c360("-C", platform, "lineage", "privacy")
    assert done.status == 1
    assert f"{AUDIENCE}:113:9: error[privacy-purpose-exceeded] customers.email_sha256 -> marketing_" in done.stdout
    found = json.loads(c360("-C", platform, "lineage", "privacy", "--format", "json").stdout)
    [one] = found["violations"]
    ends = ("customers.email_sha256", "marketing_audience.email_sha256")
    assert ((one["origin"], one["target"]), one["purposes"]) == (ends, ["ads"])
    assert [(step["from"], step["to"]) for step in one["path"]] == [ends]
    assert "identity_map.identifier_value" in found["personal_columns"]


def test_an_export_that_nobody_declared(platform: Path, c360: C360, tmp_path: Path) -> None:
    columns = {"fields": {"mail": {"inputFields": [
        {"namespace": "duckdb://local", "name": "customers", "field": "email_sha256",
         "transformations": [{"type": "DIRECT", "subtype": "TRANSFORMATION", "masking": True}]}]}}}  # fmt: skip
    event = {
        "eventType": "COMPLETE", "eventTime": "2026-01-31T06:00:00Z", "producer": "https://x.example/1",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": "01a20085-5b53-78ef-b206-000000000001"}, "job": {"namespace": "spark", "name": "export"},
        "inputs": [{"namespace": "duckdb://local", "name": "customers"}],
        "outputs": [{"namespace": "s3://ads", "name": "people", "facets": {"columnLineage": {
            "_producer": "https://x.example", "_schemaURL": "https://x.example/f.json", **columns}}}],
    }  # fmt: skip
    (tmp_path / "e.json").write_text(json.dumps(event))
    assert c360("-C", platform, "lineage", "ingest", tmp_path / "e.json").status == 0
    done = c360("-C", platform, "lineage", "privacy")
    assert done.status == 1
    assert "error[privacy-flow-undeclared] customers.email_sha256 -> s3://ads/people.mail" in done.stdout


def test_the_rules_are_explained(c360: C360) -> None:
    for rule in ("privacy-purpose-exceeded", "lineage-undeclared-edge"):
        done = c360("explain", rule)
        assert (done.status, done.stdout.splitlines()[0]) == (0, rule)
