"""The terms around the data: its owner, its support, its price, its terms of use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from c360_governance.diff.change import Change, change
from c360_governance.diff.legacy import names_channels
from c360_governance.diff.reading import Side
from c360_governance.diff.values import number, text, words
from c360_governance.model.lenient import mapping, mappings
from c360_governance.model.location import Pointer

_OWNERS = {"owner", "data owner", "product owner", "data product owner", "business owner"}
_OWNERS |= {name.replace(" ", "") for name in _OWNERS}
_TERMS_OF_USE = {"usage": "usage-terms-changed", "limitations": "limitations-changed"}


class Accountable(NamedTuple):
    """Who answers for a contract: the team's name, whoever is listed as its owner, its first member."""

    team: str | None
    owner: str | None
    anybody: str | None


def facts(old: Side, new: Side) -> Iterator[Change]:
    """Changes of team, support, price, usage and limitations."""
    lost = _lost_owner(_accountable(old), _accountable(new))
    if lost:
        yield _change("team-owner-removed", new, "team", lost, None)
    yield from _support(old, new)
    yield from _price(old, new)
    descriptions = [mapping(side.terms.get("description")) for side in (old, new)]
    for key, kind in _TERMS_OF_USE.items():
        before, after = (words(description.get(key)) for description in descriptions)
        if before != after:
            yield change(kind, new.name, (("description", key), ("description", key)), before, after)


def _lost_owner(old: Accountable, new: Accountable) -> str | None:
    """Who answered for the contract and does no longer, with nobody in their place."""
    if old.owner and not new.owner and (old.team or not new.team):
        return old.owner
    if old.team and not new.team and not new.owner:
        return old.team
    return old.anybody if not any(new) else None


def _accountable(side: Side) -> Accountable:
    team = mapping(side.terms.get("team"))
    members = [raw for _, raw in mappings(team.get("members"))]
    owners = [raw for raw in members if (text(raw, "role") or "").lower().replace("_", " ") in _OWNERS]
    listed, any_member = (
        next((name for raw in people for name in [text(raw, "username") or text(raw, "name")] if name), None)
        for people in (owners, members)
    )
    return Accountable(text(team, "name"), listed, any_member)


def _support(old: Side, new: Side) -> Iterator[Change]:
    if old.is_legacy != new.is_legacy and any(side.is_legacy and names_channels(side.terms) for side in (old, new)):
        return
    before, after = ([_channel(raw) for _, raw in mappings(side.terms.get("support"))] for side in (old, new))
    gone = [name for name in before if name not in after]
    if gone:
        kind = "support-channel-removed" if after else "support-removed"
        yield _change(kind, new, "support", gone, after or None)


def _channel(raw: Any) -> str:
    return text(raw, "channel") or text(raw, "url") or text(raw, "id") or "unnamed"


def _price(old: Side, new: Side) -> Iterator[Change]:
    before, after = (mapping(side.terms.get("price")) for side in (old, new))
    if not before or not after:
        if after:
            yield _change("price-added", new, "price", None, after)
        return
    for key in ("priceCurrency", "priceUnit"):
        was, now = text(before, key), text(after, key)
        if (was or "").lower() != (now or "").lower():
            yield _change("price-terms-changed", new, "price", was, now)
            return
    paid, asked = number(before.get("priceAmount")), number(after.get("priceAmount"))
    if asked is not None and (paid is None or asked > paid):
        yield _change("price-raised", new, "price", paid, asked)


def _change(kind: str, side: Side, key: str, old: Any, new: Any) -> Change:
    place: Pointer = (key,)
    return change(kind, side.name, (place, place), old, new)
