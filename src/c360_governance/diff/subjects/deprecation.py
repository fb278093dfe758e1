"""The `deprecated` mark of datasets and properties (ODCS 3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair


def facts(pair: Pair) -> Iterator[Change]:
    """The mark set or taken away."""
    before, after = (value is True for value in pair.values("deprecated"))
    if before != after:
        yield pair.change("deprecated-set" if after else "deprecated-unset", "deprecated", before, after)
