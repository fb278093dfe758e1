"""`required` and `unique`."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair

_FLAGS = ("required", "unique")


def facts(pair: Pair) -> Iterator[Change]:
    """A guarantee given or taken back."""
    for flag in _FLAGS:
        before, after = (value is True for value in pair.values(flag))
        if before != after:
            yield pair.change(f"{flag}-{'added' if after else 'dropped'}", flag, before, after)
