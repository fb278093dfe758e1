"""The values that a property may take, compared as a set: their order, labels and prose do not matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import plain, sequence, text, token


def facts(pair: Pair) -> Iterator[Change]:
    """The constraint added or removed, or one fact for all values that came and one for all that went.

    A value whose id stayed was renamed, which is one fact and neither.
    """
    before, after = (_values(value) for value in pair.values("enum"))
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
