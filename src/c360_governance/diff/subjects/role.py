"""Roles: who may read or write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.reading import Side
from c360_governance.diff.values import mappings, text

_RANK = {
    "none": 0, "metadata": 1, "describe": 1, "read": 2, "r": 2, "select": 2, "readonly": 2, "read-only": 2,
    "write": 3, "w": 3, "rw": 3, "readwrite": 3, "read-write": 3, "admin": 4, "owner": 4, "all": 4,
}  # fmt: skip

Role = tuple[int, Mapping[Any, Any]]
"""A role with its position in the document."""


def facts(old: Side, new: Side) -> Iterator[Change]:
    """Roles by name: gone, new, or with another access."""
    before, after = _roles(old), _roles(new)
    for name, role in before.items():
        if name not in after:
            yield _change("role-removed", new, name, (role, None))
            continue
        was, now = text(role[1], "access"), text(after[name][1], "access")
        if was != now:
            yield _change(f"role-access-{_direction(was, now)}", new, name, (role, after[name]))
    for name, role in after.items():
        if name not in before:
            yield _change("role-added", new, name, (None, role))


def _roles(side: Side) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for index, raw in mappings(side.terms.get("roles")):
        found.setdefault(text(raw, "role") or text(raw, "id") or str(index), (index, raw))
    return found


def _direction(old: str | None, new: str | None) -> str:
    was, now = _RANK.get((old or "").lower()), _RANK.get((new or "").lower())
    if was is None or now is None or was == now:
        return "changed"
    return "widened" if now > was else "reduced"


def _change(kind: str, side: Side, name: str, roles: tuple[Role | None, Role | None]) -> Change:
    places = [("roles",) if role is None else ("roles", role[0], "access") for role in roles]
    access = [text(role[1], "access") or name if role else None for role in roles]
    return change(kind, f"{side.name}.roles.{name}", (places[0], places[1]), *access)
