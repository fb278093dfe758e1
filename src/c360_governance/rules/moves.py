"""Datasets that moved from one contract to another: gone here, come there, and reported once, as a move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.model.lenient import mapping
from c360_governance.rules.pairing import DocumentPair
from c360_governance.sources.document import Document

if TYPE_CHECKING:
    from c360_governance.diff.element import Element


class Stated(NamedTuple):
    """The facts about one document. ``moved`` are those about datasets that came from other documents, each with the
    pair of documents that its facts are about."""

    pair: DocumentPair
    changes: list[Change]
    moved: tuple[tuple[DocumentPair, list[Change]], ...] = ()


class _Held(NamedTuple):
    """A dataset that one document lost or got."""

    at: int
    element: Element


def with_moves(stated: list[Stated]) -> list[Stated]:
    """The facts, with a dataset's going and coming made one fact, and what changed on the way beside it."""
    gone, came = ([held for at, one in enumerate(stated) for held in side(at, one)] for side in (_gone, _came))
    result = list(stated)
    if not (gone and came):
        return result
    from c360_governance.diff.subjects.schema import dataset_facts

    for old, new in _partners(gone, came):
        before, after = result[old.at].pair, result[new.at].pair
        place = _path(before.old), _path(after.new)
        known = tuple(dict.fromkeys((old.element.name, old.element.known_as)))
        move = Change(
            "schema-moved", new.element.name, old.element.pointer, new.element.pointer, *place, datasets=known
        )
        pair = DocumentPair("contract", before.old, after.new)
        result[old.at] = _without(result[old.at], old.element, "removed")
        arrived = _without(result[new.at], new.element, "added")
        facts = [move, *dataset_facts(old.element, new.element)]
        result[new.at] = arrived._replace(moved=(*arrived.moved, (pair, facts)))
    return result


def _gone(at: int, stated: Stated) -> Iterator[_Held]:
    if stated.pair.kind == "contract" and any("-removed" in change.kind for change in stated.changes):
        pointers = {change.pointer_old for change in stated.changes if change.kind.startswith("schema-removed")}
        yield from _held(at, stated.pair.old, pointers, whole=stated.pair.new is None)


def _came(at: int, stated: Stated) -> Iterator[_Held]:
    if stated.pair.kind == "contract" and any("-added" in change.kind for change in stated.changes):
        pointers = {change.pointer_new for change in stated.changes if change.kind == "schema-added"}
        yield from _held(at, stated.pair.new, pointers, whole=stated.pair.old is None)


def _held(at: int, document: Document | None, pointers: set[Any], *, whole: bool) -> Iterator[_Held]:
    if document is None or not (whole or pointers):
        return
    from c360_governance.diff.reading import read

    for element in read(mapping(document.value)).datasets:
        if whole or element.pointer in pointers:
            yield _Held(at, element)


def _partners(gone: list[_Held], came: list[_Held]) -> Iterator[tuple[_Held, _Held]]:
    """Datasets of one name, of which there is one on each side, that have most of their columns in common."""
    before, after = (Counter(held.element.name for held in side) for side in (gone, came))
    arrived = {held.element.name: held for held in came}
    for old in gone:
        name = old.element.name
        new = arrived.get(name)
        if new and before[name] == after[name] == 1 and old.at != new.at and _alike(old.element, new.element):
            yield old, new


def _alike(old: Element, new: Element) -> bool:
    columns = {child.name for child in old.children}
    return 2 * len(columns & {child.name for child in new.children}) >= len(columns)


def _without(stated: Stated, element: Element, direction: str) -> Stated:
    """The facts without that of the dataset's going or coming; of a contract that came or went, without its name."""
    kept: list[Change] = []
    for change in stated.changes:
        pointer = change.pointer_old if direction == "removed" else change.pointer_new
        if change.kind.startswith(f"schema-{direction}") and pointer == element.pointer:
            continue
        if change.kind.startswith(f"contract-{direction}"):
            rest = [name for name in (change.old or change.new or []) if name != element.name]
            if not rest:
                continue
            known = tuple(name for name in change.datasets if name not in (element.name, element.known_as))
            old, new = (rest, None) if direction == "removed" else (None, rest)
            kept.append(change._replace(old=old, new=new, datasets=known))
            continue
        kept.append(change)
    return stated._replace(changes=kept)


def _path(document: Document | None) -> str | None:
    return document.path if document else None
