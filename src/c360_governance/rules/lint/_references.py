"""Where a metric spec names metrics and datasets: its own operands, inputs, joins and sources, at any depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from c360_governance.model.location import Pointer

Reference = tuple[Literal["metric", "dataset"], Pointer, str]

_OPERANDS = ("numerator", "denominator", "base", "conversion")
_LISTS = ("inputs", "joins", "sources")


def references(spec: Mapping[str, Any], pointer: Pointer = ()) -> Iterator[Reference]:
    """Every name of a metric or a dataset in the spec, with the way to it."""
    if isinstance(spec.get("metric"), str):
        yield "metric", (*pointer, "metric"), spec["metric"]
    if isinstance(spec.get("source"), str):
        yield "dataset", (*pointer, "source"), spec["source"]
    for key in _OPERANDS:
        operand = spec.get(key)
        if isinstance(operand, Mapping):
            yield from references(operand, (*pointer, key))
        elif isinstance(operand, str):
            yield "metric", (*pointer, key), operand
    for key in _LISTS:
        entries = spec.get(key)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, Mapping):
                yield from references(entry, (*pointer, key, index))
            elif isinstance(entry, str):
                yield "dataset" if key == "sources" else "metric", (*pointer, key, index), entry
