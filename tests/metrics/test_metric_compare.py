"""`c360 metric compare`: two versions on the same data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.metrics.compare import variance_pct

MRR = "contracts/metrics/mrr.metric.yaml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(100.0, 110.0, 10.0), (-100.0, -90.0, 10.0), (0.0, 0.0, 0.0), (0.0, 1.0, math.inf), (None, 1.0, math.inf),
     (1.0, None, math.inf), (None, None, 0.0)],
)  # fmt: skip
def test_variance(old: float | None, new: float | None, expected: float) -> None:
    assert variance_pct(old, new) == expected


def compare(c360: Callable[..., Any], platform: Path, *arguments: str, status: int = 0) -> dict[str, Any]:
    done = c360("-C", platform, "metric", "compare", *arguments, "--format", "json")
    assert (done.status, done.stderr) == (status, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_metric_as_it_is_and_as_it_was(platform: Path, c360: Callable[..., Any]) -> None:
    same = compare(c360, platform, "mrr", "--against", "HEAD")
    assert same["counts"] == {"same": 1, "differs": 0, "appears": 0, "disappears": 0}
    path = platform / MRR
    path.write_text(path.read_text(encoding="utf-8").replace("4.33", "8.66"), encoding="utf-8")
    found = compare(c360, platform, "mrr", "--against", "HEAD", "--by", "product", status=1)
    slices = {one["slice"]: one for one in found["slices"]}
    assert set(slices) >= {"product=Product A", "period"}
    assert all(one["new"] == pytest.approx(2 * one["old"]) for one in slices.values())
    assert all(one["variance_pct"] == pytest.approx(100) for one in slices.values())
    assert (found["old"]["ref"], found["new"]["ref"]) == ("HEAD", None)
    (finding,) = found["findings"]
    assert (finding["rule"], finding["subject"], finding["path"]) == ("metric-variance", "mrr", MRR)


def test_two_metrics_and_a_file(platform: Path, c360: Callable[..., Any], tmp_path: Path) -> None:
    found = compare(c360, platform, "weekly_revenue", "ytd_revenue", status=1)
    assert found["counts"]["same"] == 1
    assert found["counts"]["disappears"] > 0
    assert all(one["variance_pct"] is None for one in found["slices"] if one["status"] == "disappears")
    other = tmp_path / "mrr_v2.metric.yaml"
    other.write_text(
        (platform / MRR).read_text(encoding="utf-8").replace("name: mrr\n", "name: mrr_v2\n"), encoding="utf-8"
    )
    assert compare(c360, platform, "mrr", str(other))["counts"]["differs"] == 0


def test_the_page(platform: Path, c360: Callable[..., Any]) -> None:
    done = c360("-C", platform, "metric", "compare", "mrr", "--against", "HEAD")
    assert done.stdout.startswith("mrr 1.0.0 at HEAD and mrr 1.0.0\n\nslice ")
    assert done.stdout.rstrip().endswith("1 same")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(["mrr"], "give OLD and NEW"), (["mrr", "arr", "--against", "HEAD"], "give OLD and NEW"),
     (["mrrr", "arr"], "did you mean 'mrr'"), (["mrr", "--against", "nope"], "nope")],
)  # fmt: skip
def test_what_cannot_be_compared_exits_2(
    arguments: list[str], reason: str, platform: Path, c360: Callable[..., Any]
) -> None:
    done = c360("-C", platform, "metric", "compare", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert reason in done.stderr
