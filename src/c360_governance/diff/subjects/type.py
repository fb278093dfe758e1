"""Logical and physical types of a property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.physical import Verdict, compare
from c360_governance.diff.timestamps import EITHER
from c360_governance.diff.values import number, text
from c360_governance.model.lenient import mapping, mappings

_ALIASES = {
    "int": "integer", "long": "integer", "bigint": "integer", "smallint": "integer", "tinyint": "integer",
    "float": "number", "double": "number", "decimal": "number", "numeric": "number", "real": "number",
    "text": "string", "varchar": "string", "char": "string", "character": "string", "uuid": "string",
    "bool": "boolean", "datetime": "timestamp", "timestamp_tz": "timestamp", "timestamp_ntz": "timestamp",
    "struct": "object", "record": "object", "list": "array",
}  # fmt: skip
"""Names that documents before 3.0 were free to use."""

_WIDER = {("integer", "number"), ("date", "timestamp")}
"""(type, the type that holds all its values)."""

_DIGITS = ("precision", "scale")
_PHYSICAL_KINDS = {
    "changed": "physical-type-changed",
    "widened": "physical-type-widened",
    "narrowed": "physical-type-narrowed",
    "scale": "scale-changed",
    "said": "physical-type-added",
    "unsaid": "physical-type-removed",
}


def facts(pair: Pair) -> Iterator[Change]:
    """At most one fact about the logical type and one about the physical type, or about the digits of a number."""
    before, after = _logical(pair)
    if before != after:
        yield pair.change(_logical_kind(before, after), "logicalType", before, after)
    old, new = (text(side.raw, "physicalType") for side in (pair.old, pair.new))
    if old is None and new is None:
        verdict: Verdict = "same"
    elif old is None or new is None:
        verdict = "said" if new else "unsaid"
    else:
        verdict = compare(old, new, (pair.old.engine, pair.new.engine)) if old != new else "same"
    if verdict != "same":
        yield pair.change(_PHYSICAL_KINDS[verdict], "physicalType", old, new)
    elif "(" not in (old or "") and comparable(pair):
        yield from _digits(pair)


def _digits(pair: Pair) -> Iterator[Change]:
    """`precision` and `scale` among the options: the standard has no words for them, importers write them there. Custom
    properties are prose, but where the digits merely moved to them nothing changed."""
    if not any(key in options for options in pair.options() for key in _DIGITS):
        return
    shown = [_said_digits(side.raw) for side in (pair.old, pair.new)]
    old, new = ([number(digits.get(key)) for key in _DIGITS] for digits in shown)
    if old == new:
        return
    (size, scale), (new_size, new_scale) = old, new
    if scale != new_scale and (size == new_size or None not in (scale, new_scale)):
        kind = "scale"
    else:
        kind = "widened" if new_size is None or (size is not None and new_size > size) else "narrowed"
    yield pair.change(_PHYSICAL_KINDS[kind], "logicalTypeOptions", *(digits or None for digits in shown))


def _said_digits(raw: Mapping[Any, Any]) -> dict[str, Any]:
    custom = {text(one, "property"): one.get("value") for _, one in mappings(raw.get("customProperties"))}
    said = {**custom, **mapping(raw.get("logicalTypeOptions"))}
    return {key: said[key] for key in _DIGITS if key in said}


def comparable(pair: Pair) -> bool:
    """Whether the options of both versions speak of the same kind of values."""
    before, after = _logical(pair)
    return before == after or {(before, after), (after, before)} & _WIDER != set() or None in (before, after)


def common_type(pair: Pair) -> str | None:
    """The type by which both versions' options are read. Where the type changed that is the wider one: that fewer
    numbers are integers is said of the type, and not again of each limit."""
    before, after = _logical(pair)
    if before == after:
        return before
    return "number" if {before, after} <= {"integer", "number", None} else None


def logical_type(raw: object) -> str | None:
    """The standard's name for a logical type, None where none is given."""
    name = raw.strip().lower() if isinstance(raw, str) else ""
    return _ALIASES.get(name, name) or None


def _logical(pair: Pair) -> tuple[str | None, str | None]:
    before, after = (logical_type(value) for value in pair.values("logicalType"))
    return _resolved(before, after), _resolved(after, before)


def _resolved(type_: str | None, other: str | None) -> str | None:
    if type_ != EITHER:
        return type_
    return "timestamp" if other == "timestamp" else "date"


def _logical_kind(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return "logical-type-added" if before is None else "logical-type-removed"
    if (before, after) in _WIDER:
        return "logical-type-widened"
    return "logical-type-narrowed" if (after, before) in _WIDER else "logical-type-changed"
