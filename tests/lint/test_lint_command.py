"""`c360 lint`, `rules`, `explain` and `api.lint` as their users call them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lint_repository import COMPLETE, write

from c360_governance import api
from c360_governance.model.errors import UsageError

C360 = Callable[..., Any]
BAD = COMPLETE.replace("logicalType: integer", "logicalType: integr")
CONTRACT = "contracts/example/example.odcs.yaml"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    write(tmp_path, CONTRACT, COMPLETE)
    write(tmp_path, "runbooks/accounts.md", "# accounts\n")
    return tmp_path


def test_a_clean_repository(clean: Path, c360: C360) -> None:
    run = c360("-C", clean, "lint")
    assert (run.status, run.stdout, run.stderr) == (0, "", "c360: 1 document, no findings\n")


def test_findings_are_lines_with_places(clean: Path, c360: C360) -> None:
    write(clean, CONTRACT, BAD)
    write(clean, "checks/broken.yaml", "a: 1\na: 2\n")
    run = c360("-C", clean, "lint")
    assert run.status == 1
    assert run.stderr == ""
    lines = run.stdout.splitlines()
    assert lines[0] == "checks/broken.yaml:2:1: error[yaml-invalid] checks/broken.yaml: duplicate key 'a'"
    assert lines[2] == (
        f"{CONTRACT}:19:22: error[odcs-schema] example.example_id.logicalType: "
        "logicalType is 'integr', which is not one of its values"
    )
    assert lines[3] == "  help: did you mean 'integer'?"
    assert lines[-1] == "2 errors"


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 1), ("never", 0)])
def test_warnings_fail_only_when_asked(level: str, status: int, clean: Path, c360: C360) -> None:
    write(clean, CONTRACT, COMPLETE.replace("team:\n  name: examples\n", ""))
    assert c360("-C", clean, "lint", "--fail-on", level).status == status


def test_json_to_a_file(clean: Path, c360: C360, tmp_path: Path) -> None:
    write(clean, CONTRACT, BAD)
    target = tmp_path / "findings.json"
    run = c360("-C", clean, "lint", "--format", "json", "--output", target, CONTRACT)
    assert (run.status, run.stdout) == (1, "")
    body = json.loads(target.read_text(encoding="utf-8"))
    assert body["summary"] == {"error": 1, "warning": 0, "info": 0}
    (found,) = body["findings"]
    assert (found["path"], found["line"], found["column"]) == (CONTRACT, 19, 22)


@pytest.mark.parametrize(
    ("path", "said"),
    [("contracts/exmple", "did you mean 'example'?"), ("nowhere/x.yaml", ""), ("", None)],
)
def test_paths(path: str, said: str | None, clean: Path, c360: C360) -> None:
    if said is None:
        assert c360("-C", clean, "lint", "contracts").stderr == "c360: 1 document, no findings\n"
        return
    run = c360("-C", clean, "lint", path)
    assert (run.status, run.stdout) == (2, "")
    assert f"there is no file or folder {path}" in run.stderr
    assert said in run.stderr


def test_nothing_to_lint_is_said(clean: Path, c360: C360) -> None:
    write(clean, "README.md", "# text\n")
    run = c360("-C", clean, "lint", "README.md")
    assert (run.status, run.stdout) == (0, "")
    assert "nothing to lint" in run.stderr


def test_a_file_outside_is_judged_in_its_own_repository(clean: Path, tmp_path: Path, c360: C360) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    outside = clean / CONTRACT
    write(clean, CONTRACT, COMPLETE.replace("value: accounts}", "value: acounts}"))
    run = c360("-C", elsewhere, "lint", outside)
    assert run.status == 1
    assert run.stdout.startswith(f"{outside}:")
    assert "error[runbook-missing]" in run.stdout
    assert "did you mean 'accounts'?" in run.stdout


def test_a_file_of_no_repository_is_not_blamed_for_names_that_may_exist(tmp_path: Path, c360: C360) -> None:
    alone = write(tmp_path, "alone.yaml", COMPLETE.replace("example_id]", "nowhere]"))
    run = c360("lint", alone)
    assert "error[deduplication-key-unknown]" in run.stdout
    assert "runbook-missing" not in run.stdout


def test_another_policy(clean: Path, tmp_path: Path, c360: C360) -> None:
    write(clean, CONTRACT, COMPLETE.replace("team:\n  name: examples\n", ""))
    policy = write(tmp_path, "strict.yaml", "policy:\n  severity: {owner-missing: error}\n")
    assert c360("-C", clean, "--config", policy, "lint").status == 1
    policy.write_text("policy:\n  severty: {}\n", encoding="utf-8")
    run = c360("-C", clean, "--config", policy, "lint")
    assert f"{policy}:2:3: error[unknown-key]" in run.stdout
    assert c360("-C", clean, "--config", policy, "lint", CONTRACT).status == 2


def test_lint_needs_no_heavy_package(clean: Path, c360: C360) -> None:
    run = c360("-C", clean, "lint", CONTRACT, env={"PYTHONPROFILEIMPORTTIME": "1"})
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
    heavy = {"yaml", "pydantic", "jsonschema", "sqlglot", "rich", "duckdb", "sqlalchemy", "soda_core", "datacontract"}
    assert "jsonschema_rs" in imported
    assert imported & heavy == set()


def test_rules_and_explain(c360: C360) -> None:
    run = c360("rules", "--kind", "lint")
    assert run.status == 0
    assert "owner-missing  (warning)" in run.stdout
    assert max(len(line) for line in run.stdout.splitlines()) <= 80
    body = json.loads(c360("rules", "--kind", "lint", "--format", "json").stdout)
    assert {entry["kind"] for entry in body["rules"]} == {"lint"}
    page = c360("explain", "owner-missing").stdout
    assert page.startswith("owner-missing\nA lint rule; warning.\n")
    assert max(len(line) for line in page.splitlines()) <= 80
    assert json.loads(c360("explain", "owner-missing", "--format", "json").stdout)["rule"]["id"] == "owner-missing"
    wrong = c360("explain", "owner-mising")
    assert (wrong.status, wrong.stdout) == (2, "")
    assert "did you mean 'owner-missing'?" in wrong.stderr


def test_the_api(clean: Path) -> None:
    assert api.lint(clean) == []
    write(clean, CONTRACT, BAD)
    assert [found.rule for found in api.lint(clean)] == ["odcs-schema"]
    for path in (clean / CONTRACT, clean / "contracts"):
        assert [found.location.line for found in api.lint(path)] == [19]
    with pytest.raises(UsageError):
        api.lint(clean / "nowhere.odcs.yaml")
    assert api.Repository(clean).datasets.keys() == {"example"}


def test_the_reference_platform_is_clean(platform: Path, c360: C360) -> None:
    run = c360("-C", platform, "lint", "--fail-on", "warning")
    assert (run.status, run.stdout) == (0, "")
