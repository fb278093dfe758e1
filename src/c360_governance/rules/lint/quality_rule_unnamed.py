from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.model.location import Pointer
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="quality-rule-unnamed",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A quality rule has no name, or the name of another rule beside it.",
    why="The name is part of the check's id, by which its history, incidents and waivers are found again.",
    bad="""\
schema:
  - name: accounts
    properties: []
    quality:
      - {type: library, metric: rowCount, mustBeGreaterThan: 0}
""",
    good="""\
schema:
  - name: accounts
    properties: []
    quality:
      - {name: not_empty, type: library, metric: rowCount, mustBeGreaterThan: 0}
""",
    help="give the rule a short name of its own, e.g. not_empty",
)


def check(context: Context) -> Iterator[Problem]:
    for dataset in context.contract.datasets:
        yield from _judge(dataset.raw, dataset.pointer, dataset.name)
    for _, prop, name in context.properties():
        yield from _judge(prop.raw, prop.pointer, name)


def _judge(raw: Mapping[str, Any], pointer: Pointer, subject: str) -> Iterator[Problem]:
    entries = raw.get("quality")
    seen: set[str] = set()
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict) or entry.get("type") == "text":
            continue
        name = entry.get("name")
        if not isinstance(name, str) or not name.strip():
            yield Problem((*pointer, "quality", index, "name"), "the quality rule has no name", f"{subject}[{index}]")
        elif name in seen:
            yield Problem((*pointer, "quality", index, "name"), f"another rule is named {quoted(name)}",
                          f"{subject}[{index}]")  # fmt: skip
        else:
            seen.add(name)
