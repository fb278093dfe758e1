"""A real run of dbt with its OpenLineage integration: through HTTP and through a file, and what the graph makes of it.

dbt lives in an environment of its own, `make .venv-dbt/installed`; `C360_DBT` names another one's folder of commands.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.log.log import Log

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "dbt"
NAMESPACE = "duckdb://shop.duckdb"


@dataclass(frozen=True)
class Run:
    """Where the log is that dbt posted to, and the file that it wrote beside."""

    root: Path
    file: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`dbt-ol build` on a small project, which sends every event to `c360 lineage serve` and to a file."""
    commands = Path(os.environ.get("C360_DBT", ROOT / ".venv-dbt" / "bin"))
    if not (commands / "dbt-ol").is_file():
        pytest.skip("dbt is not installed: `make .venv-dbt/installed`, or name its folder in C360_DBT")
    root = tmp_path_factory.mktemp("dbt")
    project, file = root / "project", root / "events.ndjson"
    shutil.copytree(PROJECT, project)
    serve = [sys.executable, "-m", "c360_governance", "-C", str(root), "lineage", "serve", "--port", "0"]
    server = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    url = server.stderr.readline().partition("listening on ")[2].partition(",")[0]
    parts = {
        "http": {"type": "http", "url": url, "compression": "gzip"},
        "file": {"type": "file", "log_file_path": str(file), "append": True},
    }
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")},
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "OPENLINEAGE__TRANSPORT": json.dumps({"type": "composite", "transports": parts}),
        "OPENLINEAGE_NAMESPACE": "shop",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    try:
        done = subprocess.run(["dbt-ol", "build", "--profiles-dir", ".", "--project-dir", "."], cwd=project,
                              env=environment, capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        server.terminate()
        server.communicate(timeout=20)
    return Run(root, file)


def test_every_event_arrived_and_the_file_brings_nothing_new(run: Run, c360: Callable[..., Any]) -> None:
    written = [json.loads(line) for line in run.file.read_text().splitlines()]
    with Log.open("sqlite:///.c360/log.db", run.root, must_exist=True) as log:
        assert log.verify().verified
        assert [record.payload for record in log.records()] == written
        assert {record.origin for record in log.records()} == {"http"}
    assert {event["eventType"] for event in written} == {"START", "COMPLETE"}
    answer = json.loads(c360("-C", run.root, "lineage", "ingest", run.file, "--format", "json").stdout)
    assert (answer["ingested"], answer["duplicates"], answer["unreadable"]) == (0, len(written), 0)
    # known of this integration: seeds are in the column lineage and not among the inputs
    assert {finding["rule"] for finding in answer["findings"]} == {"openlineage-lineage-input-missing"}


def test_the_graph_names_the_tables_and_their_columns(run: Run, c360: Callable[..., Any]) -> None:
    def show(*arguments: str) -> dict[str, Any]:
        done = c360("-C", run.root, "lineage", "show", f"{NAMESPACE}/shop.main.mrr", *arguments, "--format", "json")
        assert done.status == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    tables = {node["name"] for node in show("--upstream")["nodes"] if node["kind"] == "dataset"}
    assert {name.rpartition(".")[2] for name in tables} >= {"stg_accounts", "raw_accounts", "raw_revenue"}
    assert all(name.startswith(f"{NAMESPACE}/shop.main.") for name in tables)
    columns = {
        (edge["source"].rpartition(".")[2], source, edge["target"].rpartition(".")[2], target)
        for edge in show("--upstream", "--column", "mrr")["edges"]
        for source, target in edge["columns"]
    }
    assert ("raw_revenue", "amount", "mrr", "mrr") in columns
    origins = {(edge["source"].rpartition(".")[2], *pair)
               for edge in show("--upstream", "--column", "plan")["edges"] for pair in edge["columns"]}  # fmt: skip
    assert ("raw_accounts", "plan", "plan") in origins
