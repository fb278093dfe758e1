"""The properties of one dataset in both versions: pairs, however deep, and what came, went or moved."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Set
from typing import Any, NamedTuple

from c360_governance.diff.element import PARTS, Element, Pair, joined
from c360_governance.diff.matching import match
from c360_governance.diff.values import changed_keys, text, words


class Loose(NamedTuple):
    """A property without a partner. ``path`` is its path in the dataset, ``parent`` the pair that held or holds it."""

    element: Element
    path: str
    known_as: str
    parent: Pair


class Walk:
    """All properties of a dataset, without those that are plainly the same in both versions.

    ``moved`` are the pairs that were found under another parent.
    """

    def __init__(self) -> None:
        self.pairs: list[Pair] = []
        self.moved: list[Pair] = []
        self.removed: list[Loose] = []
        self.added: list[Loose] = []


def walk(dataset: Pair) -> Walk:
    """Pair a dataset's properties level by level, then look for moves among those left over."""
    found = Walk()
    _descend(dataset, "", ("", ""), found)
    for gone, came in _moves(found):
        found.removed = [entry for entry in found.removed if entry is not gone]
        found.added = [entry for entry in found.added if entry is not came]
        old, new = gone.element, came.element
        pair = _pair(dataset, old, new, came.path, (gone.path, gone.known_as), changed_keys(old.raw, new.raw))
        found.moved.append(pair)
        found.pairs.append(pair)
        _descend(pair, came.path, (gone.path, gone.known_as), found)
    return found


def _descend(parent: Pair, path: str, before: tuple[str, str], found: Walk) -> None:
    """``path`` is the parent's in the new version, ``before`` its logical and physical path in the old one."""
    matched = match(parent.old.children, parent.new.children)
    for old, new in matched.pairs:
        changed = changed_keys(old.raw, new.raw)
        if not changed:
            continue
        here = joined(path, new.name)
        was = joined(before[0], old.name), joined(before[1], old.known_as)
        pair = _pair(parent, old, new, here, was, changed)
        found.pairs.append(pair)
        _descend(pair, here, was, found)
    found.removed += [
        Loose(old, joined(before[0], old.name), joined(before[1], old.known_as), parent) for old in matched.removed
    ]
    found.added += [Loose(new, joined(path, new.name), joined(path, new.known_as), parent) for new in matched.added]


def _pair(parent: Pair, old: Element, new: Element, path: str, was: tuple[str, str], changed: Set[Any]) -> Pair:
    root = parent.root or parent.subject
    return Pair(old, new, joined(root, path), parent.datasets, tuple(dict.fromkeys(was)), root, changed)


def _moves(found: Walk) -> list[tuple[Loose, Loose]]:
    """By id, whatever a property is called now, else by name, types and description; each the only one of its kind."""
    moves: list[tuple[Loose, Loose]] = []
    for key in (_id, _likeness):
        moved = {id(entry) for move in moves for entry in move}
        before, after = (_by(key, [entry for entry in loose if id(entry) not in moved])
                         for loose in (found.removed, found.added))  # fmt: skip
        moves += [
            (gone[0], after[like][0]) for like, gone in before.items() if len(gone) == len(after.get(like, ())) == 1
        ]
    return moves


def _by(key: Callable[[Loose], Hashable], loose: list[Loose]) -> dict[Hashable, list[Loose]]:
    found: dict[Hashable, list[Loose]] = {}
    for entry in loose:
        value = key(entry) if entry.element.name not in PARTS else None
        if value is not None:
            found.setdefault(value, []).append(entry)
    return found


def _id(entry: Loose) -> Hashable:
    return entry.element.id


def _likeness(entry: Loose) -> Hashable:
    raw = entry.element.raw
    types = (text(raw, key) for key in ("logicalType", "physicalType"))
    return (entry.element.name, *types, words(raw.get("description")))
