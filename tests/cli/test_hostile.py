"""Names and places that try to break a terminal, a report or a file."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from c360_governance.cli.main import main
from c360_governance.warehouse.connection import Rows
from c360_governance.warehouse.duckdb import DuckDBWarehouse

HOSTILE = "contracts/crm/\x1b[31m\u202e\n::error::x.odcs.yaml"


@pytest.mark.parametrize("text", ["a: 1", "a: ["], ids=["lintable", "broken"])
@pytest.mark.parametrize("format_", ["text", "markdown", "github"])
def test_a_file_name_steers_no_terminal(c360: Callable, platform: Path, text: str, format_: str) -> None:
    (platform / HOSTILE).write_text(text)
    for command in (("lint",), ("diff", "--against", "HEAD"), ("gate", "--against", "HEAD")):
        if command[0] == "gate" and format_ == "github":
            continue
        done = c360("--color", "always", "-C", platform, *command, "--format", format_)
        said = done.stdout + done.stderr
        assert "x.odcs.yaml" in said
        assert "\x1b[31m\u202e" not in said
        assert "\u202e" not in said
        assert not any(line.startswith("::error::x") for line in said.splitlines())


def test_no_name_in_a_document_steers_a_terminal(c360: Callable, platform: Path) -> None:
    name = '"x\\e[31m\\u202E\\n::error::pwned"'
    contract = platform / "contracts/support/support_tickets.odcs.yaml"
    text = contract.read_text()
    for old, new in (("name: support_tickets", f"name: {name}"), ("name: support-operations", f"name: {name}")):
        assert old in text
        text = text.replace(old, new, 1)
    contract.write_text(text)
    (platform / "runbooks/support_tickets.md").write_text("# \x1b[31m\u202e\n")
    opened = json.loads(
        c360("-C", platform, "check", "--only", "volume", "--as-of", "2030-01-01", "--format", "json").stdout
    )
    incidents = [("incident", "show", id_) for id_ in opened["incidents"]["opened"]]
    assert incidents
    for command in (("runbook", "list"), ("incident", "list"), ("check", "--only", "volume"), *incidents):
        said = c360("--color", "always", "-C", platform, *command).stdout
        assert "\u202e" not in said
        assert "x\x1b[31m" not in said
        assert not any(line.startswith("::error::") for line in said.splitlines())


@pytest.mark.parametrize("command", [("lint",), ("diff", "--against", "HEAD"), ("gate", "--against", "HEAD")])
@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_a_file_name_that_is_no_utf_8(
    c360: Callable, platform: Path, command: tuple[str, ...], format_: str, tmp_path: Path
) -> None:
    Path(os.fsdecode(bytes(platform / "contracts" / "crm") + b"/\xff.odcs.yaml")).write_text("a: 1")
    for output in ((), ("--output", tmp_path / "report")):
        done = c360("-C", platform, *command, "--format", format_, *output)
        assert done.status in (0, 1)
        assert done.stderr == ""
    assert "udcff.odcs.yaml" in (tmp_path / "report").read_text(encoding="utf-8")


def test_output_goes_through_a_link(c360: Callable, platform: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "report.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    c360("-C", platform, "lint", "--format", "json", "--output", link)
    assert link.is_symlink()
    assert target.read_text().startswith("{")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_output_to_what_is_no_file_leaves_it_what_it_is(c360: Callable, platform: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = c360("-C", platform, "rules", "--output", pipe)
        assert done.status == 0, done.stderr
        assert os.read(reader, 10)
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_output_to_a_pipe_that_is_open(platform: Path) -> None:
    command = [sys.executable, "-m", "c360_governance", "-C", str(platform), "rules", "--output", "/dev/stdout"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "property-removed" in done.stdout


def test_in_a_folder_of_a_repository_it_is_named(platform: Path, c360: Callable, monkeypatch: Any) -> None:
    (platform / "c360.yaml").unlink()
    monkeypatch.chdir(platform / "contracts/crm")
    done = c360("lint")
    assert done.status == 2
    assert f"-C {platform.resolve()}" in done.stderr


@pytest.mark.parametrize("output", ["", ".", "nowhere/x"])
def test_output_that_cannot_be_written(c360: Callable, platform: Path, output: str) -> None:
    done = c360("-C", platform, "lint", "--output", output)
    assert done.status == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-23:00", "1899-12-31"])
def test_a_clock_beyond_the_calendar(c360: Callable, platform: Path, time: str) -> None:
    done = c360("-C", platform, "metric", "eval", "cwgr_pct", "--as-of", time)
    assert done.status == 2
    assert "is no time" in done.stderr


@pytest.mark.parametrize("command", [("runbook", "run", "accounts"), ("check", "accounts", "--only", "invariant")])
def test_a_statement_without_end_can_be_interrupted(
    platform: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statement's own beginning sets the alarm that stands for Ctrl-C."""
    endless = "SELECT COUNT(*) FROM range(100000000000)"
    (platform / "runbooks/accounts.md").write_text(f"# Accounts\n\n```sql\n{endless}\n```\n")
    contract = platform / "contracts/crm/accounts.odcs.yaml"
    rule = f"        quality:\n          - {{type: sql, name: endless, query: '{endless}', mustBe: 0}}\n"
    contract.write_text(contract.read_text().replace("        quality:\n", rule, 1))
    ask = DuckDBWarehouse.query

    def query(warehouse: DuckDBWarehouse, sql: str, parameters: Sequence[Any] = (), **limits: Any) -> Rows:
        if "range(100000000000)" in sql:
            signal.setitimer(signal.ITIMER_REAL, 0.1)
        return ask(warehouse, sql, parameters, **limits)

    monkeypatch.setattr(DuckDBWarehouse, "query", query)
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(SystemExit) as end:
            main(["-C", str(platform), *command])
    finally:
        signal.signal(signal.SIGALRM, before)
    assert end.value.code == 130
    assert capsys.readouterr().err.strip() == "interrupted"
