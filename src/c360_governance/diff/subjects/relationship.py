"""Foreign keys: what a value is promised to be found in.

A property's relationship starts from it without saying so; a dataset's says where it starts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import plain, text
from c360_governance.model.lenient import mappings, sequence

_REMOVED, _ADDED = "relationship-removed", "relationship-added"


class Link(NamedTuple):
    """One relationship: the columns it starts from and those that it points to."""

    position: int
    id: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    type: str

    @property
    def terms(self) -> Hashable:
        """What is promised; the id is only a name for it."""
        return terms(self.type, self.source, self.target)


def terms(type_: str, source: tuple[str, ...], target: tuple[str, ...]) -> Hashable:
    """What two relationships that promise the same have in common. Composite keys are sets of column pairs."""
    if len(source) == len(target):
        return type_, frozenset(zip(source, target, strict=True))
    return type_, source, target


def facts(pair: Pair) -> Iterator[Change]:
    """Relationships of a dataset or a property: added, removed, or pointing elsewhere."""
    before, after = (_links(pair, value) for value in pair.values("relationships"))
    kept = {link.terms for link in before} & {link.terms for link in after}
    gone = [link for link in before if link.terms not in kept]
    came = [link for link in after if link.terms not in kept]
    for old in list(gone):
        new = _partner(old, gone, came)
        if new is not None:
            gone = [link for link in gone if link is not old]
            came = [link for link in came if link is not new]
            yield _at(pair, "relationship-changed", old, new)
    for old in gone:
        yield _at(pair, _REMOVED, old, None)
    for new in came:
        yield _at(pair, _ADDED, None, new)


def without_restated(changes: Iterable[Change]) -> list[Change]:
    """The facts about a dataset and its properties without those that a relationship left the one and came to the
    other with the same meaning."""
    found = list(changes)
    gone, came = ({_promise(one) for one in found if one.kind == kind} for kind in (_REMOVED, _ADDED))
    restated = gone & came
    return [one for one in found if one.kind not in (_REMOVED, _ADDED) or _promise(one) not in restated]


def _promise(change: Change) -> Hashable:
    """What a relationship that came or went promises."""
    link = change.new or change.old
    return terms(link["type"], tuple(link["from"]), tuple(link["to"]))


def _partner(old: Link, gone: list[Link], came: list[Link]) -> Link | None:
    """The link that an old one became: the same id, else the only other one from the same columns."""
    by_id = [link for link in came if link.id is not None and link.id == old.id]
    if by_id:
        return by_id[0]
    before = [link for link in gone if {*link.source} == {*old.source}]
    after = [link for link in came if {*link.source} == {*old.source} and (link.id is None or old.id is None)]
    return after[0] if len(before) == len(after) == 1 else None


def _links(pair: Pair, value: Any) -> list[Link]:
    dataset = pair.root or pair.subject
    own = (pair.subject,) if pair.root else ()
    return [
        Link(
            index,
            text(raw, "id"),
            tuple(name.removeprefix(f"{dataset}.") for name in _columns(raw.get("from")) or own),
            _columns(raw.get("to")),
            (text(raw, "type") or "foreignKey").lower(),
        )
        for index, raw in mappings(value)
    ]


def _columns(value: Any) -> tuple[str, ...]:
    return tuple(str(plain(entry)) for entry in (sequence(value) or ([value] if value is not None else ())))


def _at(pair: Pair, kind: str, old: Link | None, new: Link | None) -> Change:
    return pair.entry_change(
        kind,
        "relationships",
        (old.position if old else None, new.position if new else None),
        _shown(old),
        _shown(new),
    )


def _shown(link: Link | None) -> Mapping[str, Any] | None:
    return {"from": list(link.source), "to": list(link.target), "type": link.type} if link else None
