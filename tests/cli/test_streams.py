"""Streams that cannot be written to, and options that come from the environment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from c360_governance.cli.main import group

C360 = f"{sys.executable} -m c360_governance"


def _sh(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, cwd=folder)


def test_a_full_disk_is_no_clean_result(platform: Path) -> None:
    done = _sh(f"{C360} rules >/dev/full", platform)
    assert (done.returncode, done.stderr) == (2, "c360: error: the output cannot be written: No space left on device\n")


@pytest.mark.parametrize("stderr", ["/dev/full", "&-"])
@pytest.mark.parametrize("command", ["diff nope nope", "lnt", "--nope"])
def test_an_error_that_nobody_can_be_told_has_its_status(platform: Path, command: str, stderr: str) -> None:
    assert _sh(f"{C360} {command} 2>{stderr}", platform).returncode == 2


def test_a_reader_that_leaves_sees_no_traceback(platform: Path) -> None:
    done = _sh(f"{C360} rules --format json | head -c 1", platform)
    assert (done.stdout, done.stderr) == ("{", "")


def _options(command: click.Command, prefix: str | None) -> Iterator[tuple[str | None, click.Option, click.Context]]:
    ctx = click.Context(command, auto_envvar_prefix=prefix, info_name="")
    for option in command.params:
        if isinstance(option, click.Option):
            yield prefix, option, ctx
    for name in command.list_commands(ctx) if isinstance(command, click.Group) else ():
        below = command.get_command(ctx, name)
        if below is not None:
            yield from _options(below, prefix and f"{prefix}_{name.upper()}")


def test_every_option_has_the_environment_variable_that_bears_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    list(_options(group, None))  # who looks at the commands in a context without a prefix names nothing for the others
    seen = 0
    for prefix, option, ctx in _options(group, "C360"):
        name = max(option.opts, key=len).strip("-").replace("-", "_").upper()
        if option.name in ("help", "version") or name == "C":
            continue
        with monkeypatch.context() as patch:
            patch.setenv(f"{prefix}_{name}", "x")
            assert option.resolve_envvar_value(ctx) == "x", f"{prefix}_{name}"
        seen += 1
    assert seen > 100


def test_the_format_may_come_from_the_environment(c360: Callable, platform: Path) -> None:
    done = c360("-C", str(platform), "rules", env={"C360_RULES_FORMAT": "json"})
    assert done.stdout.startswith("{")


def test_an_interruption_while_modules_are_loaded_shows_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    for command in (
        "from c360_governance.cli import main; main()",
        "import runpy; runpy.run_module('c360_governance', run_name='__main__')",
    ):
        done = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {command}"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
