"""How a dataset is partitioned: what queries cost, and where path-based readers look."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import number


def facts(pair: Pair) -> Iterator[Change]:
    """A property that becomes a partition key, ceases to be one, or changes its place among them."""
    before, after = (value is True for value in pair.values("partitioned"))
    if before != after:
        yield pair.change("partition-added" if after else "partition-removed", "partitioned", before, after)
        return
    was, now = (number(value) for value in pair.values("partitionKeyPosition"))
    if after and was != now:
        yield pair.change("partition-position-changed", "partitionKeyPosition", was, now)
