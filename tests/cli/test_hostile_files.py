"""Files that are no files, links that lead away, and refs that are no commits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from c360_governance.sources.limits import MAX_BYTES

CONTRACT = "contracts/support/support_tickets.odcs.yaml"


def _git(root: Path, *arguments: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *author, "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("target", "said"),
    [("link.odcs.yaml", "Too many levels"), ("/etc/hostname", "out of the repository"), ("/no/where", "out of")],
    ids=["circle", "outside", "nothing outside"],
)
@pytest.mark.parametrize("command", [("lint",), ("diff", "--against", "HEAD")], ids=["lint", "diff"])
def test_a_link_that_leads_to_no_file_here(
    c360: Callable, platform: Path, target: str, said: str, command: tuple[str, ...]
) -> None:
    (platform / "contracts/link.odcs.yaml").symlink_to(target)
    done = c360("-C", platform, *command)
    assert done.status in (1, 2)
    assert "contracts/link.odcs.yaml:1:1: " in done.stdout + done.stderr
    assert said in done.stdout + done.stderr
    assert "this is a bug" not in done.stderr


def test_a_link_in_a_commit_is_the_file_to_which_it_leads(c360: Callable, platform: Path) -> None:
    (platform / "contracts/link.odcs.yaml").symlink_to("support/support_tickets.odcs.yaml")
    (platform / "contracts/dangling.odcs.yaml").symlink_to("nowhere.odcs.yaml")
    _git(platform, "add", "-A")
    _git(platform, "commit", "-qm", "links")
    for command in (("HEAD~1..HEAD",), ("--against", "HEAD~1")):
        done = c360("-C", platform, "diff", *command)
        assert (done.status, done.stderr) == (0, "")
        assert "contracts/link.odcs.yaml:1:1: warning[contract-added]" in done.stdout
    (platform / "contracts/link.odcs.yaml").unlink()
    done = c360("-C", platform, "diff", "--against", "HEAD")
    assert "error[contract-removed]" in done.stdout


@pytest.mark.parametrize("target", ["../../outside.odcs.yaml", "/etc/hostname", "link.odcs.yaml"])
def test_a_link_in_a_commit_that_leads_to_no_file_there(c360: Callable, platform: Path, target: str) -> None:
    (platform / "contracts/link.odcs.yaml").symlink_to(target)
    _git(platform, "add", "-A")
    _git(platform, "commit", "-qm", "link")
    done = c360("-C", platform, "diff", "HEAD~1..HEAD")
    assert done.status == 2
    assert "contracts/link.odcs.yaml:1:1: the link at HEAD leads to nothing in the repository" in done.stderr


def test_a_file_without_end_is_not_read_to_it(c360: Callable, platform: Path) -> None:
    done = c360("-C", platform, "diff", "/dev/zero", platform / CONTRACT)
    assert done.status == 2
    assert "/dev/zero:1:1: the file has more than" in done.stderr
    contract = platform / CONTRACT
    contract.write_text(contract.read_text().replace("name: support_tickets", "name: tickets", 1))
    done = c360("--config", "/dev/zero", "-C", platform, "diff", "--against", "HEAD")
    assert done.status == 2
    assert "/dev/zero:1:1: the file has more than" in done.stderr


def test_a_contract_that_is_too_large_is_not_read(c360: Callable, platform: Path) -> None:
    os.truncate(platform / CONTRACT, MAX_BYTES + 1)
    done = c360("-C", platform, "diff", "--against", "HEAD")
    assert done.status == 2
    assert f"{CONTRACT}:1:1: the file has more than" in done.stderr


@pytest.mark.parametrize("ref", ["^HEAD", "-x", "--help", "a b", "HEAD --", "", "HEAD^{tree}", "HEAD\n", "$(true)"])
def test_what_is_no_commit(c360: Callable, platform: Path, ref: str) -> None:
    done = c360("-C", platform, "diff", f"--against={ref}")
    assert done.status == 2
    assert "is no commit" in done.stderr


def test_a_path_may_be_written_with_detours(c360: Callable, platform: Path) -> None:
    contract = platform / CONTRACT
    contract.write_text(contract.read_text().replace("name: support_tickets", "name: tickets", 1))
    for path in (f"contracts/crm/../../{CONTRACT}", f"./{CONTRACT}"):
        assert c360("-C", platform, "diff", "--against", "HEAD", path).status == 1
    outside = c360("-C", platform, "diff", "--against", "HEAD", "contracts/../..")
    assert outside.status == 2
    assert "is not in" in outside.stderr


def test_no_broken_document_hides_another(c360: Callable, platform: Path) -> None:
    broken = [CONTRACT, "contracts/crm/accounts.odcs.yaml"]
    for path in broken:
        (platform / path).write_text("a: [")
    done = c360("-C", platform, "diff", "--against", "HEAD")
    assert done.status == 2
    assert done.stderr.count("not valid YAML: unclosed bracket") == len(broken)
    assert all(f"{path}:1:4: " in done.stderr for path in broken)
    elsewhere = c360("-C", platform, "diff", "--against", "HEAD", "contracts/product")
    assert (elsewhere.status, elsewhere.stdout) == (0, "")


@pytest.mark.parametrize("command", [("lint",), ("diff", "--against", "HEAD")], ids=["lint", "diff"])
def test_a_folder_that_cannot_be_read_is_not_empty(platform: Path, command: tuple[str, ...]) -> None:
    """Root may read everything, so the right to do so is laid down first."""
    drop = "-dac_override,-dac_read_search"
    lay_down = ("setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}") if os.geteuid() == 0 else ()
    folder = platform / "contracts/support"
    folder.chmod(0)
    try:
        arguments = [*lay_down, sys.executable, "-m", "c360_governance", "-C", str(platform), *command]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    finally:
        folder.chmod(0o755)
    assert done.returncode == 2
    assert "contracts/support" in done.stderr
    assert "Permission denied" in done.stderr
