"""The metrics that a metric is computed from: paired by their names in its formula, then by what they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.diff.metric.lists import listed
from c360_governance.diff.metric.reading import Field, Part, comparable, condition, read
from c360_governance.diff.values import plain

InputFact = tuple[str, str, Any, Any]
"""(kind, key, old, new)."""


def pair_inputs(old: Part, new: Part) -> tuple[list[tuple[Part, Part]], list[InputFact], dict[str, str]]:
    """The inputs that are on both sides; the facts about those that are not; new names in the formula by old ones.

    An input that only bears another alias is the same where the formula follows.
    """
    before, after = _inputs(old), _inputs(new)
    pairs = [(before[alias], after[alias]) for alias in before if alias in after]
    gone = {alias: part for alias, part in before.items() if alias not in after}
    came = {alias: part for alias, part in after.items() if alias not in before}
    names: dict[str, str] = {}
    used = _words(new.value("expr")) if gone else set()
    for alias, part in list(gone.items()):
        twin = next((name for name, other in came.items() if _content(other) == _content(part)), None)
        if twin is not None and alias not in used:
            names[twin] = alias
            del gone[alias], came[twin]
    if not gone and not came:
        return pairs, [], names
    return pairs, [("metric-inputs-changed", "inputs", old.value("inputs"), new.value("inputs"))], names


def _inputs(part: Part) -> dict[str, Part]:
    found: dict[str, Part] = {}
    inputs = part.value("inputs")
    for index, raw in enumerate(listed(inputs)):
        place = (*part.place("inputs"), index)
        if not isinstance(raw, str | Mapping):
            found[f"#{index}"] = Part(place, {"metric": Field(raw, place)}, True)
            continue
        if isinstance(inputs, Mapping) and isinstance(raw, Mapping):
            place = part.place("inputs")
            raw = {("alias" if key == "name" else "metric" if key == "expr" else key): one for key, one in raw.items()}
        one = read(raw, place, foreign=part.foreign)
        if part.foreign and "metric" not in one.fields and "name" in one.fields:
            fields = {("metric" if key == "name" else key): field for key, field in one.fields.items()}
            one = Part(one.pointer, fields, True)
        alias = str(one.value("alias") or one.value("metric") or f"#{index}").lower()
        kept = {key: field for key, field in one.fields.items() if key != "alias"}
        while alias in found:
            alias += "#"
        found[alias] = Part(one.pointer, kept, one.foreign)
    return found


def _content(part: Part) -> Any:
    values = {key: comparable(part, key) for key in part.fields if key != "filter"}
    return plain({**values, "filter": condition(part.value("filter"))})


def _words(value: Any) -> set[str]:
    if not isinstance(value, str):
        return set()
    from c360_governance.diff.sql.tokens import tokens

    return {token.text for token in tokens(value) or () if token.kind in ("name", "quoted")}
