"""The `deprecated` mark of datasets and properties (ODCS 3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Element, Pair
from c360_governance.diff.reading import Side
from c360_governance.diff.values import text


def facts(pair: Pair) -> Iterator[Change]:
    """The mark set or taken away."""
    before, after = (value is True for value in pair.values("deprecated"))
    if before != after:
        yield pair.change("deprecated-set" if after else "deprecated-unset", "deprecated", before, after)


def removal(kind: str, *marked: Element) -> str:
    """The kind of a removal: one of its own where the thing, or what held it, was marked as deprecated before.
    Whether the period of that deprecation has run is not said by the two documents alone."""
    return f"{kind}-deprecated" if any(is_marked(element) for element in marked) else kind


def is_marked(element: Element) -> bool:
    """Whether a dataset or a property says of itself that it is deprecated."""
    return element.raw.get("deprecated") is True


def is_phased_out(side: Side) -> bool:
    """Whether a whole contract is deprecated: its status says so, or every dataset does."""
    status = (text(side.terms, "status") or "").lower()
    return status in ("deprecated", "retired") or (bool(side.datasets) and all(map(is_marked, side.datasets)))
