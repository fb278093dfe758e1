"""Refs, tags, ranges and files of commits as the two sides of `c360 diff`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

CONTRACT = "id: c\nname: c\nversion: {version}\nschema:\n  - name: {name}\n    properties:\n      - name: id\n{more}"
EMAIL = "      - name: email\n"
PLAN = "      - name: plan\n"
PATH = "contracts/crm/a.odcs.yaml"


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *identity, "-C", str(root), *arguments], check=True, capture_output=True)


def write(root: Path, version: str, more: str, path: str = PATH, name: str = "a") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(CONTRACT.format(version=version, more=more, name=name), encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """In a sub-folder: v1 has email and plan; main drops plan, then email (v2); a branch from v1 adds a file."""
    root = tmp_path / "top" / "platform"
    write(root, "1.0.0", EMAIL + PLAN)
    write(root, "1.0.0", "", "contracts/crm/untouched.odcs.yaml", "u")
    (root / "c360.yaml").write_text("{}\n", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main", "top")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "1")
    git(root, "tag", "-a", "v1", "-m", "first")
    git(root, "checkout", "-qb", "side")
    write(root, "1.0.0", "", "contracts/crm/new.odcs.yaml", "n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "side")
    git(root, "checkout", "-q", "main")
    write(root, "2.0.0", EMAIL)
    git(root, "commit", "-qam", "2")
    write(root, "3.0.0", "")
    git(root, "commit", "-qam", "3")
    git(root, "tag", "v2")
    write(root, "1.0.0", EMAIL + PLAN)
    return root


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--against", "v1"], set()),
        (["--against", "HEAD"], {"property-added-optional a.email", "property-added-optional a.plan",
                                 "version-decreased c"}),
        (["--against", "v1..v2"], {"property-removed a.email", "property-removed a.plan"}),
        (["--against", "v1.."], {"property-removed a.email", "property-removed a.plan"}),
        (["--against", "v2~1..v2"], {"property-removed a.email"}),
        (["--against", "..v1"], {"property-added-optional a.email", "property-added-optional a.plan",
                                 "version-decreased c"}),
        (["--against", "main...side"], {"contract-added c"}),
        (["--against", "side...main"], {"property-removed a.email", "property-removed a.plan"}),
        (["--against", "v1..v2", "contracts/crm/untouched.odcs.yaml"], set()),
        (["--against", "main..side", "contracts/crm/new.odcs.yaml"], {"contract-added c"}),
        (["v1", "v2"], {"property-removed a.email", "property-removed a.plan"}),
        (["v1:contracts", "v2:contracts"], {"property-removed a.email", "property-removed a.plan"}),
        (["v1:.", "v2:"], {"property-removed a.email", "property-removed a.plan"}),
        ([f"v2~1:{PATH}", f"v2:./{PATH}"], {"property-removed a.email"}),
    ],
)  # fmt: skip
def test_what_is_compared(arguments: list[str], expected: set[str], c360: Command, home: Path) -> None:
    done = c360("-C", home, "diff", *arguments, "--format", "json", "--fail-on", "never")
    assert (done.status, "Traceback" in done.stderr) == (0, False), done.stderr
    findings = json.loads(done.stdout)["findings"]
    assert {f"{one['rule']} {one['subject']}" for one in findings} == expected
    assert all(one["path"].startswith("contracts/crm/") for one in findings)


def test_a_file_on_disk_against_one_in_a_commit(c360: Command, home: Path) -> None:
    done = c360("-C", home, "diff", f"v2:{PATH}", home / PATH)
    assert done.stdout.startswith(f"{home / PATH}:"), done.stdout + done.stderr
    assert "property-added-optional" in done.stdout


def test_a_path_that_exists_is_no_ref(c360: Command, home: Path) -> None:
    git(home, "branch", "contracts")
    done = c360("-C", home, "diff", home / "contracts", home / "contracts")
    assert (done.status, done.stdout) == (0, "")


def test_a_broken_document_of_a_commit_names_it(c360: Command, home: Path) -> None:
    (home / PATH).write_text("a: [\n", encoding="utf-8")
    git(home, "commit", "-qam", "broken")
    for arguments, place in ((["--against", "v1..HEAD"], "HEAD"), ([f"v1:{PATH}", f"HEAD:{PATH}"], "HEAD")):
        done = c360("-C", home, "diff", *arguments)
        assert (done.status, done.stdout) == (2, "")
        assert done.stderr.startswith(f"c360: error: {place}:{PATH}:")


def test_histories_without_a_common_commit(c360: Command, home: Path) -> None:
    git(home, "stash", "-q")
    git(home, "checkout", "-q", "--orphan", "other")
    git(home, "commit", "-qm", "other")
    done = c360("-C", home, "diff", "--against", "main...other")
    assert done.status == 2
    assert "'main' and 'other' have no commit in common" in done.stderr
    assert "main..other" in done.stderr


def test_the_policy_is_that_of_the_new_side(c360: Command, home: Path) -> None:
    (home / "c360.yaml").write_text("policy:\n  severity: {property-removed: info}\n", encoding="utf-8")
    assert c360("-C", home, "diff", "--against", "v1..v2").status == 1
    git(home, "commit", "-qm", "policy", "--", "c360.yaml")
    assert c360("-C", home, "diff", "--against", "v1..main").status == 0
