"""The guides in docs/, followed step by step in an empty folder each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from guide import environment, follow, steps

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("checks.md", "diff.md", "policy.md", "lineage-graph.md", "lineage.md", "reconciliation.md")


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_does_what_it_says(
    name: str, tmp_path: Path, c360: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable, value in environment(tmp_path).items():
        monkeypatch.setenv(variable, value)
    done = list(steps(DOCS / name))
    assert len(done) >= 10
    for step in done:
        follow(step, tmp_path, c360)


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_a_guides_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (DOCS / name).read_text(encoding="utf-8")):
        assert (DOCS / target).exists(), target
