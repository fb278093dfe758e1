"""A metric's definition card: what an analyst looks up. Read from the specs' text alone, so it needs no warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c360_governance.model.metric import Metric

LAYERS = ("product", "customer", "revenue")
_MAJOR = re.compile(r"_v\d+$")
_PERIODS = {"year": "year to date, from 1 January", "quarter": "quarter to date", "month": "month to date"}


@dataclass(frozen=True, slots=True)
class Card:
    """``chain`` is every driver, near or far, by layer; ``drives`` and ``used_by`` look the other way."""

    metric: Metric
    formula: tuple[str, ...]
    grain: str
    period: str
    window: str | None
    filters: tuple[str, ...]
    dimensions: tuple[str, ...]
    versions: tuple[str, ...]
    chain: Mapping[str, tuple[str, ...]]
    drives: tuple[str, ...]
    used_by: tuple[str, ...]


def card(metric: Metric, metrics: Mapping[str, Metric]) -> Card:
    """The card of a metric among its neighbours. Pure; never raises, whatever is missing from the spec."""
    document = metric.document
    base = _MAJOR.sub("", metric.name)
    window = document.get("window")
    return Card(
        metric=metric,
        formula=tuple(_formula(document)),
        grain=_grain(document),
        period=_period(document),
        window=window if isinstance(window, str) else None,
        filters=tuple(_filters(document)),
        dimensions=tuple(_dimensions(document)),
        versions=tuple(
            f"{other.name} {other.version} ({other.status})"
            for other in sorted(metrics.values(), key=lambda one: one.name)
            if _MAJOR.sub("", other.name) == base
        ),
        chain=chain(metric, metrics),
        drives=tuple(sorted(other.name for other in metrics.values() if metric.name in other.drivers)),
        used_by=tuple(sorted(other.name for other in metrics.values() if metric.name in other.inputs)),
    )


def chain(metric: Metric, metrics: Mapping[str, Metric]) -> dict[str, tuple[str, ...]]:
    """The drivers of a metric and theirs in turn, by layer in the chain's order; empty layers are left out."""
    found: dict[str, None] = {}
    waiting = list(metric.drivers)
    while waiting:
        name = waiting.pop(0)
        if name not in found and name != metric.name:
            found[name] = None
            waiting += metrics[name].drivers if name in metrics else ()
    layers = {name: metrics[name].layer if name in metrics else "unknown" for name in found}
    return {
        layer: tuple(name for name in sorted(found) if layers[name] == layer)
        for layer in (*LAYERS, "unknown")
        if layer in layers.values()
    }


def _formula(document: Mapping[str, Any]) -> Iterator[str]:
    """The value in a line, then what each name in it stands for."""
    kind = document.get("type")
    inputs = _entries(document, "inputs")
    if kind == "cumulative" and inputs:
        yield f"running total of {', '.join(_operand(one)[1] for one in inputs)}"
    elif kind in ("simple", "cumulative", "percentile"):
        yield _measure(document)
    elif kind == "sql":
        yield from str(document.get("query", "")).splitlines()
    else:
        yield " ".join(str(document.get("expr", "numerator / denominator")).split())
    for name in ("numerator", "denominator"):
        if name in document:
            yield f"{name}: {_operand(document[name], document)[1]}"
    if kind == "derived":
        for one in inputs:
            alias, meaning = _operand(one)
            if alias != meaning:
                yield f"{alias}: {meaning}"
    if kind == "conversion":
        entity = document.get("entity")
        parts = [document.get(key) for key in ("base", "conversion")]
        base, event = (part if isinstance(part, Mapping) else {} for part in parts)
        yield f"base: {entity} in {base.get('source')}, by {base.get('agg_time_dimension')}"
        rows = f"conversions: those of them in {event.get('source')}, by {event.get('agg_time_dimension')}"
        yield rows + (f", with {_measure(event)} as value and {event['having']}" if "having" in event else "")


def _operand(raw: Any, home: Mapping[str, Any] | None = None) -> tuple[str, str]:
    """An input's name in the formula, and what it stands for."""
    if not isinstance(raw, Mapping):
        return str(raw), str(raw)
    if "metric" not in raw:
        return str(raw.get("alias")), _measure({**({"source": home.get("source")} if home else {}), **raw})
    name = str(raw["metric"])
    parts = [name]
    if "offset_window" in raw:
        parts.append(f"{raw['offset_window']} before")
    if "period_agg" in raw:
        parts.append(f"({raw['period_agg']} of the period)")
    if "filter" in raw:
        parts.append(f"where {raw['filter']}")
    return str(raw.get("alias", name)), " ".join(parts)


def _measure(raw: Mapping[str, Any]) -> str:
    what = raw.get("expr", "rows")
    agg = f"percentile {raw['percentile']}" if "percentile" in raw else raw.get("agg", "")
    text = f"{agg} of {what} in {raw.get('source')}"
    return f"{text} (one value per {raw['entity']})" if "entity" in raw else text


def _grain(document: Mapping[str, Any]) -> str:
    """What one value stands for."""
    dimensions = _entries(document, "dimensions")
    required = [str(one.get("name")) for one in dimensions if isinstance(one, Mapping) and one.get("required")]
    time = [str(document["time_granularity"])] if "time_granularity" in document else []
    return ", ".join([*time, *required]) or "period"


def _period(document: Mapping[str, Any]) -> str:
    period = _PERIODS.get(str(document.get("grain_to_date")), "all data up to the as-of time")
    agg = document.get("period_agg")
    if "time_granularity" not in document:
        return period
    if agg in (None, "none"):
        return f"{period}; no value for the period as a whole"
    return f"{period}; the period's value: {'computed over its rows' if agg == 'recompute' else f'{agg} of the weeks'}"


def _filters(document: Mapping[str, Any]) -> Iterator[str]:
    for where in (None, "numerator", "denominator", "base", "conversion"):
        part = document if where is None else document.get(where)
        if isinstance(part, Mapping) and "filter" in part:
            yield f"{where}: {part['filter']}" if where else str(part["filter"])
    for part in _entries(document, "inputs"):
        if isinstance(part, Mapping) and "filter" in part and "metric" not in part:
            yield f"{part.get('alias')}: {part['filter']}"


def _dimensions(document: Mapping[str, Any]) -> Iterator[str]:
    for one in _entries(document, "dimensions"):
        yield str(one.get("name")) if isinstance(one, Mapping) else str(one)


def _entries(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else []
