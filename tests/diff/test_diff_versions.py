"""The declared bump against the required one."""

from __future__ import annotations

import pytest
from diff_documents import judged

from c360_governance.diff.version import declared_bump
from c360_governance.model.finding import Bump
from c360_governance.rules.version_policy import next_version

DOCUMENT = """\
apiVersion: v3.2.0
id: c
name: crm
version: {version}
schema:
  - name: accounts
    properties:
      - name: id
{more}"""
FULL = "      - name: email\n"
PROSE = "        description: the account\n"


def version_rules(old: str, new: str, before: str = FULL, after: str = "") -> list[str]:
    """The rules about the version that fire; the default is a breaking change."""
    found = judged(DOCUMENT.format(version=old, more=before), DOCUMENT.format(version=new, more=after))
    return [finding.rule for finding in found.findings if finding.rule.startswith("version-")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1.2.3", "2.0.0", []),
        ("1.2.3", "1.2.3", ["version-not-bumped"]),
        ("1.2.3", "1.3.0", ["version-bump-too-small"]),
        ("1.2.3", "1.2.4", ["version-bump-too-small"]),
        ("1.2.3", "1.2.2", ["version-decreased"]),
        ("1.2.3", "2.0.0-rc.1", []),
        ("2.0.0-rc.1", "2.0.0-rc.2", []),
        ("2.0.0-rc.1", "2.0.0-rc.1", ["version-not-bumped"]),
        ("0.1.0", "0.2.0", []),
        ("0.1.0", "0.1.1", ["version-bump-too-small"]),
        ("0.9.0", "1.0.0", []),
        ("v1", "v2", []),
        ("1.2.3", "latest", ["version-not-semver"]),
        ("latest", "latest", ["version-not-bumped"]),
        ("latest", "1.0.0", []),
    ],
)
def test_a_breaking_change_needs_a_major_version(old: str, new: str, expected: list[str]) -> None:
    assert version_rules(old, new) == expected


@pytest.mark.parametrize(("new", "expected"), [("1.0.0", ["version-not-bumped"]), ("1.0.1", ["version-bump-too-small"]),
                                               ("1.1.0", []), ("2.0.0", [])])  # fmt: skip
def test_an_addition_needs_a_minor_version(new: str, expected: list[str]) -> None:
    assert version_rules("1.0.0", new, before="", after=FULL) == expected


@pytest.mark.parametrize("new", ["1.0.0", "1.0.1"])
def test_prose_may_go_without_a_bump(new: str) -> None:
    assert version_rules("1.0.0", new, before="", after=PROSE) == []


def test_the_finding_stands_at_the_version_and_names_the_next_one() -> None:
    found = judged(DOCUMENT.format(version="1.2.3", more=FULL), DOCUMENT.format(version="1.2.4", more=""))
    (finding,) = [one for one in found.findings if one.rule == "version-bump-too-small"]
    assert (finding.location.line, finding.location.column) == (4, 10)
    assert (finding.old, finding.new, finding.bump) == ("1.2.3", "1.2.4", "major")
    assert finding.help.startswith("set version to 2.0.0")
    assert (found.required_bump, found.declared_bump) == ("major", "patch")


def test_a_version_that_fits_badly_breaks_nobody() -> None:
    found = judged(DOCUMENT.format(version="1.0.0", more=""), DOCUMENT.format(version="1.0.0", more=FULL))
    assert [finding.rule for finding in found.findings] == ["property-added-optional", "version-not-bumped"]
    assert found.verdict == "risky"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [("1.0.0", "1.0.0", "none"), ("1.0.0", "1.0.1", "patch"), ("1.0", "1.1", "minor"), ("1", "2", "major"),
     ("0.1.0", "0.2.0", "major"), ("0.1.0", "0.1.1", "minor"), ("1.1.0", "1.0.9", "none"), ("x", "1.0.0", None),
     (None, "1.0.0", None)],
)  # fmt: skip
def test_what_a_version_declares(old: str | None, new: str | None, expected: str | None) -> None:
    assert declared_bump(old, new) == expected


@pytest.mark.parametrize(
    ("version", "bump", "expected"),
    [("1.2.3", "major", "2.0.0"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "patch", "1.2.4"), ("0.2.3", "major", "0.3.0"),
     ("0.2.3", "minor", "0.2.4"), ("?", "major", None)],
)  # fmt: skip
def test_the_next_version(version: str, bump: Bump, expected: str | None) -> None:
    assert next_version(version, bump) == expected
