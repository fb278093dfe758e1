"""What an event says of the flow of data as JSON, and back. Pure."""

from __future__ import annotations

from typing import Any

import orjson

from c360_governance.lineage.facts.facts import Content, Schema, Source, Statement
from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.facts.names import Ref


def dump(content: Content) -> bytes:
    """The JSON text: named tuples are lists."""
    return orjson.dumps(_listed(content))


def load(text: bytes) -> Content:
    """The content of a text that `dump` wrote. Raises `ValueError` or `TypeError` for another."""
    inputs, statements, aliases, schemas, owners, dashboards, job_is_dashboard, job_owner = orjson.loads(text)
    return Content(
        tuple(Ref(*ref) for ref in inputs),
        tuple(Statement(Ref(*target), rank, tuple(map(_source, sources))) for target, rank, sources in statements),
        tuple((Ref(*one), Ref(*other)) for one, other in aliases),
        tuple(Schema(Ref(*ref), tuple((name, type_) for name, type_ in columns)) for ref, columns in schemas),
        tuple((Ref(*ref), name) for ref, name in owners),
        tuple(Ref(*ref) for ref in dashboards),
        job_is_dashboard,
        job_owner,
    )


def _source(parts: list[Any]) -> Source:
    ref, flows = parts
    return Source(Ref(*ref), tuple(Flow(*flow) for flow in flows))


def _listed(value: Any) -> Any:
    """Tuples with names as the plain ones that JSON knows."""
    return [_listed(one) for one in value] if isinstance(value, tuple) else value
