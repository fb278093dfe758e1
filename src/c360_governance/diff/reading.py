"""A contract as the differ sees it: ODCS 2.2, 3.0, 3.1 and 3.2 brought to the words of 3.2.

What a newer version merely renamed or moved must not look like a change: the team that became an object, `rule` that
became `metric`, allowed values that moved from a quality rule or the type's options to `enum`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from c360_governance.diff import legacy
from c360_governance.diff.element import ITEMS, KEY, VALUE, Element
from c360_governance.diff.physical import engine_of
from c360_governance.diff.values import text, token
from c360_governance.model.lenient import mapping, mappings, sequence
from c360_governance.model.location import Pointer

_DEEPEST = 64
"""Properties nested deeper are not looked at; no warehouse holds such a column."""

_METRICS = {
    "nullcheck": "nullValues",
    "nullcount": "nullValues",
    "duplicatecount": "duplicateValues",
    "duplicatecheck": "duplicateValues",
    "uniquecheck": "duplicateValues",
    "countcheck": "rowCount",
    "validvalues": "invalidValues",
    "missingcount": "missingValues",
    "invalidcount": "invalidValues",
}
_CHECKS = ("nullcheck", "duplicatecheck", "uniquecheck")
"""Rules of before 3.1 that say by their name that there may be none."""


class Side(NamedTuple):
    """One version of a contract: its terms, normalised, and its datasets. ``name`` is what messages call it;
    ``is_legacy`` is true for what was written before 3.0."""

    name: str
    terms: Mapping[Any, Any]
    datasets: tuple[Element, ...]
    is_legacy: bool = False


def before_3_1(side: Side) -> bool:
    """Whether a contract was written when a timestamp's logical type could only be a date."""
    return side.is_legacy or (text(side.terms, "apiVersion") or "").removeprefix("v").startswith("3.0")


def read(document: Mapping[Any, Any]) -> Side:
    """The contract in a document, whatever is wrong with it. Pure; never raises."""
    is_legacy = legacy.is_legacy(document)
    terms, schema_key = (legacy.terms(document), "dataset") if is_legacy else (document, "schema")
    engine = _engine(terms)
    datasets = tuple(_dataset(raw, (schema_key, index), engine) for index, raw in mappings(terms.get("schema")))
    return Side(name_of(document), {**terms, "team": _team(terms.get("team"))}, datasets, is_legacy)


def name_of(document: Mapping[Any, Any]) -> str:
    """What messages call a contract."""
    keys = ("quantumName", "name", "uuid", "id") if legacy.is_legacy(document) else ("name", "id")
    return next((name for key in keys for name in [text(document, key)] if name), "contract")


def _engine(terms: Mapping[Any, Any]) -> str | None:
    """The one engine that all servers with types of their own speak."""
    engines = {engine_of(text(raw, "type") or "") for _, raw in mappings(terms.get("servers"))} - {None}
    return engines.pop() if len(engines) == 1 else None


def _dataset(raw: Mapping[Any, Any], pointer: Pointer, engine: str | None) -> Element:
    return _element(raw, pointer, text(raw, "name") or f"schema[{pointer[-1]}]", 0, engine)


def _element(raw: Mapping[Any, Any], pointer: Pointer, name: str, depth: int, engine: str | None) -> Element:
    return Element(
        name=name,
        pointer=pointer,
        raw=_normalised(raw),
        id=text(raw, "id"),
        physical_name=text(raw, "physicalName"),
        children=_children(raw, pointer, depth + 1, engine) if depth < _DEEPEST else (),
        engine=engine,
    )


def _children(raw: Mapping[Any, Any], pointer: Pointer, depth: int, engine: str | None) -> tuple[Element, ...]:
    if "properties" not in raw and "items" not in raw and "map" not in raw:
        return ()
    key = legacy.COLUMNS if raw.get(legacy.COLUMNS) is True else "properties"
    found = [
        _element(child, (*pointer, key, index), text(child, "name") or f"{key}[{index}]", depth, engine)
        for index, child in mappings(raw.get("properties"))
    ]
    parts = ((ITEMS, ("items",)), (KEY, ("map", "key")), (VALUE, ("map", "value")))
    for name, steps in parts:
        part = mapping(raw.get(steps[0])) if len(steps) == 1 else mapping(mapping(raw.get("map")).get(steps[1]))
        if part:
            found.append(_element(part, (*pointer, *steps), name, depth, engine))
    return tuple(found)


def _normalised(raw: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """``quality`` becomes (position, rule) pairs, ``enum`` the allowed values wherever they stood."""
    if "quality" not in raw and not mapping(raw.get("logicalTypeOptions")).get("enum"):
        return raw
    rules = [(index, _rule(rule)) for index, rule in mappings(raw.get("quality"))]
    options = mapping(raw.get("logicalTypeOptions"))
    enum = sequence(raw.get("enum")) or sequence(options.get("enum"))
    kept: list[tuple[int, Mapping[Any, Any]]] = []
    for index, rule in rules:
        allowed = _allowed_values(rule)
        enum = enum or allowed
        if not allowed or {*map(token, allowed)} != {*map(token, enum)}:
            kept.append((index, rule))
    return {**raw, "enum": enum, "quality": kept}


def _rule(rule: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A quality rule with its measure under `metric`, by the name that 3.1 gave it."""
    metric = text(rule, "metric") or text(rule, "rule")
    if metric is None or ("code" in rule and metric.lower() not in _METRICS):
        return rule
    arguments = mapping(rule.get("arguments"))
    if sequence(rule.get("validValues")):
        arguments = {**arguments, "validValues": rule["validValues"]}
    rest = {key: value for key, value in rule.items() if key not in ("rule", "validValues")}
    standard = _METRICS.get(metric.lower(), metric)
    if metric.lower() in _CHECKS and not any(str(key).startswith("must") for key in rule):
        rest["mustBe"] = 0
    if "code" in rule and metric.lower() in _METRICS:
        rest = {key: value for key, value in rest.items() if key not in ("type", "engine", "implementation")}
    return {**rest, "metric": standard, "arguments": arguments}


def _allowed_values(rule: Mapping[Any, Any]) -> tuple[Any, ...]:
    """The values that a blocking rule allows and nothing else: what 3.2 writes as the property's enum."""
    arguments = mapping(rule.get("arguments"))
    whole = set(map(str, arguments)) == {"validValues"} and not any(
        str(key).startswith(("mustBe", "mustNotBe")) and (key, value) != ("mustBe", 0) for key, value in rule.items()
    )
    blocking = text(rule, "severity") in (None, "error", "critical", "high")
    if rule.get("metric") != "invalidValues" or not whole or not blocking:
        return ()
    return tuple(sequence(arguments.get("validValues")))


def _team(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {"members": sequence(value)}
