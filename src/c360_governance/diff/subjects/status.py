"""Where in its life a contract is."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change, change
from c360_governance.diff.reading import Side
from c360_governance.diff.values import text

_ORDER = {"proposed": 0, "draft": 1, "active": 2, "current": 2, "deprecated": 3, "retired": 4}


def facts(old: Side, new: Side) -> Iterator[Change]:
    """One fact for a status that moved; statuses that the standard does not name are left alone."""
    before, after = text(old.terms, "status"), text(new.terms, "status")
    kind = status_kind(before, after)
    if kind:
        yield change(f"status-{kind}", new.name, (("status",), ("status",)), before, after)


def status_kind(old: str | None, new: str | None) -> str | None:
    """deprecated, retired, reactivated, advanced or reverted; None where nothing moved."""
    was, now = _ORDER.get((old or "").lower()), _ORDER.get((new or "").lower())
    if was == now or was is None or now is None:
        return None
    if now > was:
        return {3: "deprecated", 4: "retired"}.get(now, "advanced")
    return "reactivated" if was > 2 and now == 2 else "reverted"
