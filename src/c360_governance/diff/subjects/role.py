"""Roles: who may read or write, everywhere or on one server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.listed import Entry, entries, paired
from c360_governance.diff.reading import Side
from c360_governance.diff.values import text
from c360_governance.model.location import Pointer

_RANK = {
    "none": 0, "metadata": 1, "describe": 1, "read": 2, "r": 2, "select": 2, "readonly": 2, "read-only": 2,
    "write": 3, "w": 3, "rw": 3, "readwrite": 3, "read-write": 3, "admin": 4, "owner": 4, "all": 4,
}  # fmt: skip


def facts(old: Side, new: Side) -> Iterator[Change]:
    """The facts about the roles of the contract."""
    yield from facts_of(old.terms.get("roles"), new.terms.get("roles"), new.name, ((), ()))


def facts_of(old: Any, new: Any, holder: str, places: tuple[Pointer, Pointer]) -> Iterator[Change]:
    """Roles by name: gone, new, renamed, or with another access. ``places`` is where ``holder`` stands."""
    found = paired(entries(old, "role"), entries(new, "role"))
    for before in found.gone:
        yield _change("role-removed", holder, places, before, None)
    for before, after in found.pairs:
        if before.name != after.name:
            yield change("role-renamed", _subject(holder, after), _places(places, before, after, "role"), before.name,
                         after.name)  # fmt: skip
        was, now = (text(role.raw, "access") for role in (before, after))
        if (was or "").lower() != (now or "").lower():
            yield _change(f"role-access-{_direction(was, now)}", holder, places, before, after)
    for after in found.came:
        yield _change("role-added", holder, places, None, after)


def _direction(old: str | None, new: str | None) -> str:
    was, now = _RANK.get((old or "").lower()), _RANK.get((new or "").lower())
    if was is None or now is None or was == now:
        return "changed"
    return "widened" if now > was else "reduced"


def _change(kind: str, holder: str, places: tuple[Pointer, Pointer], old: Entry | None, new: Entry | None) -> Change:
    access = [text(role.raw, "access") or role.name if role else None for role in (old, new)]
    return change(kind, _subject(holder, new or old), _places(places, old, new, "access"), *access)


def _subject(holder: str, role: Entry | None) -> str:
    return f"{holder}.roles.{role.name if role else ''}"


def _places(places: tuple[Pointer, Pointer], old: Entry | None, new: Entry | None, key: str) -> tuple[Pointer, Pointer]:
    before, after = (("roles",) if role is None else ("roles", role.position, key) for role in (old, new))
    return (*places[0], *before), (*places[1], *after)
