"""docs/rules is what the rules say today."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.cli.pages.rule_docs import INDEX, MARK, domain, pages, write_pages
from c360_governance.model.outcome import CHECK_KINDS
from c360_governance.rules.registry import all_rules, rule, run_ids

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/c360_governance"


def raised() -> set[str]:
    """The ids that the commands other than lint and diff give to their findings, out of their source."""
    found = {f"check-{kind}" for kind in CHECK_KINDS}
    for layer in ("checks", "gate", "lineage", "metrics", "privacy"):
        for path in (SOURCE / layer).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r'^RULE = "([a-z-]+)"', text, re.MULTILINE))
            found |= set(re.findall(r'[(\s]"((?:log|openlineage|figure|lineage|privacy)-[a-z-]+)",', text))
    return found


def test_what_other_commands_find_is_explained_and_nothing_else() -> None:
    assert sorted(path.stem for path in (SOURCE / "rules/run").iterdir()) == list(run_ids())
    assert sorted(raised() - {*run_ids()}) == [], "write rules/run/<id>.toml, then `c360 rules --pages docs/rules`"
    assert sorted({*run_ids()} - raised()) == []


def test_the_pages_are_current() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/rules").glob("*.md")}
    now = pages(all_rules())
    assert [name for name in {**there, **now} if there.get(name) != now.get(name)] == [], "run `make docs`"


def test_every_rule_has_a_page_and_a_line_in_the_index() -> None:
    texts = pages(all_rules())
    lines = [line for line in texts[INDEX].splitlines() if line.startswith("| [")]
    assert sorted(f"| [{one.id}]({one.id}.md) " for one in all_rules()) == sorted(
        line.partition("|")[0] + "|" + line[1:].partition("|")[0] for line in lines
    )
    assert {f"{one.id}.md" for one in all_rules()} | {INDEX} == set(texts)


@pytest.mark.parametrize("part", ["## Why", "## Not like this", "## But like this"])
def test_every_page_has_every_part(part: str) -> None:
    texts = pages(all_rules())
    assert [name for name, text in texts.items() if name != INDEX and part not in text] == []


@pytest.mark.parametrize(
    ("id_", "expected"),
    [("min-length-tightened", "Changes of contracts: what values are allowed"), ("metric-added", "Changes of metrics"),
     ("event-schema-added", "Changes of event schemas"), ("schema-added", "Changes of contracts: datasets"),
     ("version-decreased", "Versions"), ("owner-missing", "Documents as they are"),
     ("gate-sign-off", "What other commands find"),
     ("price-raised", "Changes of contracts: terms and meaning")],
)  # fmt: skip
def test_the_domain_of_a_rule(id_: str, expected: str) -> None:
    assert domain(rule(id_)) == expected


def test_pages_of_rules_that_are_gone_are_removed_and_nothing_else(c360: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text(f"{MARK}\n\n# gone\n", encoding="utf-8")
    (tmp_path / "mine.md").write_text("# mine\n", encoding="utf-8")
    done = c360("rules", "--pages", tmp_path)
    assert (done.status, done.stdout) == (0, "")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {*pages(all_rules()), "mine.md"}
    assert write_pages(tmp_path, all_rules()) == len(names) - 1


@pytest.mark.parametrize("id_", ["gate-sign-off", "check-freshness", "figure-differs", "log-chain-broken"])
def test_explain_knows_what_other_commands_find(id_: str, c360: Callable[..., Any]) -> None:
    done = c360("explain", id_)
    assert done.status == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    for part in (
        f"A finding of `c360 {rule(id_).raised_by}`",
        "Why\n",
        "Not like this\n",
        "But like this\n",
        "What to do\n",
    ):
        assert part in done.stdout
    assert id_ in c360("rules", "--kind", "run").stdout


def test_explain_says_who_breaks_how_to_mend_it_and_the_bump(c360: Callable[..., Any]) -> None:
    text = c360("explain", "property-removed").stdout
    assert "Least version bump: major." in " ".join(text.split())
    for part in ("Consumers: error. Producers: info.", "Why\n", "Who breaks\n",
                 "Not like this\n", "But like this\n", "How to make it compatible\n"):  # fmt: skip
        assert part in text
