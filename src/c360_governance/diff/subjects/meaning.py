"""What a property stands for: its role in aggregation, its logic, its encrypted twin, its importance."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import plain, text, token, words
from c360_governance.model.lenient import sequence


def facts(pair: Pair) -> Iterator[Change]:
    """Changes of semanticType, transformLogic and its sources, encryptedName and criticalDataElement."""
    old, new = pair.old.raw, pair.new.raw
    before, after = text(old, "semanticType") or "column", text(new, "semanticType") or "column"
    if before != after:
        yield pair.change("semantic-type-changed", "semanticType", before, after)
    was, now = words(old.get("transformLogic")), words(new.get("transformLogic"))
    if was and was != now and not (now and _says_the_same(old["transformLogic"], new["transformLogic"])):
        kind = "measure-logic-changed" if "measure" in (before, after) else "transform-logic-changed"
        yield pair.change(kind, "transformLogic", was, now)
    sources = [{token(name): plain(name) for name in sequence(raw.get("transformSourceObjects"))} for raw in (old, new)]
    if sources[0] and sources[0].keys() != sources[1].keys():
        was_of, is_of = (list(side.values()) for side in sources)
        yield pair.change("transform-sources-changed", "transformSourceObjects", was_of, is_of)
    was, now = text(old, "encryptedName"), text(new, "encryptedName")
    if was != now:
        yield pair.change("encrypted-name-changed", "encryptedName", was, now)
    critical = [value is True for value in pair.values("criticalDataElement")]
    if critical == [True, False]:
        yield pair.change("critical-data-element-dropped", "criticalDataElement", *critical)


def _says_the_same(old: str, new: str) -> bool:
    """Proven by the SQL's meaning; imported where a logic changed."""
    from c360_governance.diff.sql import equivalent

    return equivalent(old, new)
