"""The rules as a folder of Markdown: one page a rule, and an index by what a rule is about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from c360_governance.cli.pages.rule import level, page_markdown
from c360_governance.report.markdown_format import table
from c360_governance.rules.registry import Rule

INDEX = "README.md"
MARK = "<!-- Written by `c360 rules --pages` from the rules themselves; edit those. -->"

_CONTRACT = "Changes of contracts: "
_DOMAINS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Changes of metrics", ("metric",)),
    ("Changes of event schemas", ("event",)),
    ("Versions", ("version",)),
    (f"{_CONTRACT}datasets", ("contract-added", "contract-removed", "schema", "relationship")),
    (f"{_CONTRACT}properties", ("property", "items-added", "items-removed", "map-part", "encrypted-name")),
    (f"{_CONTRACT}types", ("logical-type", "physical-type", "scale", "semantic-type", "vector", "timezone",
                           "default-timezone")),
    (f"{_CONTRACT}what values are allowed", ("required", "unique", "enum", "format", "pattern", "minimum", "maximum",
                                             "min-", "max-", "multiple-of", "bounds", "object-required")),
    (f"{_CONTRACT}keys and partitions", ("primary-key", "partition")),
    (f"{_CONTRACT}classification and access", ("classification", "role", "critical-data-element")),
    (f"{_CONTRACT}quality rules", ("quality",)),
    (f"{_CONTRACT}service levels", ("sla",)),
    (f"{_CONTRACT}servers", ("server", "test-server")),
    (f"{_CONTRACT}status and deprecation", ("status", "deprecated")),
)  # fmt: skip
_REST = f"{_CONTRACT}terms and meaning"
_LINT = "Documents as they are"
_RUN = "What other commands find"


def pages(rules: Iterable[Rule]) -> dict[str, str]:
    """The text of every page by its file's name; the same rules give the same pages."""
    found = list(rules)
    texts: dict[str, str] = {}
    for rule in found:  # a lint rule and a breaking rule may bear one name
        before = texts.get(f"{rule.id}.md", f"{MARK}\n")
        texts[f"{rule.id}.md"] = f"{before}\n{page_markdown(rule, linked=True)}\n"
    return {INDEX: _index(found), **texts}


def write_pages(folder: Path, rules: Iterable[Rule]) -> int:
    """Write the pages into a folder and remove those of rules that are gone; the number of pages."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages(rules)
    for path in folder.glob("*.md"):
        if path.name not in texts and path.read_text(encoding="utf-8").startswith(MARK):
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(texts)


def domain(rule: Rule) -> str:
    """What a rule is about, by its id."""
    if rule.kind != "breaking":
        return _LINT if rule.kind == "lint" else _RUN
    for title, prefixes in _DOMAINS:
        if any(rule.id == prefix or rule.id.startswith(f"{prefix.removesuffix('-')}-") for prefix in prefixes):
            return title
    return _REST


def _index(rules: list[Rule]) -> str:
    parts = [
        MARK, "# Rules",
        "`c360 diff` judges changes, `c360 lint` judges documents as they are, and other commands find what shows only "
        "when they run. `c360 explain RULE` shows the same pages in a terminal. A level names the severity for each "
        "side that is hit, and the least version bump.",
    ]  # fmt: skip
    for title in (_LINT, *(title for title, _ in _DOMAINS), _REST, _RUN):
        rows = [
            (f"[{rule.id}]({rule.id}.md)", level(rule), " ".join(rule.what.split()).replace("|", r"\|"))
            for rule in rules
            if domain(rule) == title
        ]
        if rows:
            parts += [f"## {title}", table(("Rule", "Level", "What it reports"), rows, safe=True)]
    return "\n\n".join(parts) + "\n"
