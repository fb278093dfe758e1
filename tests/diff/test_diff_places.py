"""Where a governance repository may lie: in a sub-folder, a worktree, a bare or a shallow clone, beside a submodule."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

CONTRACT = (
    "apiVersion: v3.1.0\nkind: DataContract\nid: c\nname: c\nversion: 1.0.0\nstatus: active\nschema:\n"
    "  - name: a\n    properties:\n      - name: id\n{more}"
)
EMAIL = "      - name: email\n"
PATH = "contracts/crm/a.odcs.yaml"
REMOVED = {"property-removed a.email", "version-not-bumped c"}


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *identity, "-C", str(root), *arguments], check=True, capture_output=True)


def write(root: Path, more: str, path: str = PATH) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(CONTRACT.format(more=more), encoding="utf-8")


def findings(done: Any) -> set[str]:
    assert done.status in (0, 1), done.stderr
    return {f"{one['rule']} {one['subject']}" for one in json.loads(done.stdout)["findings"]}


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A git repository whose folder data/gov governs: v1 has the column email, v2 has not."""
    root = tmp_path / "top" / "data" / "gov"
    write(root, EMAIL)
    (root / "c360.yaml").write_text("{}\n", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main", "top")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "1")
    git(root, "tag", "v1")
    write(root, "")
    git(root, "commit", "-qam", "2")
    git(root, "tag", "v2")
    return tmp_path / "top"


@pytest.mark.parametrize(
    ("format_", "line"),
    [
        ("text", "\ncontracts/crm/a.odcs.yaml:8:5: error[property-removed]"),
        ("json", '"path": "contracts/crm/a.odcs.yaml"'),
        ("markdown", " contracts/crm/a.odcs.yaml:8:5 |"),
        ("github", "::error file=data/gov/contracts/crm/a.odcs.yaml,line=8,"),
        ("gitlab", '"path": "data/gov/contracts/crm/a.odcs.yaml"'),
        ("sarif", '"uri": "data/gov/contracts/crm/a.odcs.yaml"'),
    ],
)
def test_forges_are_told_the_path_from_the_top(format_: str, line: str, c360: Command, top: Path) -> None:
    done = c360("-C", top / "data/gov", "diff", "--against", "v1", "--format", format_)
    assert done.status == 1
    assert line in f"\n{done.stdout}"


def test_so_does_lint_and_so_do_two_files(
    c360: Command, top: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (top / "data/gov/contracts/bad.odcs.yaml").write_text("id: [", encoding="utf-8")
    done = c360("-C", top / "data/gov", "lint", "contracts/bad.odcs.yaml", "--format", "github")
    assert "file=data/gov/contracts/bad.odcs.yaml," in done.stdout
    write(top, EMAIL, "docs/old.odcs.yaml")
    write(top, "", "docs/new.odcs.yaml")
    monkeypatch.chdir(top / "docs")
    done = c360("-C", "../data/gov", "diff", "old.odcs.yaml", "new.odcs.yaml", "--format", "github")
    assert "file=docs/new.odcs.yaml," in done.stdout
    monkeypatch.chdir(tmp_path)
    write(tmp_path, EMAIL, "old.odcs.yaml")
    write(tmp_path, "", "new.odcs.yaml")
    done = c360("diff", "old.odcs.yaml", "new.odcs.yaml", "--format", "github")
    assert "file=new.odcs.yaml," in done.stdout


def test_a_worktree_and_a_detached_head(c360: Command, top: Path, tmp_path: Path) -> None:
    git(top, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "v2")
    here = tmp_path / "tree/data/gov"
    assert findings(c360("-C", here, "diff", "--against", "v1", "--format", "json")) == REMOVED
    done = c360("-C", here, "diff", "--against", "v1", "--format", "github")
    assert "file=data/gov/contracts" in done.stdout


def test_a_bare_clone_has_commits_to_compare(c360: Command, tmp_path: Path) -> None:
    root = tmp_path / "plain"
    write(root, EMAIL)
    git(tmp_path, "init", "-q", "-b", "main", "plain")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "1")
    write(root, "")
    git(root, "commit", "-qam", "2")
    git(tmp_path, "clone", "-q", "--bare", "plain", "bare")
    bare = tmp_path / "bare"
    ranges: list[list[str]] = [["--against", "HEAD~1..HEAD"], ["HEAD~1", "HEAD"], ["HEAD~1..HEAD"], ["HEAD~1...HEAD"],
                               [f"HEAD~1:{PATH}", f"HEAD:{PATH}"]]  # fmt: skip
    for arguments in ranges:
        assert findings(c360("-C", bare, "diff", *arguments, "--format", "json")) == REMOVED
    done = c360("-C", bare, "diff", "--against", "HEAD~1")
    assert done.status == 2
    assert "is a bare repository" in done.stderr
    assert "HEAD~1..HEAD" in done.stderr


def test_a_bare_repository_in_somebodys_work_tree_is_not_trusted(c360: Command, top: Path) -> None:
    git(top.parent, "clone", "-q", "--bare", "top", str(top / "vendor"))
    done = c360("-C", top / "vendor", "diff", "v1", "v2")
    assert done.status == 2
    assert "bareRepository" in done.stderr


@pytest.mark.parametrize("arguments", [["--against", "v1"], ["--against", "HEAD~1"], ["HEAD~1..HEAD"], ["v1", "HEAD"]])
def test_a_shallow_clone_says_what_to_fetch(arguments: list[str], c360: Command, top: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", f"file://{top}", "shallow")
    done = c360("-C", tmp_path / "shallow/data/gov", "diff", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert "the clone is shallow: fetch" in done.stderr
    assert "fetch-depth: 0" in done.stderr


def test_a_submodule_is_named_and_can_be_diffed_itself(c360: Command, top: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, EMAIL, "contracts/b.odcs.yaml")
    git(tmp_path, "init", "-q", "-b", "main", "other")
    git(other, "add", "-A")
    git(other, "commit", "-qm", "1")
    git(top, "submodule", "add", "-q", str(other), "data/gov/contracts/shared")
    git(top, "commit", "-qam", "3")
    write(top / "data/gov/contracts/shared", "", "contracts/b.odcs.yaml")
    done = c360("-C", top / "data/gov", "diff", "--against", "HEAD")
    assert done.status == 0
    assert "contracts/shared is a submodule and is not compared; run c360 -C contracts/shared for it" in done.stderr
    inside = c360("-C", top / "data/gov/contracts/shared", "diff", "--against", "HEAD", "--format", "json")
    assert findings(inside) == REMOVED


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "omds"])
def test_names_that_are_no_utf_8(format_: str, c360: Command, top: Path) -> None:
    root = top / "data/gov"
    odd = Path(os.fsdecode(bytes(root / "contracts") + b"/\xff \xe4.odcs.yaml"))
    odd.write_text(CONTRACT.format(more=EMAIL).replace("id: c", "id: odd"), encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "odd")
    odd.write_text(CONTRACT.format(more="").replace("id: c", "id: odd"), encoding="utf-8")
    done = c360("-C", root, "diff", "--against", "HEAD", "--format", format_)
    assert done.status == 1, done.stderr
    assert "bug" not in done.stderr


def test_untracked_ignored_and_linked_files_count(c360: Command, top: Path) -> None:
    root = top / "data/gov"
    (root / ".gitignore").write_text("ignored*\n", encoding="utf-8")
    write(root, EMAIL, "contracts/untracked.odcs.yaml")
    write(root, EMAIL, "contracts/ignored.odcs.yaml")
    (root / "contracts/link.odcs.yaml").symlink_to("crm/a.odcs.yaml")
    done = c360("-C", root, "diff", "--against", "HEAD", "--format", "json", "--perspective", "both")
    assert {one["path"] for one in json.loads(done.stdout)["findings"]} == {
        "contracts/untracked.odcs.yaml", "contracts/ignored.odcs.yaml", "contracts/link.odcs.yaml"
    }  # fmt: skip


@pytest.mark.parametrize("path", ["contracts", "contracts/crm", PATH])
def test_a_ref_beside_a_path_means_that_path(
    path: str, c360: Command, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(top / "data/gov")
    assert findings(c360("diff", "v1", path, "--format", "json")) == REMOVED
    back = findings(c360("diff", path, "v1", "--format", "json"))
    assert back == {"property-added-optional a.email", "version-not-bumped c"}
    done = c360("diff", "v9", path)
    assert done.status == 2
    assert "v9 does not exist" in done.stderr


def test_folders_without_a_document_are_no_clean_comparison(c360: Command, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one/readme.yaml").write_text("a: 1\n", encoding="utf-8")
    done = c360("diff", tmp_path / "one", tmp_path / "two")
    assert (done.status, done.stdout) == (2, "")
    assert "*.odcs.yaml" in done.stderr
    write(tmp_path, EMAIL, "two/a.odcs.yaml")
    assert c360("diff", tmp_path / "one", tmp_path / "two").status == 0
