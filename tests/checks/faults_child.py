"""Runs of `c360 check` in processes that are killed, or whose database is, after a number of Python's own steps.

    faults_child.py ROOT SEED COUNT self|database

Prints a line of JSON for each run: what it found if it lived, whether the log verified then, and what the log holds.
Each run is a fork of this process, which has the libraries loaded and no thread.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import c360_governance.checks.runner
import c360_governance.oncall.watch
import c360_governance.warehouse.duckdb  # noqa: F401  # loaded before the forks
from c360_governance.cli.main import main
from c360_governance.lineage.log.history import every_check_result
from c360_governance.lineage.log.log import Log
from c360_governance.sources.repository import Repository

MINUTES = 60


def forked(work: Callable[[], Any]) -> tuple[int, Any]:
    """How a fork ended (negative: by a signal), and what its work gave."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        code = 70
        with contextlib.suppress(BaseException):
            os.write(writer, json.dumps(work()).encode())
            code = 0
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(text) if text else None


def fill(root: Path, number: int) -> None:
    """``number`` + 1 rows without a value, ``number`` repeated ids in each of the two tables."""
    rows = [(at, None if at <= number else at) for at in range(20)] + [(at, at) for at in range(20, 20 + number)] * 2
    statements = [
        "DELETE FROM {0}",
        "INSERT INTO {0} VALUES " + ", ".join(f"({id_}, {'NULL' if a is None else a})" for id_, a in rows),
    ]
    if "C360_TEST_POSTGRES" in os.environ:
        import psycopg

        with psycopg.connect(os.environ["C360_TEST_POSTGRES"]) as connection:
            for table in ("t", "u"):
                for statement in statements:
                    connection.execute(statement.format(f'"c360 checks".{table}').encode())
        return
    import duckdb

    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        for table in ("t", "u"):
            for statement in statements:
                connection.execute(statement.format(table))


def check(root: Path, number: int, steps: int | None, target: str) -> dict[str, Any]:
    """One run; after so many steps it, or its database, is killed. Without ``steps`` they are counted."""
    counted = 0
    backend: list[int] = []

    def kill(process: int) -> None:
        sys.setprofile(None)
        with contextlib.suppress(ProcessLookupError):  # the connection was closed already
            os.kill(process, signal.SIGKILL)

    def own_step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal counted
        counted += 1
        if counted == steps:
            kill(os.getpid())

    def databases_step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal counted
        if not backend:  # there is nothing to kill yet
            if frame.f_code.co_name == "query" and hasattr(frame.f_locals.get("self"), "_settings"):
                backend.append(frame.f_locals["self"]._connection.info.backend_pid)
            return
        counted += 1
        if counted == steps:
            kill(backend[0])

    out, err = io.StringIO(), io.StringIO()
    arguments = ["-C", str(root), "check", "--format", "json", "--as-of", f"2026-01-31T00:{number:02}:00Z"]
    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        sys.setprofile(own_step if target == "self" else databases_step)
        try:
            main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        finally:
            sys.setprofile(None)
    found = json.loads(out.getvalue())["outcomes"] if out.getvalue() else []
    return {
        "status": status,
        "said": err.getvalue(),
        "steps": counted,
        "found": [[one["check"], one["outcome"], one["measured"]] for one in found],
    }


def logged(root: Path) -> dict[str, Any]:
    """Whether the log verifies, and every outcome in it with the minute of its data's clock."""
    here = Repository(root)
    with Log.open(here.config.log, root) as log:
        verified = log.verify().verified
        outcomes = [[one.as_of.minute, one.check, one.outcome, one.measured] for one in every_check_result(log)]
    return {"verified": verified, "outcomes": outcomes}


def main_() -> None:
    root, seed, count, target = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    chance = random.Random(seed)
    forked(lambda: fill(root, MINUTES - 1))
    _, whole = forked(lambda: check(root, MINUTES - 1, None, target))
    for number in range(count):
        forked(lambda number=number: fill(root, number))  # type: ignore[misc]  # bound now
        steps = chance.randrange(1, whole["steps"])
        ended, run = forked(lambda number=number, steps=steps: check(root, number, steps, target))  # type: ignore[misc]
        while ended == 0 and target == "self":  # it was done before; runs without a new incident are shorter
            steps = chance.randrange(1, min(steps, run["steps"]))
            ended, run = forked(lambda number=number, steps=steps: check(root, number, steps, target))  # type: ignore[misc]
        _, log = forked(lambda: logged(root))
        print(json.dumps({"number": number, "steps": steps, "ended": ended, "run": run, "log": log}), flush=True)
        if target == "database":
            _until_it_is_back()
    forked(lambda: fill(root, count))
    ended, run = forked(lambda: check(root, count, None, "self"))
    _, log = forked(lambda: logged(root))
    print(json.dumps({"number": count, "steps": None, "ended": ended, "run": run, "log": log}))


def _until_it_is_back() -> None:
    """A server whose backend was killed starts its others again, in a fraction of a second."""
    import psycopg

    for _ in range(200):
        with contextlib.suppress(psycopg.Error):
            psycopg.connect(os.environ["C360_TEST_POSTGRES"]).close()
            return
        time.sleep(0.05)  # nothing to wait on but the server itself


if __name__ == "__main__":
    main_()
