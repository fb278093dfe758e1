"""The gate writes the log's head into git by policy, and its decision stands where it cannot."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from c360_governance.lineage.log.log import Log
from gate.conftest import Change


@pytest.fixture
def signing(change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Change:
    """A repository whose user signs with a key; another's settings of git do not count."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "signers").write_text(f"gate@example.com {key.with_suffix('.pub').read_text()}")
    settings = {"user.name": "Gate", "user.email": "gate@example.com", "gpg.format": "ssh",
                "user.signingKey": str(key), "gpg.ssh.allowedSignersFile": str(tmp_path / "signers")}  # fmt: skip
    for name, value in settings.items():
        change.git("config", name, value)
    return change


def policy(change: Change, how: str) -> None:
    change.edit("c360.yaml", ("policy:\n", f"policy:\n  gate: {{pin: {how}}}\n"))
    change.commit()


def head(change: Change) -> str:
    with Log.open("sqlite:///.c360/log.db", change.root) as log:
        return log.head


def test_nothing_is_written_without_the_policy(signing: Change) -> None:
    before = signing.git("for-each-ref")
    signing.gate()
    assert signing.git("for-each-ref") == before


def test_a_note_keeps_the_head_of_every_decision(signing: Change) -> None:
    policy(signing, "note")
    heads = []
    for _ in range(2):
        assert signing.gate()["decision"] == "pass"
        heads.append(head(signing))
    before = signing.git("for-each-ref")
    signing.gate("HEAD", "--no-record")
    assert signing.git("for-each-ref") == before
    note = signing.git("notes", "--ref=c360-gate", "show", "HEAD")
    assert [line.removeprefix("log head: ") for line in note.splitlines() if line.startswith("log head")] == heads
    assert note.startswith("c360 gate: pass at ")


def test_a_tag_is_signed(signing: Change) -> None:
    policy(signing, "tag")
    signing.gate()
    (name,) = signing.git("tag", "--list", "c360-gate/*").split()
    assert head(signing)[:12] in name
    assert f"log head: {head(signing)}" in signing.git("cat-file", "-p", name)
    assert signing.git("rev-parse", f"{name}^{{commit}}") == signing.git("rev-parse", "HEAD")
    signing.git("verify-tag", name)


@pytest.mark.parametrize(
    ("how", "hindrance"),
    [
        ("tag", ["config", "user.signingKey", "/nowhere"]),
        ("note", ["update-ref", "refs/notes/c360-gate/in-the-way", "HEAD"]),
    ],
)
def test_a_decision_stands_where_git_cannot_be_written(
    signing: Change, how: str, hindrance: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    policy(signing, how)
    signing.git(*hindrance)
    before = signing.git("for-each-ref")
    answer = signing.gate()
    assert (answer["decision"], answer["exit"], answer["log_head"]) == ("pass", 0, head(signing))
    assert signing.git("for-each-ref") == before
    assert f"c360: note: the log's head was not written into git ({how})" in capfd.readouterr().err


def test_a_change_cannot_do_away_with_the_pin_of_its_own_decision(signing: Change) -> None:
    policy(signing, "note")
    signing.edit("c360.yaml", ("{pin: note}", "{pin: none}"))
    signing.commit("Approved-by: Bob <bob@example.com>")
    signing.gate("HEAD~1")
    assert head(signing) in signing.git("notes", "--ref=c360-gate", "show", "HEAD")
