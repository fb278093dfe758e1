from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.model.location import Pointer
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.validation import find_flaws

RULE = Rule(
    id="quality-implementation-invalid",
    kind="lint",
    severity="error",
    documents=("contract",),
    what="A quality rule of type custom for the engine c360 has an implementation that c360 does not understand.",
    why="Its check cannot be judged, which nobody notices before `c360 check` runs.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: plan
        logicalType: string
        quality:
          - name: enterprise_share
            type: custom
            engine: c360
            implementation: {kind: distribution, measure: share, minimum: 0.1}
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: plan
        logicalType: string
        quality:
          - name: enterprise_share
            type: custom
            engine: c360
            implementation: {kind: distribution, measure: share, values: [enterprise], minimum: 0.1}
""",
    help="see the schema quality-rule-1 for the kinds and their options",
)


def check(context: Context) -> Iterator[Problem]:
    for dataset in context.contract.datasets:
        yield from _judge(dataset.raw, dataset.pointer)
    for _, prop, _ in context.properties():
        yield from _judge(prop.raw, prop.pointer)


def _judge(raw: Mapping[str, Any], pointer: Pointer) -> Iterator[Problem]:
    entries = raw.get("quality")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict) or entry.get("type") != "custom" or entry.get("engine") != "c360":
            continue
        implementation = entry.get("implementation")
        at = (*pointer, "quality", index, "implementation")
        if isinstance(implementation, dict):
            for flaw in find_flaws(implementation, "quality-rule-1"):
                yield Problem((*at, *flaw.pointer), flaw.message, key=flaw.key, help=flaw.help)
