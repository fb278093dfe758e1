"""The values that a property may take, compared as a set: their order, labels and prose do not matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.element import Element, Pair
from c360_governance.diff.values import plain, text, token
from c360_governance.model.lenient import mapping, mappings, sequence


def facts(pair: Pair) -> Iterator[Change]:
    """The constraint added or removed, or one fact for all values that came and one for all that went.

    A value whose id stayed was renamed, which is one fact and neither. An open list constrains nothing: it names the
    values that are known today.
    """
    listed = [_values(value) for value in pair.values("enum")]
    before, after = (
        {} if _is_open(side) else values for side, values in zip((pair.old, pair.new), listed, strict=True)
    )
    if not before and not after and listed[0].keys() != listed[1].keys():
        yield pair.change("enum-known-values-changed", "enum", *map(_shown, listed))
    if not before or not after:
        if before or after:
            yield pair.change("enum-removed" if before else "enum-added", "enum", _shown(before), _shown(after))
        return
    gone = {key: entry for key, entry in before.items() if key not in after}
    came = {key: entry for key, entry in after.items() if key not in before}
    for old, new in _renamed(gone, came):
        yield pair.change("enum-value-renamed", "enum", gone.pop(old)[1], came.pop(new)[1])
    if gone:
        yield pair.change("enum-value-removed", "enum", _shown(gone), None)
    if came:
        yield pair.change("enum-value-added", "enum", None, _shown(came))


def _is_open(element: Element) -> bool:
    """Whether other values may come any time. The standard has no word for it: a custom property says so, or an option
    of the type, by one of the names that other formats use."""
    if not element.raw.get("enum"):
        return False
    said = {text(raw, "property"): raw.get("value") for _, raw in mappings(element.raw.get("customProperties"))}
    said = {**said, **mapping(element.raw.get("logicalTypeOptions"))}
    return any(value in (True, "true") and _folded(name) in _OPEN for name, value in said.items())


def _folded(name: Any) -> str:
    return "".join(letter for letter in str(name).lower() if letter.isalpha()).removeprefix("x")


_OPEN = frozenset({"extensible", "extensibleenum", "enumextensible", "openenum", "enumopen"})
"""`extensible`, `x-extensible-enum`, `open_enum`: without case and signs."""

Values = dict[str, tuple[str | None, Any]]
"""(id, value) by the value's token."""


def _values(enum: Any) -> Values:
    found: Values = {}
    for entry in sequence(enum):
        is_entry = isinstance(entry, Mapping) and "value" in entry
        value = plain(entry["value"] if is_entry else entry)
        found.setdefault(token(value), (text(entry, "id") if is_entry else None, value))
    return found


def _renamed(gone: Values, came: Values) -> list[tuple[str, str]]:
    new = {id_: key for key, (id_, _) in came.items() if id_}
    return [(key, new[id_]) for key, (id_, _) in gone.items() if id_ in new]


def _shown(values: Values) -> list[Any] | None:
    return [value for _, value in values.values()] or None
