"""Embeddings (ODCS 3.2): their shape, and what makes two of them comparable."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.values import text

_SHAPE = {"dimensions": None, "elementType": "float32"}
_SPACE = {"distanceMetric": None, "embeddingModel": None, "embeddingModelVersion": None, "normalized": "false"}


def facts(pair: Pair) -> Iterator[Change]:
    """Another shape stops readers and writers; another space makes scores of old and new incomparable."""
    old, new = pair.options()
    for keys, kind in ((_SHAPE, "vector-shape-changed"), (_SPACE, "vector-space-changed")):
        for key, default in keys.items():
            before, after = text(old, key) or default, text(new, key) or default
            if before != after:
                yield pair.option_change(kind, key, before, after)
