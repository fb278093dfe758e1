"""Guides and decisions can be found: listed, and each decision by a number of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_every_guide_is_listed() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert [
        path.name for path in DOCS.glob("*.md") if path.name != "README.md" and f"]({path.name})" not in index
    ] == []


def test_every_decision_has_a_number_of_its_own() -> None:
    decisions = sorted((DOCS / "decisions").iterdir())
    numbers = Counter(path.name[:4] for path in decisions)
    assert [number for number, times in numbers.items() if times > 1] == []
    for path in decisions:
        assert path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. "), path.name
