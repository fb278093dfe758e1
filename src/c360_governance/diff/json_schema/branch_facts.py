"""What changed of alternatives, conjuncts, conditions and dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.json_schema.pairs import Pair
from c360_governance.diff.json_schema.values import key

_KINDS = {"allOf": "conjunct", "anyOf": "alternative", "oneOf": "alternative"}
_CONDITIONS = ("not", "if", "then", "else")
_DEPENDENT = ("dependencies", "dependentRequired", "dependentSchemas")


def facts(pair: Pair) -> Iterator[Change | Pair]:
    """The facts, in the order of the keywords."""
    for name, kind in _KINDS.items():
        yield from _branches(pair, name, kind)
    for name in _CONDITIONS:
        old, new = (view.raw.get(name) for view in (pair.old, pair.new))
        if key(old) != key(new):
            yield pair.change("event-condition-changed", name, *_shown(name, old, new))
    yield from _dependencies(pair)


def _branches(pair: Pair, name: str, kind: str) -> Iterator[Change | Pair]:
    """Equal branches belong together wherever they stand; of the others, those in the same order do."""
    old, new = (list(enumerate(view.sequence(name))) for view in (pair.old, pair.new))
    for index, branch in list(old):
        partner = next((each for each in new if key(each[1]) == key(branch)), None)
        if partner is not None:
            old.remove((index, branch))
            new.remove(partner)
            if "$ref" in str(branch):
                yield pair.below((name, index), (name, partner[0]))
    for (before, _), (after, _) in zip(old, new, strict=False):
        yield pair.below((name, before), (name, after))
    both = pair.old.has(name) and pair.new.has(name)
    for _, branch in new[len(old) :]:
        if both or kind == "conjunct":
            yield pair.change(f"event-{kind}-added", name, None, branch)
    for _, branch in old[len(new) :]:
        if both or kind == "conjunct":
            yield pair.change(f"event-{kind}-removed", name, branch, None)
    if kind == "alternative" and pair.old.has(name) != pair.new.has(name):
        kind = f"event-alternatives-{'introduced' if pair.new.has(name) else 'dropped'}"
        yield pair.change(kind, name, *_shown(name, pair.old.raw.get(name), pair.new.raw.get(name)))


def _dependencies(pair: Pair) -> Iterator[Change | Pair]:
    old, new = (_by_name(view.raw) for view in (pair.old, pair.new))
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, {}), new.get(name, {})
        subject = f"{pair.subject}.{name}"
        came, went = after.keys() - before.keys(), before.keys() - after.keys()
        places = pair.old.pointer, pair.new.pointer
        if went:
            yield Change("event-dependency-removed", subject, *places, [before[each] for each in sorted(went)], None)
        if came:
            yield Change("event-dependency-added", subject, *places, None, [after[each] for each in sorted(came)])


def _by_name(raw: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What depends on each property: names one by one, schemas whole."""
    found: dict[str, dict[str, Any]] = {}
    for keyword in _DEPENDENT:
        held = raw.get(keyword)
        for name, item in (held if isinstance(held, dict) else {}).items():
            parts = item if isinstance(item, list) else [item]
            found.setdefault(name, {}).update({key(part): part for part in parts})
    return found


def _shown(name: str, old: Any, new: Any) -> tuple[Any, Any]:
    return (None if old is None else {name: old}), (None if new is None else {name: new})
