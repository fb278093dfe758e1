"""The contract of every command: statuses, streams, suggestions, and no traceback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from c360_governance import __version__
from c360_governance.cli.main import COMMANDS, group
from c360_governance.sources.schemas import validator


def test_version(c360: Callable) -> None:
    done = c360("--version")
    assert (done.status, done.stdout) == (0, f"c360 {__version__}\n")


def test_help_lists_every_command(c360: Callable) -> None:
    done = c360("--help")
    assert done.status == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(c360: Callable, name: str) -> None:
    done = c360(name, "--help")
    assert done.status == 0
    assert "Example" in done.stdout


def test_so_has_every_subcommand() -> None:
    def leaves(parent: click.Group, context: click.Context) -> Iterator[click.Command]:
        for name in parent.list_commands(context):
            command = parent.get_command(context, name)
            assert command is not None
            inner = click.Context(command, parent=context, info_name=name)
            yield from leaves(command, inner) if isinstance(command, click.Group) else (command,)

    without = [one.name for one in leaves(group, click.Context(group)) if "Example" not in (one.help or "")]
    assert without == []


WRONG = [
    (("lnt",), "lint"),
    (("metric", "shwo"), "show"),
    (("check", "--formt", "json"), "--format"),
    (("check", "--format", "jsn"), "json"),
    (("explain", "propery-removed"), "property-removed"),
    (("explain", "gate-sign-of"), "did you mean 'gate-sign-off'?"),
    (("explain", "gate-qqq"), "are findings of `c360 gate`"),
    (("explain", "zzz"), "see `c360 rules`"),
    (("rules", "--pages", "/proc/nowhere"), "the pages cannot be written"),
    (("diff", "--against", "HAED"), "'HAED' is no commit"),
    (("diff", "--against", "mani"), "did you mean 'main'?"),
    (("diff", "README.mdd", "README.md"), "README.mdd does not exist"),
    (("diff", "--aginst", "HEAD"), "Did you mean '--against'?"),
    (("--against", "HEAD", "diff"), "The options of a command stand after it."),
    (("rules", "--kind", "rum"), "did you mean 'run'"),
    (("check", "acounts"), "accounts"),
    (("metric", "show", "mr"), "mrr"),
    (("diff", "--against", "nowhere"), "is no commit"),
    (("runbook", "show", "acounts"), "accounts"),
    (("lint", "--fail-on", "eror"), "did you mean 'error'"),
    (("diff", "--against", "HEAD", "--perspective", "consumr"), "did you mean 'consumer'"),
    (("rules", "--kind", "lnt"), "did you mean 'lint'"),
    (("--color", "nevr", "lint"), "did you mean 'never'"),
    (("lint", "-C", "."), "-C stands before the command: c360 -C ... lint"),
    (("metric", "show", "mrr", "--color", "never"), "c360 --color ... metric show"),
]


@pytest.mark.parametrize(("arguments", "hint"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_wrong_names_exit_2_with_a_suggestion(
    c360: Callable, platform: Path, arguments: tuple[str, ...], hint: str
) -> None:
    done = c360("-C", platform, *arguments)
    assert done.status == 2
    assert done.stdout == ""
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


NO_REPOSITORY = [("check",), ("metric", "show", "mrr"), ("gate", "--against", "HEAD"), ("incident", "show", "x")]


@pytest.mark.parametrize("arguments", NO_REPOSITORY, ids=[" ".join(row) for row in NO_REPOSITORY])
def test_an_empty_folder_is_no_traceback(c360: Callable, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = c360("-C", tmp_path, *arguments)
    assert done.status == 2
    assert "Traceback" not in done.stderr
    assert "help:" in done.stderr or "error" in done.stderr


PASSING_ELSEWHERE = [
    ("lint",), ("diff", "--against", "HEAD"), ("gate", "--against", "HEAD"), ("check", "--plan"), ("metric", "list"),
    ("runbook", "list"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", PASSING_ELSEWHERE, ids=[" ".join(row) for row in PASSING_ELSEWHERE])
def test_a_wrong_folder_does_not_pass(c360: Callable, platform: Path, arguments: tuple[str, ...]) -> None:
    done = c360("-C", platform / "contracts", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert "is no governance repository" in done.stderr
    assert f"-C {platform.resolve()}" in done.stderr


def test_what_needs_no_repository_runs_anywhere(c360: Callable, platform: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    contract = platform / "contracts/crm/accounts.odcs.yaml"
    for arguments in (("lint", contract), ("diff", contract, contract), ("rules",), ("explain", "property-removed")):
        assert c360("-C", tmp_path / "a", *arguments).status == 0, arguments


@pytest.mark.parametrize("name", ["metric", "lineage", "incident", "runbook"])
def test_help_of_a_group_cuts_nothing(c360: Callable, name: str) -> None:
    assert "..." not in c360(name, "--help").stdout.partition("Commands:")[2]


def test_a_folder_that_is_none(c360: Callable, tmp_path: Path) -> None:
    done = c360("-C", tmp_path / "nowhere", "lint")
    assert (done.status, done.stdout) == (2, "")
    assert "is no folder" in done.stderr


JSON = [
    ("lint",), ("diff", "--against", "HEAD"), ("check", "accounts"), ("metric", "list"), ("metric", "show", "mrr"),
    ("metric", "eval", "mrr"), ("gate", "--against", "HEAD"), ("incident", "list"), ("runbook", "list"),
    ("runbook", "run", "accounts"), ("lineage", "show", "mrr"), ("lineage", "verify"), ("rules",),
    ("explain", "owner-missing"),
]  # fmt: skip


def test_every_json_is_of_the_published_schema_and_names_its_command(c360: Callable, platform: Path) -> None:
    groups = ("metric", "incident", "runbook", "lineage")
    for arguments in JSON:
        done = c360("-C", platform, *arguments, "--format", "json")
        answer = json.loads(done.stdout)
        assert [str(error.message) for error in validator("findings-1").iter_errors(answer)] == [], arguments
        assert answer["command"] == " ".join(arguments[: 2 if arguments[0] in groups else 1])
