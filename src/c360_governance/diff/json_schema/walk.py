"""The structural facts about two versions of a schema: what was written differently, part by part.

They tell people what changed; whether that breaks anything is decided by `inclusion`, not here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.json_schema import branch_facts, object_facts, value_facts
from c360_governance.diff.json_schema.pairs import Pair
from c360_governance.diff.json_schema.values import plain
from c360_governance.diff.json_schema.views import Version

DEEPEST = 60
MOST_PAIRS = 20_000
_SUBJECT = ("vendor", "name", "format")
Facts = Callable[[Pair], Iterator[Change | Pair]]
_FACTS: tuple[Facts, ...] = (value_facts.facts, object_facts.facts, branch_facts.facts)


def structural_facts(old: Any, new: Any, name: str) -> list[Change]:
    """What differs, in the order of the schema's parts; nothing is said twice. Pure; never raises."""
    try:
        old, new = plain(old, []), plain(new, [])
        before, after = Version(old, new), Version(new, old)
        found = [*_subject(before, after, name), *_dialect(before, after, name)]
        found += _walked(Pair(before, after, before.view(old, ()), after.view(new, ()), name))
    except RecursionError:
        return []
    for reference, pointer in after.lost:
        if reference not in [each for each, _ in before.lost]:
            found.append(Change("event-reference-unresolvable", name, (), (*pointer, "$ref"), None, reference))
    return list({_identity(change): change for change in found}.values())


def _walked(root: Pair) -> list[Change]:
    found: list[Change] = []
    seen: set[tuple[object, object]] = set()
    waiting = [root]
    while waiting and len(seen) < MOST_PAIRS:
        pair = waiting.pop()
        places = pair.old.identity, pair.new.identity
        if places in seen or pair.depth > DEEPEST:
            continue
        seen.add(places)
        if not (pair.old.is_known and pair.new.is_known):
            continue
        inner: list[Pair] = []
        for facts in _FACTS:
            for fact in facts(pair):
                if isinstance(fact, Pair):
                    inner.append(fact)
                else:
                    found.append(fact)
        waiting += reversed(inner)
    return found


def _subject(before: Version, after: Version, name: str) -> Iterator[Change]:
    """What a self-describing schema calls its event; both versions have to be of that style."""
    old, new = (root.get("self") if isinstance(root, dict) else None for root in (before.root, after.root))
    if isinstance(old, dict) and isinstance(new, dict):
        for field in _SUBJECT:
            if old.get(field) != new.get(field):
                place = ("self", field)
                yield Change(
                    "event-subject-changed", name, place, place, {field: old.get(field)}, {field: new.get(field)}
                )


def _dialect(before: Version, after: Version, name: str) -> list[Change]:
    written = [root.get("$schema") if isinstance(root, dict) else None for root in (before.root, after.root)]
    if before.draft == after.draft:
        return []
    return [Change("event-draft-changed", name, ("$schema",), ("$schema",), written[0], written[1])]


def _identity(change: Change) -> str:
    return json.dumps([change.kind, change.subject, change.old, change.new], sort_keys=True, default=str)
