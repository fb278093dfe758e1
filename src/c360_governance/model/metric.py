"""A governed metric: one flat document, `contracts/metrics/NAME.metric.yaml`, in MetricFlow's vocabulary.

The document's JSON Schema is `schemas/metric-1.schema.json`; reading is lenient for the reason given in
`model.contract`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Metric(NamedTuple):
    """A metric spec. ``document`` is the whole document; the fields are what most readers need of it."""

    path: str
    name: str
    version: str | None
    status: str | None
    type: str | None
    layer: str | None
    owner: str | None
    unit: str | None
    description: str | None
    drivers: tuple[str, ...]
    inputs: tuple[str, ...]
    sources: tuple[str, ...]
    document: Mapping[str, Any]


def parse_metric(document: Mapping[str, Any], path: str = "") -> Metric:
    """The metric in a document, whatever is wrong with it. Pure; never raises on a mapping."""

    def text(key: str) -> str | None:
        value = document.get(key)
        return value if isinstance(value, str) and value.strip() else None

    parts = list(_parts(document))
    return Metric(
        path=path,
        name=text("name") or path.rsplit("/", 1)[-1].removesuffix(".metric.yaml"),
        version=text("version"),
        status=text("status"),
        type=text("type"),
        layer=text("layer"),
        owner=text("owner"),
        unit=text("unit"),
        description=text("description"),
        drivers=_names(document.get("drivers")),
        inputs=tuple(dict.fromkeys(p["metric"] for p in parts if isinstance(p.get("metric"), str))),
        sources=tuple(dict.fromkeys(p["source"] for p in parts if isinstance(p.get("source"), str))),
        document=document,
    )


def _parts(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The document and every mapping in it that may name a metric or a source: operands, inputs, joins, dimensions."""
    yield document
    for key in ("numerator", "denominator", "base", "conversion"):
        operand = document.get(key)
        if isinstance(operand, Mapping):
            yield from _parts(operand)
        elif isinstance(operand, str):
            yield {"metric": operand}
    for key in ("inputs", "joins", "sources"):
        entries = document.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping):
                yield from _parts(entry)
            elif isinstance(entry, str):
                yield {"source": entry} if key == "sources" else {"metric": entry}
    dimensions = document.get("dimensions")
    for entry in dimensions if isinstance(dimensions, list) else ():
        column = entry.get("expr") if isinstance(entry, Mapping) else None
        if isinstance(column, str) and "." in column:
            yield {"source": column.partition(".")[0]}


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()
