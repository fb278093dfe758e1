"""Every field that can alter a metric's value, through the API, there and back: exactly the ids of `metric_changes`."""

from __future__ import annotations

import subprocess
import sys

import pytest
from metric_changes import BASE, ROWS, Row, versions

from c360_governance import api

HARMLESS = {"metric-grain-refined", "metric-dimension-added", "metric-entity-added", "metric-measure-added"}
RISKY = {"metric-format-changed", "metric-target-changed", "metric-owner-removed", "metric-deprecated",
         "metric-certification-dropped", "metric-invariants-changed"}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_change_of_a_field(row: Row) -> None:
    old, new = versions(row)
    for before, after, expected in ((old, new, row[2]), (new, old, row[3])):
        result = api.diff_metrics(before, after)
        assert [finding.rule for finding in result.findings] == expected
        asked = set(expected)
        verdict = ("compatible" if asked <= HARMLESS else "risky" if asked <= RISKY else
                   "undecided" if asked == {"metric-field-changed"} else "breaking")  # fmt: skip
        assert result.verdict == verdict
        assert result.compatible == (verdict in ("compatible", "risky"))
        assert result.required_bump == ("major" if verdict in ("breaking", "undecided") else
                                        "patch" if asked <= {"metric-owner-removed"} else "minor")  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_order_of_a_documents_keys_is_nothing(row: Row) -> None:
    for document in versions(row):
        assert api.diff_metrics(document, dict(reversed(document.items()))).verdict == "identical"


@pytest.mark.parametrize("depth", range(1, 9))
def test_a_measure_is_seen_however_deep_it_stands(depth: int) -> None:
    sides = []
    for expr in ("x", "y"):
        measure: dict[str, object] = {"agg": "sum", "expr": expr}
        for _ in range(depth):
            measure = {"numerator": measure}
        sides.append({"name": "m", "type": "ratio", **measure})
    assert not api.diff_metrics(*sides).compatible


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ({"metrics": [{"name": "a", "agg": "sum"}]}, {"metrics": [{"name": "a", "agg": "max"}]}, "breaking"),
        ({"metrics": [{"name": "a"}, {"name": "a", "agg": "sum"}]},
         {"metrics": [{"name": "a"}, {"name": "a", "agg": "max"}]}, "breaking"),
        ({"metrics": [{"name": "a"}], "models": [{"name": "x", "metrics": [{"name": "m"}]}]},
         {"metrics": [{"name": "a"}], "models": [{"name": "x", "metrics": [{"name": "n"}]}]}, "undecided"),
        ({"metrics": [{"name": "a"}], "models": [{"name": "x", "description": "y", "data_tests": ["unique"]}]},
         {"metrics": [{"name": "a"}], "models": [{"name": "x", "description": "z"}]}, "compatible"),
        ({"metrics": [{"name": "a"}]}, {"metrics": [{"name": "a"}], "saved_queries": [1]}, "undecided"),
        ({"metric": {"name": "a", "description": "x"}}, {"metric": {"name": "a", "description": "y"}}, "compatible"),
        ({"metric": {"name": "a", "agg": "sum"}}, {"metric": {"name": "a", "agg": "max"}}, "breaking"),
        ({"semantic_model": {"name": "a", "model": "x"}}, {"semantic_model": {"name": "a", "model": "y"}}, "breaking"),
    ],
)  # fmt: skip
def test_a_file_of_several(old: dict[str, object], new: dict[str, object], verdict: str) -> None:
    assert api.diff_metrics(old, new).verdict == verdict


@pytest.mark.parametrize(
    ("change", "imported"),
    [
        ({"unit": "EUR"}, []),
        ({"filter": "plan  =  'pro' -- ours"}, []),
        ({"filter": "plan = 'pro' OR plan = 'free'"}, []),
        ({"filter": "created_at > now() - INTERVAL '1 day'"}, ["sqlglot"]),
    ],
)
def test_dear_libraries_are_imported_for_what_needs_them_only(change: dict[str, str], imported: list[str]) -> None:
    base = {**BASE, "filter": "plan = 'pro'"}
    code = (
        "import sys; from c360_governance.diff.metric import metric_facts; "
        f"metric_facts({base!r}, { ({**base, **change})!r}); "
        "print([name for name in ('sqlglot', 'duckdb') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(imported)
