"""Where in its life a contract is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from c360_governance.diff.change import Change, change
from c360_governance.diff.values import text

if TYPE_CHECKING:
    from c360_governance.diff.reading import Side

_ORDER = {"proposed": 0, "draft": 1, "active": 2, "current": 2, "deprecated": 3, "retired": 4}


def facts(old: Side, new: Side) -> Iterator[Change]:
    """One fact for a status that moved; of one that the standard does not name nobody knows where in a life it is."""
    before, after = text(old.terms, "status"), text(new.terms, "status")
    kind = status_kind(before, after)
    if kind:
        yield change(f"status-{kind}", new.name, (("status",), ("status",)), before, after)


def status_kind(old: str | None, new: str | None) -> str | None:
    """deprecated, retired, reactivated, advanced, reverted or changed; None where nothing moved."""
    before, after = (old or "").lower(), (new or "").lower()
    was, now = _ORDER.get(before), _ORDER.get(after)
    if was is None or now is None:
        return "changed" if before and before != after else None
    if was == now:
        return None
    if now > was:
        return {3: "deprecated", 4: "retired"}.get(now, "advanced")
    return "reactivated" if was > 2 and now == 2 else "reverted"
