"""`c360 check` beside other tools: sixty promises about a generated Customer 360 in DuckDB, in one run.

    python benchmarks/checks.py [--scale 1] [--runs 1] [--dbt PYTHON] [--gx PYTHON] [--datacontract PYTHON]

Every tool says the same promises in its own words and runs as one process, in turn: wall-clock seconds, CPU seconds and
the largest resident set of the process. A tool that does not find exactly the broken promises is named. dbt, Great
Expectations and datacontract-cli's DuckDB reader are asked where an environment of their own is named: their pins do
not agree with ours. The fixed cost is the same on a hundredth of the rows.

    python -m venv /tmp/dbt && /tmp/dbt/bin/pip install "dbt-core<1.12" dbt-duckdb
    python -m venv /tmp/gx && /tmp/gx/bin/pip install great-expectations "duckdb-engine" "sqlalchemy<2.1"
    python -m venv /tmp/odcs && /tmp/odcs/bin/pip install "datacontract-cli[duckdb]>=1.2.8,<1.3"
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from contenders import dbt_tests, odcs
from customer360 import AS_OF, PROMISES, grow, make, rows

HERE = Path(__file__).parent
EXPECTED = {one.id for one in PROMISES if one.broken}
KINDS = {"not_null": "missing", "unique": "duplicate", "accepted": "invalid", "range": "invalid", "pattern": "invalid",
         "reference": "reference", "rows": "volume", "fresh": "freshness", "condition": "invariant"}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """``engine`` is how long its statements took, where a tool says it."""

    wall: float
    cpu: float
    megabytes: float
    failed: frozenset[str]
    engine: float | None = None


@dataclass(frozen=True)
class Contender:
    """``read`` gives the broken promises and the engine's seconds from what was printed."""

    name: str
    command: list[str]
    read: Callable[[str], tuple[set[str], float | None]]


def measured(contender: Contender) -> Run:
    """Run to the end, with all that it starts."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begun = time.perf_counter()
        process = subprocess.Popen(contender.command, stdout=out, stderr=err, cwd=HERE)
        _, _, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = 0
        out.seek(0), err.seek(0)
        text, trouble = out.read(), err.read()
    try:
        failed, engine = contender.read(text)
    except (ValueError, KeyError, IndexError, OSError) as error:
        message = f"{contender.name} gave nothing to read ({error!r}):\n{text[-2000:]}{trouble[-2000:]}"
        if contender.name.startswith("c360"):
            raise SystemExit(message) from None
        print(message, file=sys.stderr)
        failed, engine = set(), None
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, frozenset(failed), engine)


def contenders(folder: Path, warehouse: Path, asked: argparse.Namespace) -> list[Contender]:
    """Each tool with its project written into the folder."""
    c360 = folder / "c360"
    odcs.write(c360 / "contracts", {"type": "duckdb", "database": "w", "schema": "main"})
    entry = {"type": "duckdb", "path": str(warehouse)}
    config = {"version": 1, "as_of": AS_OF, "warehouse": "local", "warehouses": {"local": entry}}
    (c360 / "c360.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    own = [sys.executable, "-m", "c360_governance", "-C", str(c360), "check", "--format", "json"]
    found = [
        Contender("c360", own, _of_c360),
        Contender("c360 --no-record", [*own, "--no-record"], _of_c360),
        _script("by hand", "by_hand.py", sys.executable, warehouse, folder),
        _script("soda-core API", "soda_api.py", sys.executable, warehouse, folder),
    ]
    if asked.datacontract:
        odcs.write(folder / "contracts", {"type": "duckdb", "database": str(warehouse), "schema": "main"})
        found.append(_script("datacontract-cli", "datacontract_api.py", asked.datacontract, warehouse, folder))
    if asked.dbt:
        dbt_tests.write(folder / "dbt", warehouse)
        command = dbt_tests.command(asked.dbt, folder / "dbt")
        found.append(Contender("dbt test", command, lambda _: (set(dbt_tests.failed(folder / "dbt")[0]), None)))
    if asked.gx:
        found.append(_script("Great Expectations", "gx_api.py", asked.gx, warehouse, folder))
    absent = [one for one in found if shutil.which(one.command[0]) is None]
    for one in absent:
        print(f"{one.name} did not run: there is no {one.command[0]}")
    return [one for one in found if one not in absent]


def _script(name: str, file: str, python: str, warehouse: Path, folder: Path) -> Contender:
    return Contender(name, [python, str(HERE / "contenders" / file), str(warehouse), str(folder)], _of_script)


def _of_script(text: str) -> tuple[set[str], float | None]:
    said = json.loads(text.strip().splitlines()[-1])
    return set(said["failed"]), said.get("engine")


def _of_c360(text: str) -> tuple[set[str], float | None]:
    """By table, column and kind: each promise has a check of its own."""
    said = json.loads(text)
    ids = {(one.table, one.column, KINDS[one.kind]): one.id for one in PROMISES}
    failed = set()
    for one in said["outcomes"]:
        if one["outcome"] != "passed":
            key = (one["dataset"], one["column"], one["kind"])
            failed.add(ids.get(key) or f"{one['check']}: {one['message']}")
    return failed, said.get("cost", {}).get("seconds")


def table(title: str, found: dict[str, list[Run]]) -> dict[str, Run]:
    """Medians over the runs, and the ratios to the first contender; tools that found something else are named."""
    print(f"\n{title}\n{'':20} {'wall s':>8} {'CPU s':>8} {'engine s':>9} {'MB':>7} {'c360 is':>8} {'memory':>7}")
    medians = {name: _median(runs) for name, runs in found.items()}
    own = medians["c360"]
    for name, run in medians.items():
        engine = f"{run.engine:9.2f}" if run.engine is not None else f"{'':9}"
        print(f"{name:20} {run.wall:8.2f} {run.cpu:8.2f} {engine} {run.megabytes:7.0f} {own.wall / run.wall:7.2f}x "
              f"{own.megabytes / run.megabytes:6.2f}x")  # fmt: skip
        if run.failed != EXPECTED:
            print(f"  misses {sorted(EXPECTED - run.failed)}, adds {sorted(run.failed - EXPECTED)[:5]}")
    return medians


def _median(runs: list[Run]) -> Run:
    def of(values: list[float]) -> float:
        return statistics.median(values)

    engines = [run.engine for run in runs if run.engine is not None]
    return Run(of([run.wall for run in runs]), of([run.cpu for run in runs]), of([run.megabytes for run in runs]),
               runs[-1].failed, of(engines) if engines else None)  # fmt: skip


def bounds(full: dict[str, Run], fixed: dict[str, Run]) -> None:
    """The issue's: wall time of the fastest, fixed cost of soda-core's API, the largest of their memories."""
    others = {name: run for name, run in full.items() if not name.startswith("c360")}
    for name, run in list(others.items()):
        if not run.failed & EXPECTED or run.failed >= {one.id for one in PROMISES}:
            print(f"\n{name} did not tell broken promises from kept ones: it judged nothing and is left out below")
            del others[name]
    fastest = min(others, key=lambda name: others[name].wall)
    print(f"\n{'':44} {'is':>6} {'bound':>6}")
    for what, ratio, bound in (
        (f"wall time against the fastest ({fastest})", full["c360"].wall / others[fastest].wall, 1.1),
        ("the same in CPU seconds, for a busy machine", full["c360"].cpu / min(r.cpu for r in others.values()), 1.1),
        ("fixed cost against soda-core's API", fixed["c360"].wall / fixed["soda-core API"].wall, 1.5),
        ("memory against the least of theirs", full["c360"].megabytes / min(r.megabytes for r in others.values()), 1.0),
    ):
        print(f"{what:44} {ratio:6.2f} {bound:6.2f}{'  over' if ratio > bound else ''}")


def since(folder: Path, warehouse: Path, scale: float, first: Run) -> None:
    """A second run after 1 % new rows that reads only these, where `c360 check` can."""
    c360 = [sys.executable, "-m", "c360_governance"]
    probe = subprocess.run([*c360, "check", "--help"], capture_output=True, text=True, check=False, cwd=HERE)
    if "--since" not in probe.stdout:
        print("\nthis c360 has no --since")
        return
    grow(warehouse, scale)
    command = [*c360, "-C", str(folder / "c360"), "check", "--format", "json", "--since"]
    run = measured(Contender("c360 --since", command, _of_c360))
    share = (run.engine or 0) / (first.engine or 1)
    print(f"\nafter 1 % new rows, --since: {run.wall:.2f} s wall, {run.engine or 0:.2f} s engine; "
          f"{share:.2f} of the first run's engine time, bound 0.15")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 20 million events")
    parser.add_argument("--runs", type=int, default=1)
    for tool in ("dbt", "gx", "datacontract"):
        parser.add_argument(f"--{tool}", metavar="PYTHON", help="the interpreter of its environment")
    asked = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as name:
        for scale in (asked.scale / 100, asked.scale):
            folder = Path(name) / f"scale{scale}"
            folder.mkdir()
            warehouse = folder / "warehouse.duckdb"
            make(warehouse, scale)
            tools = contenders(folder, warehouse, asked)
            found: dict[str, list[Run]] = {tool.name: [] for tool in tools}
            for _ in range(asked.runs):
                for tool in tools:
                    shutil.rmtree(folder / "c360/.c360", ignore_errors=True)
                    found[tool.name].append(measured(tool))
            title = ", ".join(f"{count:,} {one}" for one, count in rows(scale).items())
            results.append(table(title, found))
        bounds(results[1], results[0])
        shutil.rmtree(folder / "c360/.c360", ignore_errors=True)
        measured(tools[0])  # only for the log that --since goes on from; it is compared with the median
        since(folder, warehouse, asked.scale, results[1]["c360"])


if __name__ == "__main__":
    main()
