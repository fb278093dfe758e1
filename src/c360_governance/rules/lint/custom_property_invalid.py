from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.model.location import Pointer
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule
from c360_governance.sources.validation import find_flaws

RULE = Rule(
    id="custom-property-invalid",
    kind="lint",
    severity="error",
    documents=("contract",),
    what="A customProperty of vendor c360 is unknown, stands on the wrong level, or has a value of the wrong form.",
    why="The commands look for it by name and form; what they do not find does not hold.",
    bad="""\
customProperties:
  - {property: tier, vendor: c360, value: gold}
""",
    good="""\
customProperties:
  - {property: tier, vendor: c360, value: 1}
""",
    help="see the schema custom-properties-1 for the names and their values",
)

_LEVELS = {"contract": "property", "property": "contract"}


def check(context: Context) -> Iterator[Problem]:
    yield from _judge(context.mapping, (), "contract")
    for dataset in context.contract.datasets:
        yield from _judge(dataset.raw, dataset.pointer, "dataset")
    for _, prop, _ in context.properties():
        yield from _judge(prop.raw, prop.pointer, "property")


def _judge(raw: Mapping[str, Any], pointer: Pointer, level: str) -> Iterator[Problem]:
    entries = raw.get("customProperties")
    seen: set[str] = set()
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict) or entry.get("vendor") != "c360" or not isinstance(entry.get("property"), str):
            continue
        name, at = entry["property"], (*pointer, "customProperties", index)
        if name in seen:
            yield Problem((*at, "property"), f"{name[:60]} is given twice", help="keep one of the two")
        seen.add(name)
        if level == "dataset":
            yield Problem((*at, "property"), "c360 has no customProperties on the level of a dataset",
                          help="move it to the contract or to a property")  # fmt: skip
        elif _known_elsewhere(name, level):
            yield Problem((*at, "property"), f"{name} belongs to a {_LEVELS[level]}, not to a {level}",
                          help=f"move it to the customProperties of the {_LEVELS[level]}")  # fmt: skip
        else:
            yield from _judge_value(name, entry.get("value"), at, level)


def _judge_value(name: str, value: object, pointer: Pointer, level: str) -> Iterator[Problem]:
    for flaw in find_flaws({level: {name: value}}, "custom-properties-1"):
        if len(flaw.pointer) == 2 and flaw.key:
            yield Problem((*pointer, "property"), f"c360 knows no customProperty {quoted(name)}", help=flaw.help)
        else:
            message = flaw.message if len(flaw.pointer) > 2 else flaw.message.replace(f"{name} ", "the value ", 1)
            yield Problem((*pointer, "value", *flaw.pointer[2:]), message, key=flaw.key, help=flaw.help)


def _known_elsewhere(name: str, level: str) -> bool:
    from c360_governance.sources.schemas import load

    levels = load("custom-properties-1")["properties"]
    return name not in levels[level]["properties"] and name in levels[_LEVELS[level]]["properties"]
