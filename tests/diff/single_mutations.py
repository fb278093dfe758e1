"""Every single change of a document: each thing removed, each value changed, each list reversed.

What is added is what is removed, seen from the other side, so a change is judged there and back.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from c360_governance.model.location import Pointer

PROSE = frozenset({"tags", "synonyms", "authoritativeDefinitions", "customProperties", "examples", "context"})
"""What the differ has to leave alone, with all that it holds."""

NAMES = ("name", "property", "server", "role", "channel", "username", "synonym", "question", "constraint", "value",
         "id", "to", "url")  # fmt: skip
"""The keys by which an entry of a list is known to a reader."""

OTHERS: dict[str, tuple[Any, ...]] = {
    "apiVersion": ("v3.1.0", "v3.0.2"),
    "version": ("1.1.9", "1.2.1", "2.0.0", "one"),
    "status": ("proposed", "draft", "deprecated", "retired", "frozen"),
    "access": ("none", "read", "write", "admin", "sometimes"),
    "classification": ("public", "confidential", "restricted", "5"),
    "severity": ("info", "warning", "error"),
    "semanticType": ("column", "measure", "dimension"),
    "logicalType": ("string", "integer", "number", "date", "timestamp", "object"),
    "physicalType": ("int8", "INT", "varchar(9)", "character varying(12)", "text", "decimal(14,2)", "decimal(12,3)",
                     "timestamp(3)", "timestamptz"),
    "environment": ("dev", "production"),
    "pattern": ("^c[0-9]{2,}$", "^[a-z][0-9]+$", "^d[0-9]+$"),
    "format": ("i32", "i128", "u64", "f32", "email"),
    "transformLogic": ("avg(amount)",),
    "elementType": ("float64", "binary"),
    "dataGranularityDescription": ("one row per order and day", "Each row is one order.", "One row per order."),
}  # fmt: skip
"""Values that say something else, or the same in other words."""

OTHERS_AT: dict[str, tuple[Any, ...]] = {
    "slaProperties.unit": ("hours", "d", "min", "m", "%"),
    "quality.unit": ("percent", "%", "rows"),
    "schema.physicalType": ("TABLE", "view", "topic"),
    "schema.logicalType": (),
    "servers.format": ("csv",),
}
"""The same where a key means something else in one of the lists."""


class Mutation(NamedTuple):
    """``name`` says what was changed, ``new`` is the changed document; ``is_prose`` where nobody has to mind."""

    name: str
    new: Any
    is_prose: bool


def mutations(document: Any) -> Iterator[Mutation]:
    """All single changes of a document, in its order."""
    for pointer, label in _places(document, (), ""):
        *above, last = pointer
        value = _at(document, pointer)
        prose = not PROSE.isdisjoint(pointer)
        yield Mutation(f"- {label}", _with(document, above, last, _gone), prose)
        for other in _others(pointer, value):
            if type(other) is not type(value) or other != value:
                yield Mutation(f"{label} = {other}", _with(document, above, last, other), prose)
        if isinstance(value, list) and len(value) > 1:
            yield Mutation(f"{label} reversed", _with(document, above, last, value[::-1]), prose)


def _gone() -> None:
    """Stands for the value of what is no longer there."""


def _places(value: Any, pointer: Pointer, label: str) -> Iterator[tuple[Pointer, str]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in steps:
        here = f"{label}.{_called(item, key) if isinstance(value, list) else key}".removeprefix(".")
        yield (*pointer, key), here
        yield from _places(item, (*pointer, key), here)


def _called(item: Any, index: int) -> str:
    names = [str(item[key]) for key in NAMES if key in item] if isinstance(item, dict) else [str(item)]
    return names[0] if names else str(index)


def _others(pointer: Pointer, value: Any) -> tuple[Any, ...]:
    """Other values for a place, of the sort that stands there."""
    key, held_by = str(pointer[-1]), str(pointer[-3]) if len(pointer) > 2 else ""
    if f"{held_by}.{key}" in OTHERS_AT:
        return OTHERS_AT[f"{held_by}.{key}"]
    if key in ("mustBeBetween", "mustNotBeBetween"):
        return [value[0] + 1, value[1] - 1], [value[0] - 1, value[1] + 1], [value[0] + 1, value[1] + 1]
    if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
        return f"2018{value[4:]}", f"2040{value[4:]}"
    if isinstance(value, str) and value[2:3] == ":" and value[:2].isdigit():
        return f"07{value[2:]}", f"21{value[2:]}"
    if key in OTHERS:
        return OTHERS[key]
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    if isinstance(value, float):
        return value * 2, value / 2
    return (f"{value} x",) if isinstance(value, str) else ()


def _at(document: Any, pointer: Pointer) -> Any:
    for step in pointer:
        document = document[step]
    return document


def _with(document: Any, above: list[Any], last: Any, value: Any) -> Any:
    new = copy.deepcopy(document)
    holder = _at(new, tuple(above))
    if value is _gone:
        del holder[last]
    else:
        holder[last] = value
    return new
