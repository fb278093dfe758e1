"""The registry: one file a rule, its id the file's name, and nothing lost without a test that says so."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

import c360_governance.rules as package
from c360_governance.cli.main import group
from c360_governance.model.errors import SourceError, UsageError
from c360_governance.rules import registry
from c360_governance.rules.registry import Rule, all_rules, lint_ids, lint_module, rule, run_rule

LINT = Path(package.__file__).parent / "lint"
EXPECTED = Path(__file__).with_name("expected-lint-rules.txt").read_text(encoding="utf-8").split()


def test_the_lint_rules_are_those_that_are_promised() -> None:
    files = sorted(path.stem.replace("_", "-") for path in LINT.glob("[a-z]*.py"))
    assert files == EXPECTED
    assert list(lint_ids()) == EXPECTED
    assert [one.id for one in all_rules("lint")] == EXPECTED


@pytest.mark.parametrize("one", all_rules("lint"), ids=lambda one: one.id)
def test_every_lint_rule_is_documented(one: Rule) -> None:
    assert one.kind == "lint"
    assert one.severity in ("error", "warning", "info")
    for text in (one.what, one.why):
        assert text.endswith(".")
        assert text[0].isupper() or text.startswith("c360.yaml")
    assert one.help
    assert one.bad != one.good
    assert hasattr(lint_module(one.id), "check") == bool(one.documents)


@pytest.mark.parametrize(
    ("asked", "help_"),
    [("owner-mising", "did you mean 'owner-missing'?"), ("zzz", "there are ")],
)
def test_an_unknown_rule_gets_a_suggestion(asked: str, help_: str) -> None:
    with pytest.raises(UsageError) as error:
        rule(asked)
    assert error.value.help.startswith(help_)


@pytest.mark.parametrize("one", all_rules("run"), ids=lambda one: one.id)
def test_every_run_rule_names_a_command_that_there_is(one: Rule) -> None:
    name, *rest = one.raised_by.split()
    command = group.get_command(click.Context(group), name)
    for word in rest:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    assert one.what.endswith(".")
    assert one.why.endswith(".")
    assert one.bad != one.good


def test_a_run_rule_that_is_not_as_it_must_be_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/odd.toml").write_text("what = 'x.'\nseverty = 'error'\n", encoding="utf-8")
    monkeypatch.setattr(registry, "_HERE", tmp_path)
    monkeypatch.setattr(registry, "run_ids", lambda: ("odd",))
    with pytest.raises(SourceError, match=r"unknown key 'severty'; why is missing.*raised_by is missing; severity is"):
        run_rule("odd")


VALID = {"what": "x", "why": "x", "bad": "x", "good": "x", "help": "x", "bump": "major", "no_mirror": "x"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"consumr": "error"}, "unknown key 'consumr'"),
        ({"why": ""}, "why is missing"),
        ({"consumer": "fatal"}, "consumer is no severity"),
        ({"bump": "huge"}, "bump is none of major, minor, patch, none"),
        ({"mirror": "y"}, "give either mirror or no_mirror"),
    ],
)
def test_a_breaking_rule_that_is_not_as_it_must_be_stops(
    change: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "breaking"
    folder.mkdir()
    lines = [f'{key} = "{value}"' for key, value in {**VALID, **change}.items()]
    (folder / "x.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(registry, "_HERE", tmp_path)
    registry.breaking_ids.cache_clear()
    registry.breaking_rule.cache_clear()
    try:
        with pytest.raises(SourceError, match=message):
            registry.breaking_rule("x")
    finally:
        monkeypatch.undo()
        registry.breaking_ids.cache_clear()
        registry.breaking_rule.cache_clear()
