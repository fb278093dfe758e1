"""What became of the names by which the terms of a contract refer to its datasets and properties."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.element import Element, joined
from c360_governance.diff.matching import match
from c360_governance.diff.reading import Side


def became(old: Side, new: Side) -> dict[str, str | None]:
    """The new name of every dataset (`accounts`) and property (`accounts.email`) that is no longer there under its
    old one; None for one that is gone."""
    before, after = ({name for element in side.datasets for name in _names(element, "")} for side in (old, new))
    gone = before - after
    if not gone:
        return {}
    found: dict[str, str | None] = dict.fromkeys(gone)
    found.update({was: now for was, now in _pairs(old.datasets, new.datasets, "", "") if was in gone})
    return found


def _names(element: Element, path: str) -> Iterator[str]:
    here = joined(path, element.name)
    yield here
    for child in element.children:
        yield from _names(child, here)


def _pairs(
    old: tuple[Element, ...], new: tuple[Element, ...], old_path: str, new_path: str
) -> Iterator[tuple[str, str]]:
    for before, after in match(old, new).pairs:
        was, now = joined(old_path, before.name), joined(new_path, after.name)
        yield was, now
        yield from _pairs(before.children, after.children, was, now)
