"""The primary key of a dataset: the set of its columns identifies a row, their order does not."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Element, Pair
from c360_governance.diff.matching import match
from c360_governance.diff.values import number


def facts(dataset: Pair) -> Iterator[Change]:
    """Key added, removed, changed or reordered. A renamed column stays in the key; one that was removed from the
    dataset is reported as that and not again here."""
    old, new = dataset.old, dataset.new
    had, after = ([column.name for column in _key(side)] for side in (old, new))
    if had == after:
        return
    matched = match(old.children, new.children)
    new_name = {id(before): after.name for before, after in matched.pairs}
    before = [new_name[id(column)] for column in _key(old) if id(column) in new_name]
    if before == after:
        return
    if not had:
        kind = "primary-key-added"
    elif not after:
        kind = "primary-key-removed"
    else:
        kind = "primary-key-reordered" if {*before} == {*after} else "primary-key-changed"
    yield dataset.change(kind, "properties", had, after)


def _key(dataset: Element) -> list[Element]:
    keyed = [column for column in dataset.children if column.raw.get("primaryKey") is True]
    return sorted(keyed, key=_position)


def _position(column: Element) -> float:
    position = number(column.raw.get("primaryKeyPosition"))
    return position if position is not None and position > 0 else 1
