"""Soda as a guest of a process of its own: no telemetry, no network, no home, no .env, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checks_place import Place, contract

CUT = """
import socket, sys
def refuse(*arguments, **options):
    print("NETWORK", arguments[:2], file=sys.stderr)
    raise OSError("the network is cut")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
"""


ONLY_SODA = """
dataset: local/main/t
columns: []
checks:
- failed_rows: {name: k, query: SELECT id FROM t, rows_tested_query: SELECT 1, threshold: {must_be: 0}}
"""
"""A check that we do not translate, so that Soda is imported and asked."""


def python(code: str, *arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SODA_")} | environment
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, env=env, cwd=cwd
    )


def test_soda_turns_telemetry_on_when_it_is_imported() -> None:
    shown = python(
        CUT
        + "import soda_core, opentelemetry.trace as t; from soda_core.telemetry.soda_telemetry import SodaTelemetry\n"
        "print(type(t.get_tracer_provider()).__module__, SodaTelemetry.ENDPOINT)"
    )
    assert shown.stdout.split() == ["opentelemetry.sdk.trace", "https://collect.soda.io/v1/traces"]


def test_the_command_runs_without_network_home_or_traces(place: Place, tmp_path: Path) -> None:
    place.contract(contract({"name": "id", "physicalType": "INTEGER"})).sql("CREATE TABLE t (id INTEGER)")
    place.write("checks/t.yaml", ONLY_SODA)
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o500)
    code = CUT + (
        "import os, threading; before = dict(os.environ)\n"
        "from c360_governance.cli.main import main\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n"
        "    import opentelemetry.trace as t\n"
        "    print(type(t.get_tracer_provider()).__module__, dict(os.environ) == before, file=sys.stderr)\n"
        "    print([thread.name for thread in threading.enumerate()], file=sys.stderr)\n"
        "    raise\n"
    )
    done = python(code, "-C", str(place.root), "check", "--no-record", HOME=str(home))
    home.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert "2 passed" in done.stdout
    assert done.stderr.splitlines() == ["opentelemetry.trace True", "['MainThread']"]
    assert list(home.iterdir()) == []


def test_a_dotenv_file_is_not_read(place: Place) -> None:
    place.contract(contract({"name": "id", "physicalType": "INTEGER"})).sql("CREATE TABLE t (id INTEGER)")
    place.write("checks/t.yaml", ONLY_SODA)
    place.write(".env", "FROM_A_DOTENV_FILE=yes\n")
    seen = "import os; print('seen:', os.environ.get('FROM_A_DOTENV_FILE'))"
    assert "seen: yes" in python(f"import soda_core; {seen}", cwd=place.root).stdout
    code = f"from c360_governance.cli.main import main\ntry:\n    main()\nexcept SystemExit:\n    {seen}\n"
    done = python(code, "check", "--no-record", cwd=place.root)
    assert "seen: None" in done.stdout
    assert "2 passed" in done.stdout


def test_the_network_is_cut_for_real_where_the_kernel_can(place: Place, c360: Callable[..., Any]) -> None:
    place.contract(contract({"name": "id", "physicalType": "INTEGER"})).sql("CREATE TABLE t (id INTEGER)")
    place.write("checks/t.yaml", ONLY_SODA)
    command = [sys.executable, "-m", "c360_governance", "-C", str(place.root), "check", "--no-record"]
    alone = subprocess.run(["unshare", "-rn", *command], capture_output=True, text=True, check=False) if (
        shutil.which("unshare")
    ) else None  # fmt: skip
    if alone is None or "unshare" in alone.stderr:  # a kernel without user namespaces: the cut above must do
        assert c360("-C", place.root, "check", "--no-record").status == 0
        return
    assert (alone.returncode, alone.stderr) == (0, "")
