"""Which columns flow into which, as the `lineage` and `columnLineage` facets state it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from c360_governance.lineage.event import entries
from c360_governance.lineage.facts.flow import Flow

Pairs = Iterator[tuple[Any, Flow]]
"""(the source's entry, the columns that flow)."""

_KINDS: dict[str, Literal["DIRECT", "INDIRECT"]] = {"DIRECT": "DIRECT", "INDIRECT": "INDIRECT"}
_OLD_TYPES = {"IDENTITY": ("IDENTITY", False), "MASKED": ("TRANSFORMATION", True)}
"""`transformationType` of the facet's first version, by the subtype and masking that it means."""


def stated(body: Mapping[str, Any], whole: str, of_field: str) -> Pairs:
    """What a facet states: below ``whole`` for the output as such, below ``fields`` and ``of_field`` by column.

    A source's column that stands for the output as a whole (a filter, a join) flows indirectly.
    """
    for source in entries(body.get(whole)):
        yield from _flows(source, None, whole=True)
    fields = body.get("fields")
    for column, entry in fields.items() if isinstance(fields, dict) else ():
        for source in entries(entry.get(of_field)) if isinstance(entry, dict) else ():
            yield from _flows(source, str(column), old=entry.get("transformationType"))


def _flows(source: Any, target: str | None, *, whole: bool = False, old: Any = None) -> Pairs:
    if not isinstance(source, dict):
        return
    field = source.get("field")
    column = field if isinstance(field, str) else None
    transformations = [one for one in entries(source.get("transformations")) if isinstance(one, dict)]
    if not transformations:
        subtype, masking = _OLD_TYPES.get(old, (None, None)) if isinstance(old, str) else (None, None)
        kind: Literal["DIRECT", "INDIRECT"] | None = (
            "INDIRECT" if whole and column is not None else "DIRECT" if subtype else None
        )
        yield source, Flow(column, target, kind, subtype, masking)
    for one in transformations:
        subtype, masking = one.get("subtype"), one.get("masking")
        yield (
            source,
            Flow(
                column,
                target,
                _KINDS.get(str(one.get("type"))),
                subtype if isinstance(subtype, str) else None,
                masking if isinstance(masking, bool) else None,
            ),
        )
