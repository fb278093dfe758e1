"""The life of a metric as `c360 diff` sees it: versions side by side, a rename told once, an end that was announced."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

SEATS = """\
name: seats
version: 1.0.0
type: simple
source: accounts
agg: sum
expr: seats
owner: bi
"""
ENDED = "status: deprecated\ndeprecation:\n  since: 2020-01-01\n  remove_after: 2020-07-01\n  replaced_by: seats_v2\n"
V1 = SEATS.replace("name: seats", "name: seats_v1")
V2 = SEATS.replace("name: seats", "name: seats_v2").replace("expr: seats", "expr: seats * 2").replace("1.0.0", "2.0.0")


@pytest.mark.parametrize(
    ("old", "new", "expected", "verdict"),
    [
        ([SEATS], [SEATS, V2], ["metric-added seats_v2"], "compatible"),
        ([SEATS, V2], [V2], ["metric-removed seats"], "breaking"),
        ([SEATS + ENDED, V2], [V2], ["metric-removed-deprecated seats"], "risky"),
        ([SEATS + ENDED.replace("2020-07", "2199-07"), V2], [V2], ["metric-removed seats"], "breaking"),
        ([SEATS], [V1], ["metric-renamed seats_v1", "version-not-bumped seats_v1"], "breaking"),
        ([SEATS], [V1.replace("1.0.0", "2.0.0")], ["metric-renamed seats_v1"], "breaking"),
        ([SEATS], [V1.replace("1.0.0", "2.0.0"), V2], ["metric-renamed seats_v1", "metric-added seats_v2"], "breaking"),
        ([SEATS], [V2], ["metric-removed seats", "metric-added seats_v2"], "breaking"),
        ([SEATS + ENDED], [V1], ["metric-removed-deprecated seats", "metric-added seats_v1"], "risky"),
        ([V1], [V1.replace("owner: bi", "owner: crm")], [], "compatible"),
    ],
)
def test_a_metrics_life(
    old: list[str], new: list[str], expected: list[str], verdict: str, c360: Command, tmp_path: Path
) -> None:
    for side, documents in (("old", old), ("new", new)):
        for document in documents:
            name = document.split()[1]
            path = tmp_path / side / "contracts/metrics" / f"{name}.metric.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document, encoding="utf-8")
    done = c360("diff", str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json")
    found = json.loads(done.stdout)
    assert sorted(f"{finding['rule']} {finding['subject']}" for finding in found["findings"]) == sorted(expected)
    assert found["verdict"] == verdict
