"""The story that `c360 demo` tells: real commands on a real repository, each with what it must answer."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from c360_governance.demo.repository import REMOVED_COLUMN, commit, remove_column, write_reference

Echo = Callable[[str], None]

STATUS_MEANING = {0: "clean", 1: "findings", 2: "could not judge"}


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence, the command it introduces, and the exit status that the story expects of it."""

    sentence: str
    arguments: tuple[str, ...]
    status: int


BEFORE = (
    Step("Every contract, metric, check and the configuration against its standard and our rules.", ("lint",), 0),
    Step(
        "The checks that the contracts ask for, on the warehouse. One promise is broken: week_start is to be the\n"
        "Monday of the row's week, and in two rows it is not. That opens an incident.",
        ("check",),
        1,
    ),
    Step(
        "An existing report of the same month against the governed definitions. Some of the report is wrong.",
        ("metric", "reconcile", "published_figures.csv"),
        1,
    ),
)
AFTER = (
    Step("What the change breaks, for whom, and the version it needs.", ("diff", "--against", "HEAD~1"), 1),
    Step("The release gate: fourteen points, each with its evidence.", ("gate", "--against", "HEAD~1"), 1),
    Step("On call: what is broken.", ("incident", "list"), 0),
    Step("What to run to confirm it, from the runbook of that dataset.", ("runbook", "run", "usage_events"), 0),
    Step("Where usage_events flows to.", ("lineage", "show", "usage_events", "--downstream"), 0),
    Step("And the record of all this: a hash-chained log that proves itself.", ("lineage", "verify"), 0),
)


def tell(target: Path, echo: Echo) -> bool:
    """Write the repository, run the story on it, and say whether every command answered as told."""
    write_reference(target)
    published_figures(target)
    commit(target, "The reference platform: contracts, metrics, checks, runbooks")
    echo(f"A governance repository with a warehouse is in {target}.\n")
    as_told = _run_all(BEFORE, target, echo)
    remove_column(target)
    commit(target, f"usage_events: drop {REMOVED_COLUMN}", author="Product Engineer <product@example.com>")
    echo(f"Now a producer commits a change: usage_events loses {REMOVED_COLUMN}, declared as a patch.\n")
    return _run_all(AFTER, target, echo) and as_told


def published_figures(target: Path) -> None:
    """The report that the platform publishes, put beside the contracts for `metric reconcile`."""
    from importlib.resources import files

    report = files("c360_governance").joinpath("sample", "published_figures.csv").read_bytes()
    (target / "published_figures.csv").write_bytes(report)


def _run_all(steps: tuple[Step, ...], target: Path, echo: Echo) -> bool:
    """Every step, also after one that did not answer as told."""
    return not [step for step in steps if not _run(step, target, echo)]


def _run(step: Step, target: Path, echo: Echo) -> bool:
    """One command in its own process, exactly as the user would run it."""
    echo(f"{step.sentence}\n")
    echo(f"$ {shlex.join(('c360', '-C', str(target), *step.arguments))}")
    done = subprocess.run(
        [sys.executable, "-m", "c360_governance", "-C", str(target), *step.arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "100"},
        check=False,
    )
    echo(done.stdout.rstrip("\n"))
    meaning = STATUS_MEANING.get(done.returncode, "failed")
    echo(f"-> exit {done.returncode} ({meaning})\n")
    if done.returncode != step.status:
        echo(f"The story expected exit {step.status} here.\n")
    return done.returncode == step.status


def next_steps(target: Path) -> str:
    """What to try, with an incident that really exists."""
    listing = subprocess.run(
        [sys.executable, "-m", "c360_governance", "-C", str(target), "incident", "list", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    incidents = json.loads(listing.stdout or "{}").get("incidents", [])
    arguments = [
        *([("incident", "show", incidents[0]["id"])] if incidents else []),
        ("metric", "show", "mrr"),
        ("metric", "eval", "uptime_pct", "--as-of", "2026-01-31"),
        ("explain", "property-removed"),
        ("lineage", "report", "--format", "html", "--output", str(target / "lineage.html")),
    ]
    where = shlex.quote(str(target))
    commands = [shlex.join(("c360", "-C", str(target), *one)) for one in arguments]
    commands.append(f"git -C {where} revert --no-commit HEAD && c360 -C {where} gate --against HEAD~1")
    return "Try next:\n" + "\n".join(f"  {command}" for command in commands)
