"""A metric, or a measure inside of one, by its fields: MetricFlow's nesting undone, other names brought to ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from c360_governance.diff.metric.fields import ALIASES, GRAINS
from c360_governance.diff.values import plain, same, text, token
from c360_governance.model.lenient import mapping, sequence
from c360_governance.model.location import Pointer

_NESTED = ("type_params", "cumulative_type_params", "conversion_type_params", "metric_aggregation_params", "config",
           "defaults", "base_type_params")  # fmt: skip
_OWN = frozenset(ALIASES.values())
_AGGREGATIONS = {
    "avg": "average", "mean": "average", "distinct_count": "count_distinct", "countdistinct": "count_distinct",
    "unique": "count_distinct", "sum_boolean": "sum_boolean", "total": "sum", "minimum": "min", "maximum": "max",
}  # fmt: skip
_UNITS = {"%": "percent", "pct": "percent", "percentage": "percent", "milliseconds": "ms", "seconds": "s", "sec": "s",
          "minutes": "min", "hours": "h", "day": "days", "$": "usd", "€": "eur", "£": "gbp"}  # fmt: skip
_ZONES = {"z", "utc", "etc/utc", "gmt", "etc/gmt", "+00:00", "zulu", "etc/zulu", "universal"}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_IN_DAYS = {"day": 1, "week": 7}
_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Field(NamedTuple):
    value: Any
    pointer: Pointer


class Part(NamedTuple):
    """A metric (``pointer`` is empty) or a measure in it. ``fields`` are by the names used here, never None."""

    pointer: Pointer
    fields: Mapping[str, Field]
    foreign: bool = False

    def value(self, key: str) -> Any:
        return self.fields[key].value if key in self.fields else None

    def word(self, key: str) -> str | None:
        """The text under a key, if it is one."""
        found = self.value(key)
        return found.strip() or None if isinstance(found, str) else None

    def place(self, key: str) -> Pointer:
        """Where a field stands, or would stand."""
        return self.fields[key].pointer if key in self.fields else (*self.pointer, key)

    @property
    def source(self) -> str | None:
        return self.word("source")


def read(raw: Any, pointer: Pointer = (), *, foreign: bool = False, inherited: Part | None = None) -> Part:
    """A metric or measure as it was written, whatever is wrong with it. Pure; never raises.

    A measure without a source of its own has that of the metric around it (``inherited``).
    """
    if isinstance(raw, str):
        raw = {"metric": raw}
    document = mapping(raw)
    foreign = foreign or "type_params" in document
    fields: dict[str, Field] = {}
    _collect(document, pointer, fields, 0)
    if pointer and "metric" not in fields and "agg" not in fields and "name" in fields:
        fields["metric"] = fields.pop("name")  # MetricFlow names the metric so
    if inherited is not None and "source" in inherited.fields and "source" not in fields and "metric" not in fields:
        fields["source"] = inherited.fields["source"]
    return Part(pointer, fields, foreign)


def _collect(document: Mapping[Any, Any], pointer: Pointer, fields: dict[str, Field], depth: int) -> None:
    for key, value in sorted(document.items(), key=_precedence):
        if value is None:
            continue
        name = str(key).strip().lower()
        if name in _NESTED and isinstance(value, Mapping) and depth < 4:
            _collect(value, (*pointer, key), fields, depth + 1)
            continue
        known = ALIASES.get(name, name)
        if name == "sql" and isinstance(value, str) and re.match(r"\s*(select|with)\b", value, re.I):
            known = "query"
        place = (*pointer, key)
        if known in fields and not same(fields[known].value, value):
            known = ".".join(map(str, place))  # said twice, and not the same: which one counts is not ours to say
        fields.setdefault(known, Field(value, place))


def _precedence(item: tuple[Any, Any]) -> tuple[bool, bool, str]:
    """Of names that mean one field ours comes first, and what is said inside of another field last."""
    name = str(item[0])
    return name.lower() in _NESTED, name not in _OWN, name


def comparable(part: Part, key: str) -> Any:
    """A field's value in the one form in which it is compared."""
    value = part.value(key)
    reader = _READERS.get(key)
    if reader is not None:
        return reader(part, value)
    if isinstance(value, str):
        return " ".join(value.split())
    return plain(value)


def condition(value: Any) -> str | None:
    """A filter as one condition: a list of them holds when all do."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, Mapping):
        parts = [text(value, key) for key in ("field", "operator", "value")]
        if all(parts) and len(value) == len(parts):
            return " ".join(part or "" for part in parts)
        own = (text(value, "sql") or text(value, "expr")) if len(value) == 1 else None
        return own or (repr(plain(value)) if value else None)
    if isinstance(value, list | tuple):
        parts = [found for found in map(condition, value) if found]
        return " AND ".join(f"({part})" for part in parts) or None
    return None if value is None else str(value)


def span(value: Any) -> Any:
    """A window as (days or months, unit), so that `7 days` is `1 week`; the text where it is none."""
    if isinstance(value, Mapping) and value.keys() == {"count", "granularity"}:
        value = f"{value['count']} {value['granularity']}"
    words = re.fullmatch(r"(\d+)\s*([a-z]+?)s?", str(value).strip().lower())
    if words is None:
        return plain(value)
    number, unit = int(words[1]), words[2]
    if unit in _IN_DAYS:
        return number * _IN_DAYS[unit], "day"
    return (number * _IN_MONTHS[unit], "month") if unit in _IN_MONTHS else (number, unit)


def grain(value: Any) -> Any:
    """The finest grain that is named."""
    if isinstance(value, list | tuple):
        known = [grain(item) for item in value]
        unknown = not known or any(item not in GRAINS for item in known)
        return plain(value) if unknown else min(known, key=GRAINS.index)
    name = str(value).strip().lower() if isinstance(value, str) else value
    singular = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "hourly": "hour",
                "quarterly": "quarter", "annual": "year"}  # fmt: skip
    if not isinstance(name, str):
        return plain(name)
    name = singular.get(name, name)
    return name.removesuffix("s") if name.removesuffix("s") in GRAINS else name


def _folded(_: Part, value: Any) -> Any:
    return " ".join(value.lower().split()) if isinstance(value, str) else plain(value)


def _aggregation(_: Part, value: Any) -> Any:
    name = "_".join(value.lower().split()) if isinstance(value, str) else plain(value)
    return _AGGREGATIONS.get(name, name) if isinstance(name, str) else name


def _unit(_: Part, value: Any) -> Any:
    name = value.strip().lower() if isinstance(value, str) else plain(value)
    return _UNITS.get(name, name) if isinstance(name, str) else name


def _zone(_: Part, value: Any) -> Any:
    name = value.strip().lower() if isinstance(value, str) else plain(value)
    return "utc" if isinstance(name, str) and name in _ZONES else name


def _weekday(_: Part, value: Any) -> Any:
    name = value.strip().lower() if isinstance(value, str) else plain(value)
    if isinstance(name, str) and len(name) >= 2:
        return next((day for day in _WEEKDAYS if day.startswith(name)), name)
    return name


def _timespine(part: Part, value: Any) -> Any:
    """Ours joins weeks without rows unless it is told not to; MetricFlow the other way round."""
    if value is None:
        return not part.foreign
    return plain(value)


def _filled(part: Part, value: Any) -> Any:
    """A count of nothing is 0 without being told."""
    counts = _aggregation(part, part.value("agg")) in ("count", "count_distinct")
    return 0 if value is None and counts and not part.foreign else plain(value)


def _column(part: Part, value: Any) -> Any:
    if not isinstance(value, str):
        return plain(value)
    return value.strip().lower().removeprefix(f"{(part.source or '').lower()}.")


def _set(_: Part, value: Any) -> Any:
    return sorted(token(plain(item)) for item in sequence(value)) if isinstance(value, list | tuple) else plain(value)


def _measure(_: Part, value: Any) -> Any:
    return text(value, "name") if isinstance(value, Mapping) else plain(value)


_READERS: dict[str, Any] = {
    "type": _folded, "agg": _aggregation, "unit": _unit, "currency": _unit, "timezone": _zone, "week_start": _weekday,
    "join_to_timespine": _timespine, "fill_nulls_with": _filled, "agg_time_dimension": _column, "entity": _column,
    "window": lambda _, value: span(value) if value is not None else None,
    "offset_window": lambda _, value: span(value) if value is not None else None,
    "grain_to_date": lambda _, value: grain(value), "offset_to_grain": lambda _, value: grain(value),
    "period_agg": _aggregation, "sources": _set, "calculation": _folded, "measure": _measure,
}  # fmt: skip
