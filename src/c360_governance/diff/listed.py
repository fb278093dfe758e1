"""The entries of a list that bear names (servers, roles): which of the old ones became which of the new ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from c360_governance.diff.values import text
from c360_governance.model.lenient import mappings

Raw = Mapping[Any, Any]


class Entry(NamedTuple):
    """An entry with what it is called and its position in the document."""

    name: str
    position: int
    raw: Raw


class Paired(NamedTuple):
    """Pairs (old, new), and what has no partner; everything in the order of the documents."""

    pairs: tuple[tuple[Entry, Entry], ...]
    gone: tuple[Entry, ...]
    came: tuple[Entry, ...]


def entries(value: Any, key: str) -> list[Entry]:
    """The entries of a list, called by what they say under ``key``, else by their id; the first of a name counts."""
    found: dict[str, Entry] = {}
    for position, raw in mappings(value):
        name = text(raw, key) or text(raw, "id") or str(position)
        found.setdefault(name, Entry(name, position, raw))
    return list(found.values())


def paired(old: Sequence[Entry], new: Sequence[Entry], like: Callable[[Raw], Hashable] | None = None) -> Paired:
    """Pair entries by name, then by id, then by what ``like`` says of them; a likeness has to be the only one."""
    gone, came, pairs = list(old), list(new), []
    for key in (_name, _id, *([lambda entry: like(entry.raw)] if like else ())):
        for before in tuple(gone):
            value = key(before)
            partners = [entry for entry in came if key(entry) == value] if value is not None else []
            if len(partners) == 1 and [key(entry) for entry in gone].count(value) == 1:
                gone.remove(before)
                came.remove(partners[0])
                pairs.append((before, partners[0]))
    return Paired(tuple(sorted(pairs, key=lambda pair: pair[0].position)), tuple(gone), tuple(came))


def _name(entry: Entry) -> Hashable:
    return entry.name


def _id(entry: Entry) -> Hashable:
    return text(entry.raw, "id")
