"""Which thing of the old version is which of the new one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from c360_governance.diff.element import PARTS, Element
from c360_governance.diff.values import frozen, text, words

Key = Callable[[Element], Hashable]


class Matched(NamedTuple):
    """Pairs (old, new) in the new order, and what has no partner."""

    pairs: tuple[tuple[Element, Element], ...]
    removed: tuple[Element, ...]
    added: tuple[Element, ...]


def match(old: Sequence[Element], new: Sequence[Element]) -> Matched:
    """Pair two lists of siblings: by id, then name, then physical name, then shape, then place.

    A shape (types and a description, the same columns, or all that is said but the name) pairs two things only where
    it is unique on both sides, and not where each has an id of its own. A place pairs the only two that are left,
    among other siblings, where they differ in their names alone.
    """
    left, right = list(range(len(old))), list(range(len(new)))
    found: dict[int, int] = {}
    for key in (_id, _name, _folded, _physical, *_SHAPES):
        if not left or not right:
            break
        partners = _partners(old, new, left, right, key, unique=key is not _name)
        found.update({j: i for i, j in partners})
        taken = {i for i, _ in partners}
        left, right = [i for i in left if i not in taken], [j for j in right if j not in found]
    if len(left) == len(right) == 1 and found and _in_place(old, new, left[0], right[0]):
        found[right.pop()] = left.pop()
    return Matched(
        tuple((old[found[j]], new[j]) for j in sorted(found)),
        tuple(old[i] for i in left),
        tuple(new[j] for j in right),
    )


def _partners(
    old: Sequence[Element], new: Sequence[Element], left: list[int], right: list[int], key: Key, *, unique: bool
) -> list[tuple[int, int]]:
    before, after = _by_key(old, left, key), _by_key(new, right, key)
    partners: list[tuple[int, int]] = []
    for value, olds in before.items():
        news = after.get(value, [])
        if unique and (len(olds) != 1 or len(news) != 1):
            continue
        partners += zip(olds, news, strict=False)
    if key in _SHAPES:
        return [(i, j) for i, j in partners if old[i].id is None or new[j].id is None]
    return partners


def _by_key(elements: Sequence[Element], among: list[int], key: Key) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for index in among:
        value = key(elements[index])
        if value is not None:
            found.setdefault(value, []).append(index)
    return found


def _id(element: Element) -> Hashable:
    return element.id


def _name(element: Element) -> Hashable:
    return element.name


def _folded(element: Element) -> Hashable:
    return None if element.name in PARTS else element.name.casefold()


def _physical(element: Element) -> Hashable:
    return None if element.name in PARTS else element.known_as.casefold()


def _shape(element: Element) -> Hashable:
    raw = element.raw
    description = words(raw.get("description"))
    if element.name in PARTS:
        return None
    if description is not None:
        return text(raw, "logicalType"), text(raw, "physicalType"), description
    names = frozenset(child.name for child in element.children)
    return names if len(names) > 1 else None


_NAMING = frozenset({"name", "id", "physicalName", "businessName"})
_UNTELLING = _NAMING | {
    "logicalType", "physicalType", "required", "unique", "deprecated", "partitioned", "partitionKeyPosition",
    "primaryKeyPosition", "tags", "criticalDataElement", "classification",
}  # fmt: skip
"""What many siblings have in common, so that it makes none of them known."""


def _whole(element: Element) -> Hashable:
    """All that is said of a thing but what it is called, where that is enough to know it by."""
    raw = element.raw
    telling = any(value and key not in _UNTELLING for key, value in raw.items())
    if element.name in PARTS or not telling:
        return None
    return _said(element)


_SHAPES = (_shape, _whole)


def _in_place(old: Sequence[Element], new: Sequence[Element], before: int, after: int) -> bool:
    """Whether a typed thing stands where the other stood, and only its name was changed."""
    one, other = old[before], new[after]
    if before != after or len(old) != len(new) or one.name in PARTS or (one.id is not None and other.id is not None):
        return False
    typed = text(one.raw, "logicalType") or text(one.raw, "physicalType")
    return bool(typed) and _said(one) == _said(other)


def _said(element: Element) -> Hashable:
    """All that is said of a thing but what it is called."""
    return frozen(
        {key: value for key, value in element.raw.items() if key not in _NAMING and value not in (None, False, [])}
    )
