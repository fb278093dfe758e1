"""Properties: which there are, where they stand, what they are called; and all that is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import ITEMS, PARTS, Pair, joined
from c360_governance.diff.subjects import (
    bounds,
    classification,
    constraint,
    deprecation,
    enumeration,
    meaning,
    options,
    partition,
    quality,
    relationship,
    text_options,
    type,
    vector,
)
from c360_governance.diff.walk import Loose, walk

Facts = Callable[[Pair], Iterator[Change]]

_OF_A_PAIR: tuple[tuple[Facts, tuple[str, ...]], ...] = (
    (type.facts, ("logicalType", "physicalType", "logicalTypeOptions")),
    (constraint.facts, ("required", "unique")),
    (enumeration.facts, ("enum", "customProperties", "logicalTypeOptions")),
    (classification.facts, ("classification",)),
    (meaning.facts, ("semanticType", "transformLogic", "transformSourceObjects", "encryptedName",
                     "criticalDataElement")),
    (deprecation.facts, ("deprecated",)),
    (partition.facts, ("partitioned", "partitionKeyPosition")),
    (relationship.facts, ("relationships",)),
    (quality.facts, ("quality",)),
)  # fmt: skip
"""Each subject with the keys that it is about: most changes touch few, and the others need not be asked."""

_OF_THE_SAME_TYPE = (bounds.facts, options.facts, text_options.facts, vector.facts)
"""The options of one type say nothing about another, so these are asked only where the type kept its kind."""

_TYPED = ("logicalType", "logicalTypeOptions")
"""All that these read."""


def facts(dataset: Pair) -> Iterator[Change]:
    """The facts about every property of a dataset, however deep."""
    found = walk(dataset)
    for gone in found.removed:
        yield _removed(dataset, gone)
    for came in found.added:
        yield _added(dataset, came)
    moved = {id(pair) for pair in found.moved}
    for pair in found.pairs:
        if id(pair) in moved:
            yield pair.change("property-moved", None, pair.columns[0], pair.subject.removeprefix(f"{pair.root}."))
        else:
            yield from _name(pair)
        for module_facts, keys in _OF_A_PAIR:
            if not pair.changed.isdisjoint(keys):
                yield from module_facts(pair)
        if not pair.changed.isdisjoint(_TYPED) and type.comparable(pair):
            for module_facts in _OF_THE_SAME_TYPE:
                yield from module_facts(pair)


def _name(pair: Pair) -> Iterator[Change]:
    if pair.old.name != pair.new.name:
        yield pair.change("property-renamed", "name", pair.old.name, pair.new.name)
    elif pair.old.known_as != pair.new.known_as:
        yield pair.change("property-physical-name-changed", "physicalName", pair.old.known_as, pair.new.known_as)


def _removed(dataset: Pair, gone: Loose) -> Change:
    return Change(
        {ITEMS: "items-removed"}.get(gone.element.name, "map-part-removed")
        if gone.element.name in PARTS
        else deprecation.removal("property-removed", gone.element, gone.parent.old, dataset.old),
        joined(dataset.subject, gone.path),
        gone.element.pointer,
        gone.parent.new.pointer,
        gone.path,
        gone=True,
        datasets=dataset.datasets,
        columns=tuple(dict.fromkeys((gone.path, gone.known_as))),
    )


def _added(dataset: Pair, came: Loose) -> Change:
    name, required = came.element.name, came.element.raw.get("required") is True
    if name in PARTS:
        kind = "items-added" if name == ITEMS else "map-part-added"
    else:
        kind = "property-added-required" if required else "property-added-optional"
    return Change(
        kind, joined(dataset.subject, came.path), came.parent.old.pointer, came.element.pointer, None, came.path
    )
