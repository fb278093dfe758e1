"""A repository that wants to run something, lead somewhere else, or keep its reader waiting."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from c360_governance.demo.repository import commit
from c360_governance.lineage.record import source
from c360_governance.model.errors import SourceError
from c360_governance.sources.git import GitTree, changed_paths
from c360_governance.sources.repository import Repository

CONTRACT = "apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "contracts").mkdir(parents=True)
    (root / "contracts/a.odcs.yaml").write_text(CONTRACT)
    (root / "contracts/b[1].odcs.yaml").write_text(CONTRACT)
    commit(root, "first")
    return root


def configure(root: Path, *settings: tuple[str, str]) -> None:
    for key, value in settings:
        subprocess.run(["git", "-C", str(root), "config", key, value], check=True)


def test_git_runs_nothing_that_the_repository_names(root: Path, tmp_path: Path) -> None:
    trace = tmp_path / "executed"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 $@ >> {trace}\ncat\n")
    script.chmod(0o755)
    (root / ".gitattributes").write_text("* filter=a diff=a\n*.yaml filter=b=c\n")
    commit(root, "attributes")
    keys = (
        "filter.a.clean", "filter.a.process", "filter.b=c.clean", "diff.a.textconv", "diff.a.command", "diff.external",
        "core.fsmonitor", "gpg.program", "core.pager",
    )  # fmt: skip
    configure(root, *((key, str(script)) for key in keys), ("filter.a.required", "true"), ("log.showSignature", "true"))
    (root / "contracts/a.odcs.yaml").write_text(CONTRACT + "name: b\n")
    assert changed_paths(root, GitTree(root, "HEAD")) == {"contracts/a.odcs.yaml"}
    found = source(root)
    assert found is not None
    assert found.version.endswith("-dirty")
    assert not trace.exists(), trace.read_text()


def test_what_git_ignores_is_governed_all_the_same(root: Path) -> None:
    (root / ".gitignore").write_text("*\n")
    (root / "contracts/c.odcs.yaml").write_text(CONTRACT)
    assert changed_paths(root, GitTree(root, "HEAD")) >= {"contracts/c.odcs.yaml"}


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"])
def test_the_environment_of_another_repository_does_not_count(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    assert changed_paths(root, GitTree(root, "HEAD")) == set()


@pytest.mark.parametrize("remote", ["https://[", "https://user:secret@[::1", "ssh://user:secret@host:x/y"])
def test_a_remote_that_is_no_url_stays_out(root: Path, remote: str) -> None:
    configure(root, ("remote.origin.url", remote))
    found = source(root)
    assert found is not None
    assert "secret" not in repr(found)


def test_an_object_that_is_gone_is_said(root: Path) -> None:
    tree = GitTree(root, "HEAD")
    blob = tree.blobs["contracts/a.odcs.yaml"]
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(SourceError, match="is missing"):
        tree.read("contracts/a.odcs.yaml")


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "../../outside.yaml"])
def test_a_link_out_of_the_repository_is_not_followed(root: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "outside.yaml").write_text("secret: x\n")
    (root / "contracts/z.odcs.yaml").symlink_to(target)
    with pytest.raises(SourceError, match="leads out of the repository"):
        _ = Repository(root).contracts


def test_a_link_within_the_repository_is_followed(root: Path) -> None:
    (root / "contracts/z.odcs.yaml").symlink_to("a.odcs.yaml")
    assert "contracts/z.odcs.yaml" in Repository(root).contracts


def test_a_pipe_is_no_file(root: Path) -> None:
    os.mkfifo(root / "contracts/z.odcs.yaml")
    with pytest.raises(SourceError, match="no regular file"):
        _ = Repository(root).contracts
