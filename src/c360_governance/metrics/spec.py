"""A metric spec as the compiler sees it: valid, typed, and every piece of SQL with its place in the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c360_governance.metrics.errors import SpecError
from c360_governance.model.location import Pointer
from c360_governance.model.metric import Metric

SCHEMA = "metric-1"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of SQL as it stands in a spec; unqualified columns are those of ``source``."""

    text: str
    metric: Metric = field(compare=False)
    pointer: Pointer
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Join:
    source: str
    left: bool
    on: Snippet


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows and how they become one value. ``agg`` is None where `percentile` says it, or where rows only exist."""

    metric: Metric
    pointer: Pointer
    source: str
    agg: str | None
    expr: Snippet | None
    filters: tuple[Snippet, ...]
    joins: tuple[Join, ...]
    time: Snippet | None
    fill: float | None
    percentile: float | None = None
    entity: Snippet | None = None
    non_additive: tuple[Snippet, str] | None = None

    @property
    def default(self) -> float | None:
        """The value where there are no rows: what the spec says, 0 for a count, else none."""
        return 0 if self.fill is None and self.agg in ("count", "count_distinct") else self.fill


@dataclass(frozen=True, slots=True)
class Operand:
    """A named value in a formula: another metric's (``name``), or a measure of its own."""

    alias: str
    pointer: Pointer
    name: str | None = None
    measure: Measure | None = None
    filter: Snippet | None = None
    offset_weeks: int = 0
    period_agg: str | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """``members`` is the condition that a member must meet to appear, whether or not it has rows."""

    name: str
    column: str
    pointer: Pointer
    required: bool
    members: str | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """Entities with a base row, and those of them that have the conversion rows within ``days`` (None: ever)."""

    base: Measure
    event: Measure
    base_entity: Snippet
    event_entity: Snippet
    days: int | None
    having: Snippet | None


@dataclass(frozen=True, slots=True)
class Spec:
    """``weekly`` metrics have a value for each week; ``spine`` says that weeks without rows appear too."""

    metric: Metric
    type: str
    weekly: bool
    spine: bool
    grain_to_date: str
    period_agg: str
    fill: float | None
    expr: Snippet | None
    measure: Measure | None
    operands: tuple[Operand, ...]
    dimensions: Mapping[str, Dimension]
    conversion: Conversion | None
    window_days: int | None
    query: Snippet | None
    sources: tuple[str, ...]
    invariants: tuple[Snippet, ...]

    @property
    def default(self) -> float | None:
        """The value where there are no rows."""
        return self.measure.default if self.measure else self.fill

    @property
    def required(self) -> tuple[str, ...]:
        """The dimensions without which the metric has no value."""
        return tuple(name for name, dimension in self.dimensions.items() if dimension.required)


def read_spec(metric: Metric) -> Spec:
    """The spec of a metric. Raises `SpecError` for the first thing that its JSON Schema does not allow."""
    from c360_governance.sources.validation import find_flaws

    for flaw in find_flaws(dict(metric.document), SCHEMA):
        raise SpecError(flaw.message, metric, flaw.pointer, help=flaw.help)
    return _Reader(metric).spec()


class _Reader:
    """Reads a document that its schema allows, so that nothing has to be asked twice."""

    def __init__(self, metric: Metric) -> None:
        self.metric = metric
        self.document = metric.document

    def spec(self) -> Spec:
        document, kind = self.document, self.document["type"]
        weekly = "time_granularity" in document
        return Spec(
            metric=self.metric,
            type=kind,
            weekly=weekly,
            spine=weekly and document.get("join_to_timespine", True),
            grain_to_date=document["grain_to_date"],
            period_agg=document["period_agg"],
            fill=document.get("fill_nulls_with"),
            expr=self.snippet(document, (), "expr", None),
            measure=self.measure((), kind) if "source" in document and kind != "ratio" else None,
            operands=tuple(self.operands()),
            dimensions={dimension.name: dimension for dimension in self.dimensions()},
            conversion=self.conversion() if kind == "conversion" else None,
            window_days=_days(document.get("window")),
            query=self.snippet(document, (), "query", None),
            sources=tuple(document.get("sources", ())),
            invariants=tuple(
                Snippet(text, self.metric, ("invariants", index))
                for index, text in enumerate(document.get("invariants", ()))
            ),
        )

    def operands(self) -> list[Operand]:
        named = [(key, self.document[key], (key,)) for key in ("numerator", "denominator") if key in self.document]
        listed = [(None, raw, ("inputs", index)) for index, raw in enumerate(self.document.get("inputs", ()))]
        found = [self.operand(alias, raw, pointer) for alias, raw, pointer in [*named, *listed]]
        for index, operand in enumerate(found):
            if operand.alias in [earlier.alias for earlier in found[:index]]:
                raise SpecError(
                    f"two inputs are called {operand.alias}", self.metric, operand.pointer,
                    help="give each an alias of its own",
                )  # fmt: skip
        return found

    def operand(self, alias: str | None, raw: str | Mapping[str, Any], pointer: Pointer) -> Operand:
        if isinstance(raw, str):
            return Operand(alias or raw, pointer, name=raw)
        if "metric" not in raw:
            return Operand(alias or raw["alias"], pointer, measure=self.measure(pointer, "simple"))
        return Operand(
            alias=raw.get("alias", raw["metric"]),
            pointer=pointer,
            name=raw["metric"],
            filter=self.snippet(raw, pointer, "filter", None),
            offset_weeks=(_days(raw.get("offset_window")) or 0) // 7,
            period_agg=raw.get("period_agg"),
        )

    def measure(self, pointer: Pointer, kind: str) -> Measure:
        """The measure at a pointer; one that names no source has the metric's source, joins, time and filter."""
        raw = self.at(pointer)
        home = raw if "source" in raw else self.document
        if "source" not in home:
            raise SpecError("the measure names no source", self.metric, pointer, help="add `source: DATASET`")
        source: str = home["source"]
        inherited = [] if home is raw else [self.snippet(home, (), "filter", source)]
        home_pointer = pointer if home is raw else ()
        own_time = raw if "agg_time_dimension" in raw else home
        own_joins = raw if "joins" in raw else home
        choice = raw.get("non_additive_dimension")
        return Measure(
            metric=self.metric,
            pointer=pointer,
            source=source,
            agg=raw.get("agg"),
            expr=self.snippet(raw, pointer, "expr", source),
            filters=tuple(one for one in [*inherited, self.snippet(raw, pointer, "filter", source)] if one),
            joins=tuple(self.joins(own_joins, pointer if own_joins is raw else home_pointer, source)),
            time=self.snippet(own_time, pointer if own_time is raw else home_pointer, "agg_time_dimension", source),
            fill=raw.get("fill_nulls_with"),
            percentile=raw["percentile"] if kind == "percentile" else None,
            entity=self.snippet(raw, pointer, "entity", source) if kind != "conversion" else None,
            non_additive=(
                Snippet(choice["name"], self.metric, ("non_additive_dimension", "name"), source),
                choice["window_choice"],
            )
            if choice
            else None,
        )

    def joins(self, raw: Mapping[str, Any], pointer: Pointer, source: str) -> list[Join]:
        return [
            Join(
                entry["source"],
                entry["type"] == "left",
                Snippet(entry["on"], self.metric, (*pointer, "joins", index, "on"), source),
            )
            for index, entry in enumerate(raw.get("joins", ()))
        ]

    def dimensions(self) -> list[Dimension]:
        found = []
        for index, entry in enumerate(self.document.get("dimensions", ())):
            raw: Mapping[str, Any] = {"name": entry} if isinstance(entry, str) else entry
            found.append(
                Dimension(
                    name=raw["name"],
                    column=raw.get("expr", raw["name"]),
                    pointer=("dimensions", index),
                    required=raw.get("required", False),
                    members=raw.get("members"),
                )
            )
        return found

    def conversion(self) -> Conversion:
        base, event = self.measure(("base",), "conversion"), self.measure(("conversion",), "conversion")
        entity: str = self.document["entity"]
        return Conversion(
            base=base,
            event=event,
            base_entity=Snippet(entity, self.metric, ("entity",), base.source),
            event_entity=Snippet(entity, self.metric, ("entity",), event.source),
            days=_days(self.document.get("window")),
            having=self.snippet(self.document["conversion"], ("conversion",), "having", None),
        )

    def snippet(self, raw: Mapping[str, Any], pointer: Pointer, key: str, source: str | None) -> Snippet | None:
        return Snippet(raw[key], self.metric, (*pointer, key), source) if key in raw else None

    def at(self, pointer: Pointer) -> Mapping[str, Any]:
        value: Any = self.document
        for step in pointer:
            value = value[step]
        return value  # type: ignore[no-any-return]  # the schema says that it is a mapping


def _days(text: str | None) -> int | None:
    """ "91 days" and "4 weeks" as days."""
    if text is None:
        return None
    number, unit = text.split()
    return int(number) * (7 if unit.startswith("week") else 1)
