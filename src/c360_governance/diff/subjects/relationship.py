"""Foreign keys: what a value is promised to be found in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import mappings, plain, sequence, text


class Link(NamedTuple):
    """One relationship: the columns it starts from and those that it points to."""

    position: int
    id: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    type: str

    @property
    def terms(self) -> tuple[object, ...]:
        """What is promised; the id is only a name for it. Composite keys are sets of column pairs."""
        if len(self.source) == len(self.target):
            return self.type, frozenset(zip(self.source, self.target, strict=True))
        return self.type, self.source, self.target


def facts(pair: Pair) -> Iterator[Change]:
    """Relationships of a dataset or a property: added, removed, or pointing elsewhere."""
    before, after = (_links(value) for value in pair.values("relationships"))
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
        yield _at(pair, "relationship-removed", old, None)
    for new in came:
        yield _at(pair, "relationship-added", None, new)


def _partner(old: Link, gone: list[Link], came: list[Link]) -> Link | None:
    """The link that an old one became: the same id, else the only other one from the same columns."""
    by_id = [link for link in came if link.id is not None and link.id == old.id]
    if by_id:
        return by_id[0]
    before = [link for link in gone if {*link.source} == {*old.source}]
    after = [link for link in came if {*link.source} == {*old.source} and (link.id is None or old.id is None)]
    return after[0] if len(before) == len(after) == 1 else None


def _links(value: Any) -> list[Link]:
    return [
        Link(
            index,
            text(raw, "id"),
            _columns(raw.get("from")),
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
