"""Which change was let through, and which was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Text

from c360_governance.lineage.log.projections.projection import Projection, Values, moment, table

_SAME = ("decision", "digest")
TABLE = table("gate_decisions", dict.fromkeys((*_SAME, "commit_hash", "at"), Text), ("commit_hash",), ("digest",))


def rows(record: Mapping[str, Any]) -> Iterator[Values]:
    """One row a decision."""
    texts = {name: value for name in (*_SAME, "commit") if isinstance(value := record.get(name), str)}
    yield {
        **{name: texts.get(name) for name in _SAME},
        "commit_hash": texts.get("commit"),
        "at": moment(record.get("at")),
    }


PROJECTION = Projection(TABLE, 1, "gate", rows)
