"""Logical and physical types of a property."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.physical import compare
from c360_governance.diff.timestamps import EITHER
from c360_governance.diff.values import text

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

_PHYSICAL_KINDS = {
    "changed": "physical-type-changed",
    "widened": "physical-type-widened",
    "narrowed": "physical-type-narrowed",
    "scale": "scale-changed",
}


def facts(pair: Pair) -> Iterator[Change]:
    """At most one fact about the logical type and one about the physical type."""
    before, after = _logical(pair)
    if before != after:
        yield pair.change(_logical_kind(before, after), "logicalType", before, after)
    old, new = (text(side.raw, "physicalType") for side in (pair.old, pair.new))
    if (old is None) != (new is None):
        yield pair.change("physical-type-added" if new else "physical-type-removed", "physicalType", old, new)
    elif old and new and old != new:
        verdict = compare(old, new, (pair.old.engine, pair.new.engine))
        if verdict != "same":
            yield pair.change(_PHYSICAL_KINDS[verdict], "physicalType", old, new)


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
