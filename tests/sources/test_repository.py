"""A governance repository read from disk and from git refs, and what c360.yaml may say."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from c360_governance.demo.repository import commit
from c360_governance.model.errors import SourceError, UsageError
from c360_governance.sources.config import parse_config, parse_time
from c360_governance.sources.git import GitTree, changed_paths
from c360_governance.sources.repository import Repository

CONTRACT = "apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "répo with space"
    for path, text in {
        "contracts/crm/a.odcs.yaml": CONTRACT,
        "contracts/metrics/m.metric.yaml": "name: m\ntype: simple\nsource: t\n",
        "contracts/events/e.schema.json": "{}",
        "checks/t.yaml": "dataset: local/main/t\n",
        "runbooks/t.md": "## What it means\n",
        "README.md": "no contract\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    commit(root, "first")
    return root


def test_a_ref_reads_like_the_work_tree(repository: Path) -> None:
    now, then = Repository(repository), Repository(repository, "HEAD")
    for attribute in ("contract_paths", "metric_paths", "schema_paths", "check_paths", "runbooks", "contracts"):
        assert getattr(now, attribute) == getattr(then, attribute), attribute
        assert getattr(now, attribute)


def test_a_ref_keeps_what_the_work_tree_lost(repository: Path) -> None:
    (repository / "contracts/crm/a.odcs.yaml").unlink()
    assert Repository(repository).datasets == {}
    assert set(Repository(repository, "HEAD").datasets) == {"t"}


def test_a_governance_repository_below_the_top_of_its_git_repository(repository: Path) -> None:
    outer = repository.parent / "outer"
    inner = outer / "data" / "governance"
    inner.parent.mkdir(parents=True)
    subprocess.run(["cp", "-r", str(repository), str(inner)], check=True)
    subprocess.run(["rm", "-rf", str(inner / ".git")], check=True)
    commit(outer, "outer")
    (inner / "contracts/crm/a.odcs.yaml").write_text(CONTRACT + "# changed\n", encoding="utf-8")
    (outer / "elsewhere.txt").write_text("not ours", encoding="utf-8")
    assert list(Repository(inner, "HEAD").contracts) == ["contracts/crm/a.odcs.yaml"]
    assert changed_paths(inner, GitTree(inner, "HEAD")) == {"contracts/crm/a.odcs.yaml"}


def test_changed_paths_are_those_that_differ_and_the_new_ones(repository: Path) -> None:
    tree = GitTree(repository, "HEAD")
    assert changed_paths(repository, tree) == set()
    (repository / "contracts/crm/b.odcs.yaml").write_text(CONTRACT, encoding="utf-8")
    (repository / "runbooks/t.md").unlink()
    assert changed_paths(repository, tree) == {"contracts/crm/b.odcs.yaml", "runbooks/t.md"}


@pytest.mark.parametrize("ref", ["nowhere", "--help", "HEAD:contracts", ""])
def test_a_ref_that_is_none(repository: Path, ref: str) -> None:
    with pytest.raises(UsageError, match="is no commit"):
        _ = Repository(repository, ref).contract_paths


def test_no_git_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no commit: .* is not in a git repository"):
        _ = Repository(tmp_path, "HEAD").contract_paths


def test_a_git_repository_without_a_commit(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    with pytest.raises(UsageError, match="it has no commit yet"):
        _ = Repository(tmp_path, "HEAD").contract_paths


def test_a_ref_that_a_shallow_clone_lacks(repository: Path, tmp_path: Path) -> None:
    (repository / "README.md").write_text("more\n", encoding="utf-8")
    commit(repository, "second")
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{repository}", str(shallow)], check=True)
    with pytest.raises(UsageError, match="is no commit") as raised:
        _ = Repository(shallow, "HEAD~1").contract_paths
    assert "shallow" in str(raised.value.help)


CONFIGS = [
    ("wharehouse: x\n", "c360.yaml:1:1", "warehouse"),
    ("version: 1\npolicy:\n  aprovals: 2\n", "c360.yaml:3:3", "approvals"),
    ("policy: {waivers: [{rule: x, subject: y, approver: z, expires: 2026-12-31}]}\n", "c360.yaml:1:", "reason"),
    ("warehouses: {local: {type: oracle}}\n", "c360.yaml:1:", "duckdb"),
    ("a: [", "c360.yaml:", "not valid YAML"),
    ("- a\n", "c360.yaml:1:1", "mapping"),
]


@pytest.mark.parametrize(("text", "place", "hint"), CONFIGS)
def test_a_wrong_config_is_one_clear_error(text: str, place: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_config(text.encode())
    assert str(caught.value).startswith(place)
    assert hint in f"{caught.value.message} {caught.value.help}"


TIMES = [
    ("2026-01-31", datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)),
    ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
    ("2026-01-31T12:00:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "moment"), TIMES)
def test_times_are_aware(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment
    assert parse_time(text).tzinfo is not None


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "20260131x", ""])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(UsageError, match="is no time"):
        parse_time(text)
