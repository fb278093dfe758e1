"""Datasets: which there are, what they are called, what a row means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Element, Pair
from c360_governance.diff.legacy import COLUMNS
from c360_governance.diff.matching import match
from c360_governance.diff.reading import Side
from c360_governance.diff.subjects import deprecation, key, properties, quality, relationship
from c360_governance.diff.values import text

_FILLER = frozenset({
    "a", "an", "the", "one", "each", "every", "per", "row", "rows", "record", "records", "line", "entry", "is", "are",
    "of", "for", "by", "and", "or", "in", "this", "that", "holds", "contains", "single", "exactly", "at", "to", "with",
    "granularity", "grain", "level", "table",
})  # fmt: skip


def facts(old: Side, new: Side) -> Iterator[Change]:
    """The facts about every dataset and what it holds."""
    matched = match(old.datasets, new.datasets)
    for gone in matched.removed:
        names = tuple(dict.fromkeys((gone.name, gone.known_as)))
        kind = deprecation.removal("schema-removed", gone)
        yield Change(kind, gone.name, gone.pointer, ("schema",), gone.name, gone=True, datasets=names)
    for came in matched.added:
        yield Change("schema-added", came.name, ("schema",), came.pointer, None, came.name)
    for before, after in matched.pairs:
        yield from dataset_facts(before, after)


def dataset_facts(old: Element, new: Element) -> Iterator[Change]:
    """The facts about one dataset and what it holds."""
    pair = Pair(old, new, new.name, tuple(dict.fromkeys((old.name, old.known_as))))
    if old.name != new.name:
        yield pair.change("schema-renamed", "name", old.name, new.name)
    elif old.known_as != new.known_as:
        yield pair.change("schema-physical-name-changed", "physicalName", old.known_as, new.known_as)
    yield from _kind(pair)
    yield from _granularity(pair)
    yield from deprecation.facts(pair)
    yield from relationship.without_restated(
        [*properties.facts(pair), *key.facts(pair), *relationship.facts(pair), *quality.facts(pair)]
    )


def _kind(pair: Pair) -> Iterator[Change]:
    """Table, view, topic: a kind that is no longer said may have changed; one that is said now has not. 2.2 had
    no word for it."""
    before, after = (text(side.raw, "physicalType") for side in (pair.old, pair.new))
    can_say = pair.new.raw.get(COLUMNS) is not True
    if before and before.casefold() != (after or "").casefold() and (after or can_say):
        yield pair.change("schema-physical-type-changed", "physicalType", before, after)


def _granularity(pair: Pair) -> Iterator[Change]:
    """Another grain is told from the same one in other words, and from one that is no longer said."""
    before, after = (text(side.raw, "dataGranularityDescription") for side in (pair.old, pair.new))
    was, now = _words(before), _words(after)
    if before and was != now:
        kind = "reworded" if after is None or _grain(was) == _grain(now) else "changed"
        yield pair.change(f"schema-granularity-{kind}", "dataGranularityDescription", before, after)


def _words(description: str | None) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", description or "")]


def _grain(words: list[str]) -> frozenset[str]:
    """The words that say what a row is."""
    return frozenset(word.removesuffix("s") for word in words if word not in _FILLER)
