"""`c360 metric` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from c360_governance.metrics.card import card
from c360_governance.model.metric import parse_metric

REPORT = "metric,slice,published\nweekly_revenue,2026-01-19,{}\n"


def test_list_follows_the_chain(platform: Path, c360: Any) -> None:
    listed = json.loads(c360("-C", platform, "metric", "list", "--format", "json").stdout)["metrics"]
    layers = [one["layer"] for one in listed]
    assert len(listed) == 29
    assert layers == sorted(layers, key=["product", "customer", "revenue"].index)
    assert {"name", "version", "status", "type", "layer", "owner", "unit", "description", "path"} == set(listed[0])
    text = c360("-C", platform, "metric", "list", "--layer", "customer").stdout
    assert "satisfaction_score" in text
    assert "weekly_growth_rate_pct" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_show_is_the_whole_definition(platform: Path, c360: Any) -> None:
    text = c360("-C", platform, "metric", "show", "adoption_rate_pct").stdout
    flowing = " ".join(text.split())
    for part in (
        "adoption_rate_pct 1.0.0 (active)",
        "100.0 * conversions / base",
        "base: account_id in accounts, by signup_date",
        "with sum of tokens in usage_events as value and value >= 1000",
        "91 days",
        "year to date, from 1 January",
        "customer-analytics",
        "product: error_rate_pct, latency_p50_ms, time_to_value_p100_days",
        "contracts/metrics/adoption_rate_pct.metric.yaml",
    ):
        assert part in flowing
    assert max(map(len, text.splitlines())) <= 80
    body = json.loads(c360("-C", platform, "metric", "show", "arpa", "--format", "json").stdout)["metric"]
    assert body["grain"] == "week"
    assert body["filters"] == ["denominator: weekly_revenue > 0"]
    assert list(body["chain"]) == ["product", "customer"]
    assert body["drives"] == ["weekly_revenue"]


def test_two_majors_know_of_each_other(platform: Path, c360: Any) -> None:
    folder = platform / "contracts" / "metrics"
    text = (folder / "arr.metric.yaml").read_text()
    (folder / "arr_v2.metric.yaml").write_text(text.replace("name: arr\nversion: 1", "name: arr_v2\nversion: 2"))
    assert "arr 1.0.0 (active)" in c360("-C", platform, "metric", "show", "arr_v2").stdout


def test_eval_by_week(platform: Path, c360: Any) -> None:
    run = c360("-C", platform, "metric", "eval", "weekly_growth_rate_pct", "--as-of", "2026-01-25", "--format", "json")
    body = json.loads(run.stdout)
    assert run.status == 0
    assert [row["week_start"] for row in body["rows"]] == ["2026-01-05", "2026-01-12", "2026-01-19"]
    assert body["rows"][0]["value"] is None
    assert body["rows"][1]["value"] == pytest.approx(5.888324873)
    assert body["sql"].startswith('WITH "weekly_revenue_rows_by_week_start"')
    assert body["as_of"] == "2026-01-25T23:59:59+00:00"
    assert body["period"]["start"] == "2026-01-01"


def test_eval_of_one_value_and_its_period(platform: Path, c360: Any) -> None:
    body = json.loads(c360("-C", platform, "metric", "eval", "ytd_revenue", "--format", "json").stdout)
    assert body["rows"] == [{"value": 209450.0}]
    body = json.loads(c360("-C", platform, "metric", "eval", "error_rate_pct", "--format", "json").stdout)
    assert body["period"]["value"] == pytest.approx(100 * 2 / 35)


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        (["cltv_24mo", "--slice", "account_name=Acme Corp"], [{"account_name": "Acme Corp", "value": 976848.0}]),
        (["weekly_revenue", "--slice", "2026-01-19"], [{"week_start": "2026-01-19", "value": 53250.0}]),
        (["weekly_revenue", "--slice", "tier=Starter"], [{"tier": "Starter", "value": 6650.0}]),
        (
            ["ticket_volume", "--by", "category"],
            [
                {"category": name, "value": count}
                for name, count in [("billing", 2), ("error", 1), ("latency", 2), ("onboarding", 2)]
            ],
        ),
    ],
)
def test_eval_of_slices(arguments: list[str], rows: list[dict[str, Any]], platform: Path, c360: Any) -> None:
    assert json.loads(c360("-C", platform, "metric", "eval", *arguments, "--format", "json").stdout)["rows"] == rows


def test_eval_says_which_invariant_breaks(platform: Path, c360: Any) -> None:
    path = platform / "contracts" / "metrics" / "uptime_pct.metric.yaml"
    path.write_text(path.read_text().replace("value BETWEEN 0 AND 100", "value >= 99"))
    run = c360("-C", platform, "metric", "eval", "uptime_pct", "--format", "json")
    (finding,) = json.loads(run.stdout)["findings"]
    assert run.status == 1
    assert (finding["rule"], finding["subject"]) == ("metric-invariant", "uptime_pct")
    assert path.read_text().splitlines()[finding["line"] - 1].startswith("invariants")
    assert "1 of 5 values (week_start=2026-01-19)" in finding["message"]


def test_the_sql_runs_as_printed(platform: Path, c360: Any) -> None:
    import duckdb

    sql = c360("-C", platform, "metric", "eval", "mrr", "--sql").stdout
    with duckdb.connect(str(platform / "warehouse.duckdb"), read_only=True) as connection:
        assert float(connection.execute(sql).fetchall()[0][1]) == 237284


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["eval", "mrrr"], "there is no metric 'mrrr'\n  help: did you mean 'mrr'?"),
        (["show", "mrrr"], "there is no metric 'mrrr'"),
        (["eval", "mrr", "--by", "account"], "mrr has no dimension 'account'\n  help: did you mean 'account_name'?"),
        (["eval", "mrr", "--as-of", "yesterday"], "'yesterday' is no time"),
        (["eval", "mrr", "--warehouse", "remote"], "there is no warehouse 'remote'"),
        (["eval", "weekly_revenue", "--slice", "2026-01-20"], "has no slice '2026-01-20'"),
        (["reconcile", "nowhere.csv"], "there is no file nowhere.csv"),
        (["evla", "mrr"], "did you mean 'eval'?"),
    ],
)
def test_usage_errors(arguments: list[str], message: str, platform: Path, c360: Any) -> None:
    run = c360("-C", platform, "metric", *arguments)
    assert (run.status, run.stdout) == (2, "")
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_a_broken_spec_is_located(platform: Path, c360: Any) -> None:
    path = platform / "contracts" / "metrics" / "weekly_revenue.metric.yaml"
    path.write_text(path.read_text().replace("expr: weekly_revenue\n", "expr: weekly_revnue\n"))
    line = path.read_text().splitlines().index("expr: weekly_revnue") + 1
    run = c360("-C", platform, "metric", "eval", "arpa")
    assert run.status == 2
    assert f"contracts/metrics/weekly_revenue.metric.yaml:{line}:7: weekly_revenue: expr reads" in run.stderr
    assert "did you mean 'weekly_revenue'?" in run.stderr


@pytest.mark.parametrize(("published", "status"), [("53250", 0), ("53150", 1), ("about", 2)])
def test_reconcile(published: str, status: int, platform: Path, tmp_path: Path, c360: Any) -> None:
    report = tmp_path / "report.csv"
    report.write_text(REPORT.format(published))
    run = c360("-C", platform, "metric", "reconcile", report, "--as-of", "2026-01-31", "--format", "json")
    assert run.status == status
    if status == 2:
        assert f"{report}:2:1: published is 'about'" in run.stderr
        return
    body = json.loads(run.stdout)
    assert body["counts"] == {"agrees": 1 - status, "differs": status, "missing": 0}
    assert set(body["figures"][0]) == {"metric", "slice", "published", "governed", "status", "difference"}
    assert [(one["path"], one["line"]) for one in body["findings"]] == [(str(report), 2)] * status


def test_the_published_report_is_readable_at_80_columns(platform: Path, c360: Any) -> None:
    report = Path(__file__).parents[2] / "src" / "c360_governance" / "sample" / "published_figures.csv"
    run = c360("-C", platform, "metric", "reconcile", report)
    table = run.stdout.split("\n\n")[1]
    assert max(map(len, table.splitlines())) <= 80
    assert "64 figures: 31 agree, 33 differ, 0 without a governed value" in run.stdout
    assert run.status == 1


@pytest.mark.parametrize("arguments", [["list"], ["show", "mrr"]])
def test_reading_imports_no_engine(arguments: list[str], platform: Path) -> None:
    code = (
        "import sys\nfrom c360_governance.cli.main import main\n"
        f"try: main(['-C', {str(platform)!r}, 'metric', *{arguments!r}])\n"
        "except SystemExit: pass\n"
        "print([n for n in ('duckdb', 'sqlglot', 'pydantic', 'soda_core', 'jsonschema_rs') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": "ratio", "inputs": "x", "dimensions": 3, "numerator": 4},
        {"type": "derived", "inputs": [3, {"alias": "x"}, None]},
        {"type": "conversion", "base": "x", "conversion": []},
        {"type": "cumulative", "inputs": {}},
        {"type": "sql", "query": None, "drivers": ["nobody"]},
    ],
)
def test_a_card_of_anything(document: dict[str, Any]) -> None:
    metric = parse_metric(document, "contracts/metrics/m.metric.yaml")
    assert card(metric, {"m": metric}).metric.name == "m"
