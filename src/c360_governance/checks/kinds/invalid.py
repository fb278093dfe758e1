"""Invalid values: enum, bounds, lengths, pattern, format, and the library's invalidValues. NULL is never invalid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.sql import identifier, value
from c360_governance.checks.subject import Subject, metric, name
from c360_governance.checks.threshold import is_number, of_rule
from c360_governance.model.contract import Property

_BOUNDS = {"minimum": "<", "exclusiveMinimum": "<=", "maximum": ">", "exclusiveMaximum": ">="}
"""The comparison that shows a value to lie outside."""

_LENGTHS = {"minLength": "valid_min_length", "maxLength": "valid_max_length"}

_FORMATS = {
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "uuid": r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$",
    "hostname": r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$",
    "ipv4": r"^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.|$)){4}$",
    "ipv6": r"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$",
}
"""The formats of ODCS strings that say something about the characters (password, byte and binary do not)."""


def compile_(subject: Subject) -> Iterator[Check]:
    """One check for each thing that a property says of its values, so that an outcome says which was broken."""
    for prop in subject.dataset.properties:
        for suffix, key, type_, body in _declared(prop):
            yield subject.check("invalid", suffix, type_, (*prop.pointer, *key), prop=prop, body=body)
    for column, pointer, rule in subject.rules("invalidValues"):
        suffix = name(rule, metric(rule))
        body, problem = _rule_body(rule, f"{subject.dataset.name}.{suffix}")
        problem = problem if column else f"{metric(rule)} is a rule for a column"
        yield subject.check("invalid", suffix, "invalid", pointer, prop=column, threshold=of_rule(rule), body=body,
                            rule=rule, problem=problem)  # fmt: skip


def _declared(prop: Property) -> Iterator[tuple[str, tuple[str, ...], str, dict[str, Any]]]:
    """(id suffix, key that declares it, Soda type, options) of each constraint on the property."""
    options, column = prop.options, identifier(prop.column)
    allowed = [entry for entry in prop.enum if entry is not None]
    if allowed:
        key = ("enum",) if prop.raw.get("enum") else ("logicalTypeOptions", "enum")
        if all(isinstance(entry, str) or is_number(entry) for entry in allowed):
            yield "enum", key, "invalid", {"valid_values": allowed}
        else:
            listed = ", ".join(value(entry) for entry in allowed)
            yield "enum", key, "failed_rows", {"expression": f"{column} NOT IN ({listed})"}
    bounds = {option: options[option] for option in _BOUNDS if not isinstance(options.get(option), bool | None)}
    if bounds:
        yield "range", ("logicalTypeOptions", next(iter(bounds))), *_range(bounds, column)
    lengths = {soda: options[option] for option, soda in _LENGTHS.items() if is_number(options.get(option))}
    if lengths:
        yield "length", ("logicalTypeOptions",), "invalid", lengths
    pattern = options.get("pattern")
    if isinstance(pattern, str):
        yield "pattern", ("logicalTypeOptions", "pattern"), "invalid", _regex(pattern, f"{prop.name} pattern")
    named = options.get("format")
    if prop.logical_type == "string" and isinstance(named, str) and named in _FORMATS:
        yield "format", ("logicalTypeOptions", "format"), "invalid", _regex(_FORMATS[named], named)
    step = options.get("multipleOf")
    if is_number(step) and step != 0:
        key = ("logicalTypeOptions", "multipleOf")
        yield "multiple_of", key, "failed_rows", {"expression": f"{column} % {step} <> 0"}


def _range(bounds: Mapping[str, Any], column: str) -> tuple[str, dict[str, Any]]:
    """Soda's own options where they can say it; a condition for exclusive bounds, dates and times."""
    native = {"minimum": "valid_min", "maximum": "valid_max"}
    if all(option in native and is_number(bound) for option, bound in bounds.items()):
        return "invalid", {native[option]: bound for option, bound in bounds.items()}
    outside = " OR ".join(f"{column} {_BOUNDS[option]} {value(bound)}" for option, bound in bounds.items())
    return "failed_rows", {"expression": outside}


def _regex(pattern: str, label: str) -> dict[str, Any]:
    return {"valid_format": {"regex": pattern, "name": label}}


def _rule_body(rule: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str | None]:
    arguments = rule.get("arguments")
    arguments = arguments if isinstance(arguments, Mapping) else {}
    body: dict[str, Any] = {}
    values, pattern = arguments.get("validValues"), arguments.get("pattern")
    if isinstance(values, list):
        body["valid_values"] = [entry for entry in values if entry is not None]
    if isinstance(pattern, str):
        body |= _regex(pattern, label)
    return body, None if body else "invalidValues needs arguments: validValues or pattern"
