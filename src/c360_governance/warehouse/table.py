"""A table's name in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def quoted_table(path: str) -> exp.Table:
    """The table of a dotted path (``schema.table``) for sqlglot, every part quoted."""
    from sqlglot import exp

    parts = [exp.to_identifier(part, quoted=True) for part in reversed(path.split("."))]
    return exp.Table(**dict(zip(("this", "db", "catalog"), parts, strict=False)))
