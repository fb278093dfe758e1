"""The guides in docs/, followed step by step in an empty folder each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guide import follow, steps

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("diff.md", "policy.md")


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_does_what_it_says(name: str, tmp_path: Path) -> None:
    done = list(steps(DOCS / name))
    assert len(done) >= 10
    for step in done:
        follow(step, tmp_path)


@pytest.mark.parametrize("name", GUIDES)
def test_a_guides_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (DOCS / name).read_text(encoding="utf-8")):
        assert (DOCS / target).exists(), target
