"""The declared bump against the required one."""

from __future__ import annotations

import pytest
from diff_documents import judged

from c360_governance.diff.version import declared_bump, is_decreased, next_version
from c360_governance.model.finding import Bump
from c360_governance.model.location import Location
from c360_governance.rules.version_policy import version_finding

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
        ("2.0.0-rc.1", "2.0.0", []),
        ("2.0.0", "2.0.0-rc.1", ["version-decreased"]),
        ("2.0.0-rc.10", "2.0.0-rc.9", ["version-decreased"]),
        ("1.2.3+a", "1.2.3+b", ["version-bump-too-small"]),
        ("1.2.3+a", "2.0.0+a", []),
        ("v1.2.3", "v1.2.4", ["version-bump-too-small"]),
        ("v1.2.3", "2.0.0", []),
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
     ("1-0-0", "2-0-0", None), ("2024-10-10", "2024-10-11", None),
     (None, "1.0.0", None)],
)  # fmt: skip
def test_what_a_version_declares(old: str | None, new: str | None, expected: str | None) -> None:
    assert declared_bump(old, new) == expected


@pytest.mark.parametrize(
    ("version", "bump", "expected"),
    [("1.2.3", "major", "2.0.0"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "patch", "1.2.4"), ("0.2.3", "major", "0.3.0"),
     ("0.2.3", "minor", "0.2.4"), ("?", "major", None), ("v1.2", "minor", "v1.3.0"), ("1.2.3-rc.1", "patch", "1.2.4"),
     ("1.0.0", "none", None)],
)  # fmt: skip
def test_the_next_version(version: str, bump: Bump, expected: str | None) -> None:
    assert next_version(version, bump) == expected


ORDER = ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
         "1.0.0-rc.1", "1.0.0", "1.0.1-rc.1", "1.1.0"]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [(a, b) for i, a in enumerate(ORDER) for b in ORDER[i:]])
def test_versions_come_in_semvers_order(one: str, other: str) -> None:
    assert (is_decreased(other, one), is_decreased(one, other)) == (one != other, False)


METRIC = "name: m\nversion: {version}\nunit: {unit}\n"


@pytest.mark.parametrize(
    ("old", "new", "unit", "expected"),
    [
        ("1.0.0", "1.0.0", "USD", "version-not-bumped"),
        ("1.0.0", "1.1.0", "USD", "version-bump-too-small"),
        ("1.0.0", "0.9.0", "USD", "version-decreased"),
        ("1.0.0", "0.9.0", "EUR", "version-decreased"),
        ("1.0.0", "two", "USD", "version-not-semver"),
        ("1.0.0", "", "USD", "version-not-semver"),
        ("1.0.0", "2.0.0", "USD", None),
        ("1.0.0", "1.0.1", "EUR", None),
    ],
)
def test_the_versions_of_a_metric(old: str, new: str, unit: str, expected: str | None) -> None:
    found = judged(METRIC.format(version=old, unit="EUR"), METRIC.format(version=new, unit=unit), "metric")
    assert [one.rule for one in found.findings if one.rule.startswith("version-")] == ([expected] if expected else [])


IGLU = """\
self: {{vendor: com.acme, name: click, format: jsonschema, version: {version}}}
type: object
properties: {{id: {{type: {type}}}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "required", "expected"),
    [
        ("1-0-0", "1-0-0", "major", "version-not-bumped"),
        ("1-0-0", "1-0-1", "major", "version-bump-too-small"),
        ("1-0-0", "1-1-0", "major", "version-bump-too-small"),
        ("1-0-0", "2-0-0", "major", None),
        ("2-0-0", "1-0-5", "major", "version-decreased"),
        ("1-0-9", "1-0-10", "minor", None),
        ("1-0-9", "1-0-9", "none", None),
        ("1-0-0", "1.0.1", "major", "version-not-semver"),
        ("1-0-0", "1-0-01", "minor", "version-not-semver"),
    ],
)
def test_the_versions_of_a_schema_that_describes_itself(
    old: str, new: str, required: Bump, expected: str | None
) -> None:
    sides = ({"self": {"vendor": "com.acme", "version": version}} for version in (old, new))
    found = version_finding("event-schema", *sides, required, "click", Location("x"))
    assert (found and found.rule) == expected
    if found and expected == "version-bump-too-small":
        assert found.help.startswith("set version to 2-0-0")
        assert "declares minor" in found.message


def test_the_finding_stands_at_the_version_of_the_schema_itself() -> None:
    texts = (IGLU.format(version="1-0-0", type=type_) for type_ in ("string", "integer"))
    found = judged(*texts, "event-schema")
    (version,) = [one for one in found.findings if one.rule == "version-not-bumped"]
    assert (version.location.line, version.location.column) == (1, 68)
    assert found.declared_bump == "none"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [("1.0.0", "1.0.0", "version-not-bumped"), ("1.0.0", "2.0.0", None), (None, None, None), (None, "1.0.0", None)],
)
def test_a_schema_with_a_version_of_its_own(old: str | None, new: str | None, expected: str | None) -> None:
    texts = [
        (f"version: {version}\n" if version else "") + f"type: {type_}\n"
        for version, type_ in ((old, "object"), (new, "string"))
    ]
    found = judged(*texts, "event-schema")
    assert [one.rule for one in found.findings if one.rule.startswith("version-")] == ([expected] if expected else [])
