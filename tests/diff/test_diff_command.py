"""`c360 diff` as a user runs it, on real files and a real git repository."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.sources.schemas import validator

Command = Callable[..., Any]

CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: crm-accounts
name: crm_accounts
version: 1.0.0
status: active
team:
  name: crm
schema:
  - name: accounts
    properties:
      - name: account_id
        logicalType: integer
        required: true
      - name: plan
        logicalType: string
"""
PLAN = "      - name: plan\n        logicalType: string\n"
METRIC = """\
name: pro_accounts
version: 1.0.0
owner: growth
type: simple
source: accounts
agg: count_distinct
expr: account_id
filter: plan = 'pro'
"""
SHARE = (
    "name: pro_share\nversion: 1.0.0\nowner: bi\ntype: ratio\nnumerator: pro_accounts\ndenominator: accounts_total\n"
)
PATH = "contracts/crm/accounts.odcs.yaml"


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *identity, "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A governance repository in a folder of a git repository."""
    root = tmp_path / "platform"
    for path, text in {
        PATH: CONTRACT,
        "contracts/metrics/pro_accounts.metric.yaml": METRIC,
        "contracts/metrics/pro_share.metric.yaml": SHARE,
        "contracts/events/track.schema.json": '{"title": "track", "type": "object"}\n',
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return root


def edit(home: Path, old: str, new: str, path: str = PATH) -> None:
    text = (home / path).read_text(encoding="utf-8")
    assert old in text
    (home / path).write_text(text.replace(old, new), encoding="utf-8")


def as_json(c360: Command, home: Path, *arguments: str, status: int = 1) -> dict[str, Any]:
    done = c360("-C", home, "diff", *arguments, "--format", "json")
    assert (done.status, done.stderr.count("Traceback")) == (status, 0), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert [str(error.message) for error in validator("findings-1").iter_errors(found)] == []
    return found


def test_removing_a_column_that_a_metric_reads(c360: Command, home: Path) -> None:
    edit(home, PLAN, "")
    found = as_json(c360, home, "--against", "HEAD")
    assert found["command"] == "diff"
    assert (found["verdict"], found["required_bump"], found["declared_bump"]) == ("breaking", "major", "none")
    assert found["summary"] == {"error": 2, "warning": 0, "info": 0}
    removed, version = found["findings"]
    assert (removed["rule"], removed["severity"], removed["perspective"]) == ("property-removed", "error", "consumer")
    assert (removed["subject"], removed["bump"], removed["old"], removed["new"]) == (
        "accounts.plan", "major", "plan", None)  # fmt: skip
    assert (removed["path"], removed["line"]) == (PATH, 10)
    assert "line 15 of the old version" in removed["message"]
    assert removed["impact"] == [
        {"kind": "metric", "name": "pro_accounts", "owner": "growth"},
        {"kind": "metric", "name": "pro_share", "owner": "bi"},
    ]
    assert (version["rule"], version["line"], version["column"]) == ("version-not-bumped", 5, 10)


def test_taking_it_back_is_identical(c360: Command, home: Path) -> None:
    edit(home, PLAN, "")
    edit(home, "required: true\n", "required: true\n" + PLAN)
    found = as_json(c360, home, "--against", "HEAD", status=0)
    assert (found["verdict"], found["required_bump"], found["findings"]) == ("identical", "none", [])


def test_the_text_names_the_place_and_the_bump(c360: Command, home: Path) -> None:
    edit(home, PLAN, "")
    edit(home, "version: 1.0.0", "version: 1.0.1")
    done = c360("-C", home, "diff", "--against", "HEAD")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{PATH}:10:5: error[property-removed] accounts.plan: the property was removed")
    assert f"{PATH}: requires major, declared patch" in lines


@pytest.mark.parametrize(
    ("options", "status"),
    [((), 0), (("--fail-on", "warning"), 1), (("--perspective", "consumer", "--fail-on", "warning"), 0),
     (("--perspective", "producer", "--fail-on", "warning"), 1), (("--fail-on", "never"), 0)],
)  # fmt: skip
def test_the_exit_status_follows_the_level_and_the_side(
    options: tuple[str, ...], status: int, c360: Command, home: Path
) -> None:
    edit(home, PLAN, PLAN + "      - name: country\n        logicalType: string\n")
    edit(home, "version: 1.0.0", "version: 1.1.0")
    found = as_json(c360, home, "--against", "HEAD", *options, status=status)
    assert [finding["rule"] for finding in found["findings"]] == ["property-added-optional"]


@pytest.mark.parametrize(
    ("paths", "count"),
    [((), 2), (("contracts/crm",), 1), (("contracts/metrics", PATH), 2), (("./contracts/metrics",), 1), ((".",), 2),
     (("contracts/events",), 0)],
)  # fmt: skip
def test_paths_narrow_it_down(paths: tuple[str, ...], count: int, c360: Command, home: Path) -> None:
    edit(home, "required: true", "required: false")
    edit(home, "plan = 'pro'", "plan <> 'free'", "contracts/metrics/pro_accounts.metric.yaml")
    done = c360("-C", home, "diff", "--against", "HEAD", *paths, "--fail-on", "never")
    assert done.stdout.count(": requires major") == count


def test_a_removed_and_a_renamed_file(c360: Command, home: Path) -> None:
    git(home, "mv", PATH, "contracts/crm/customers.odcs.yaml")
    edit(home, "required: true", "required: false", "contracts/crm/customers.odcs.yaml")
    (home / "contracts/metrics/pro_share.metric.yaml").unlink()
    (home / "contracts/events/track.schema.json").write_text('{"type": "object", "required": ["a"]}', encoding="utf-8")
    found = as_json(c360, home, "--against", "HEAD")
    assert [(finding["rule"], finding["path"]) for finding in found["findings"]] == [
        ("required-dropped", "contracts/crm/customers.odcs.yaml"),
        ("version-not-bumped", "contracts/crm/customers.odcs.yaml"),
        ("event-required-added", "contracts/events/track.schema.json"),
        ("metric-removed", "contracts/metrics/pro_share.metric.yaml"),
    ]


def test_a_removed_contract_names_all_its_readers(c360: Command, home: Path) -> None:
    (home / PATH).unlink()
    (finding,) = as_json(c360, home, "--against", "HEAD")["findings"]
    assert (finding["rule"], finding["path"], finding["line"], finding["old"]) == (
        "contract-removed", PATH, 1, ["accounts"])  # fmt: skip
    assert [hit["name"] for hit in finding["impact"]] == ["pro_accounts", "pro_share"]


def test_a_redefined_metric_names_the_metrics_made_from_it(c360: Command, home: Path) -> None:
    edit(home, "plan = 'pro'", "plan <> 'free'", "contracts/metrics/pro_accounts.metric.yaml")
    finding = as_json(c360, home, "--against", "HEAD")["findings"][0]
    assert (finding["rule"], finding["line"]) == ("metric-filter-changed", 8)
    assert finding["impact"] == [{"kind": "metric", "name": "pro_share", "owner": "bi"}]


def test_a_new_file_counts_before_git_knows_it(c360: Command, home: Path) -> None:
    (home / "contracts/crm/new.odcs.yaml").write_text(CONTRACT.replace("crm-accounts", "crm-new"), encoding="utf-8")
    found = as_json(c360, home, "--against", "HEAD", status=0)
    assert [finding["rule"] for finding in found["findings"]] == ["contract-added"]


def test_two_files_and_two_folders(c360: Command, home: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "a.odcs.yaml").write_text(CONTRACT, encoding="utf-8")
        (folder / "notes.txt").write_text(folder.name, encoding="utf-8")
    assert c360("diff", old, new).status == 0
    (new / "a.odcs.yaml").write_text(CONTRACT.replace(PLAN, ""), encoding="utf-8")
    for pair in ((old, new), (old / "a.odcs.yaml", new / "a.odcs.yaml")):
        done = c360("diff", *pair)
        assert done.status == 1
        assert done.stdout.startswith(f"{new}/a.odcs.yaml:10:5: error[property-removed] accounts.plan:")


def test_the_policy_of_the_repository_holds(c360: Command, home: Path) -> None:
    edit(home, PLAN, "")
    edit(home, "version: 1.0.0", "version: 2.0.0")
    waiver = (
        "{rule: property-removed, subject: accounts.plan, reason: nobody reads it, approver: ann, expires: 2999-01-01}"
    )
    (home / "c360.yaml").write_text(f"policy:\n  waivers: [{waiver}]\n", encoding="utf-8")
    found = as_json(c360, home, "--against", "HEAD", status=0)
    assert [finding["waived"] for finding in found["findings"]] == ["nobody reads it"]
    assert (found["verdict"], found["summary"]["error"]) == ("breaking", 0)
    (home / "c360.yaml").write_text("policy:\n  severity: {property-removed: warning}\n", encoding="utf-8")
    found = as_json(c360, home, "--against", "HEAD", status=0)
    assert (found["verdict"], found["summary"]["warning"], found["required_bump"]) == ("risky", 1, "major")
    expired = waiver.replace("2999", "2001")
    (home / "c360.yaml").write_text(f"policy:\n  waivers: [{expired}]\n", encoding="utf-8")
    found = as_json(c360, home, "--against", "HEAD")
    assert [finding["rule"] for finding in found["findings"]] == ["property-removed", "waiver-expired"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--against", "nope"], "'nope' is no commit"),
        (["--against", "HEAD", "contracts/nowhere"], "contracts/nowhere is neither here nor in the old version"),
        (["--against", "HEAD", "../other"], "../other is not in"),
        ([], "give two files, folders or refs"),
        (["one"], "give two files, folders or refs"),
        (["HEAD", "nope"], "nope does not exist: no file or folder, and 'nope' is no commit"),
        (["HEAD:contracts/crm/none.odcs.yaml", "HEAD:contracts"], "contracts/crm/none.odcs.yaml is not in HEAD"),
        (["nope:contracts", "HEAD:contracts"], "'nope' is no commit"),
        (["HEAD:contracts", "HEAD:contracts/crm/accounts.odcs.yaml"], "one of the two is a folder, the other a file"),
        (["--against", "HEAD..nope"], "'nope' is no commit"),
        (["--against", "nope...HEAD"], "'nope' is no commit"),
        (["--against", "HEAD..HEAD", "contracts/nowhere"], "contracts/nowhere is neither here nor in the old version"),
        (["--against", "--output=x"], "'--output=x' is no commit"),
        (["missing.yaml", "missing2.yaml"], "missing.yaml does not exist"),
        (["--perspective", "consumr", "--against", "HEAD"], "did you mean 'consumer'"),
    ],
)
def test_what_cannot_be_compared_exits_2(arguments: list[str], reason: str, c360: Command, home: Path) -> None:
    done = c360("-C", home, "diff", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("text", "line"), [("id: [\n", 1), ("- a\n- b\n", 1), ("", 1), ("a: 1\na: 2\n", 2)])
@pytest.mark.parametrize("broken", ["old", "new"])
def test_broken_yaml_on_either_side_exits_2(text: str, line: int, broken: str, c360: Command, home: Path) -> None:
    good = (home / PATH).read_text(encoding="utf-8")
    if broken == "old":
        (home / PATH).write_text(text, encoding="utf-8")
        git(home, "commit", "-qam", "broken")
    (home / PATH).write_text(good + "# end\n" if broken == "old" else text, encoding="utf-8")
    done = c360("-C", home, "diff", "--against", "HEAD")
    place = f"HEAD:{PATH}:{line}:" if broken == "old" else f"{PATH}:{line}:"
    assert (done.status, done.stdout) == (2, "")
    assert done.stderr.startswith(f"c360: error: {place}")
    assert "Traceback" not in done.stderr


def test_only_what_differs_is_parsed(c360: Command, home: Path) -> None:
    (home / "contracts/crm/other.odcs.yaml").write_text("broken: [\n", encoding="utf-8")
    git(home, "add", "-A")
    git(home, "commit", "-qm", "broken, but not by this change")
    edit(home, "required: true", "required: false")
    assert as_json(c360, home, "--against", "HEAD")["findings"][0]["rule"] == "required-dropped"


def test_a_recorded_diff_is_in_the_log(c360: Command, home: Path) -> None:
    edit(home, PLAN, "")
    assert c360("-C", home, "diff", "--against", "HEAD").status == 1
    assert not (home / ".c360").exists()
    assert c360("-C", home, "diff", "--against", "HEAD", "--record").status == 1
    done = c360("-C", home, "lineage", "verify", "--format", "json")
    assert json.loads(done.stdout)["events"] == 2
