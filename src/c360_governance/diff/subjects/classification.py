"""How sensitive a property is declared to be."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import text

_LEVELS = (
    ("public", "open", "unrestricted"),
    ("internal", "general", "private"),
    ("confidential", "sensitive"),
    ("restricted", "highly confidential", "personal", "pii"),
    ("secret", "highly restricted", "top secret"),
)
_RANK = {name: rank for rank, names in enumerate(_LEVELS) for name in names}


def facts(pair: Pair) -> Iterator[Change]:
    """Raised means more restrictive. Two levels whose order nobody knows are merely changed."""
    before, after = (text(side.raw, "classification") for side in (pair.old, pair.new))
    was, now = _folded(before), _folded(after)
    if was == now:
        return
    if was is None or now is None:
        kind = "added" if was is None else "removed"
    elif was in _RANK and now in _RANK and _RANK[was] != _RANK[now]:
        kind = "raised" if _RANK[now] > _RANK[was] else "lowered"
    else:
        kind = "changed"
    yield pair.change(f"classification-{kind}", "classification", before, after)


def _folded(level: str | None) -> str | None:
    return level.casefold().replace("_", " ").replace("-", " ") if level else None
