"""A metric's values: one statement, run on a warehouse, read back as slices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from c360_governance.metrics.graph import resolve
from c360_governance.metrics.measure import Grouping
from c360_governance.metrics.period import Period, period
from c360_governance.metrics.spec import Spec
from c360_governance.metrics.statement import Statement, statement
from c360_governance.metrics.week import WEEK_START
from c360_governance.model.contract import Contract, Dataset
from c360_governance.model.errors import UsageError, WarehouseError
from c360_governance.model.metric import Metric
from c360_governance.model.suggest import suggest
from c360_governance.warehouse.connection import Warehouse

Number = int | float | Decimal
Datasets = Mapping[str, tuple[Contract, Dataset]]


@dataclass(frozen=True, slots=True)
class Slice:
    """One value. ``key`` names its members in the grouping's order, empty for the period; None is undefined.

    ``broken`` are the invariants that do not hold for it.
    """

    key: tuple[tuple[str, Any], ...]
    value: Number | None
    broken: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join(f"{name}={member}" for name, member in self.key) or "period"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A metric as of a time. ``total`` is the period's own slice, None where the metric has none."""

    metric: Metric
    period: Period
    slices: tuple[Slice, ...]
    total: Slice | None
    sql: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The slices as JSON objects (``{"week_start": "2026-01-05", "value": 1.0}``); a lone total is a row too."""
        shown = self.slices or ((self.total,) if self.total else ())
        return [{**dict(one.key), "value": number(one.value)} for one in shown]


def evaluate(
    name: str, metrics: Mapping[str, Metric], warehouse: Warehouse, as_of: datetime, *,
    by: Sequence[str] = (), datasets: Datasets | None = None,
) -> Evaluation:  # fmt: skip
    """The values of a metric as of a time, by its weeks (and for the period), or ``by`` other dimensions.

    With ``datasets`` the sources are looked up in their contracts. Raises `UsageError` for a name that does not
    exist, `SpecError` for a spec that cannot be compiled, `WarehouseError` where the warehouse refuses.
    """
    specs = resolve(name, metrics)
    spec = specs[name]
    groupings = [_grouping(spec, by)] if by else natural(spec)
    if by and Grouping() in natural(spec):
        groupings.append(Grouping())
    whole, slices, sql = measure(name, specs, warehouse, as_of, groupings, datasets)
    total = next((one for one in slices if not one.key), None)
    return Evaluation(spec.metric, whole, tuple(one for one in slices if one.key), total, sql)


def measure(
    name: str, specs: Mapping[str, Spec], warehouse: Warehouse, as_of: datetime, groupings: Sequence[Grouping],
    datasets: Datasets | None = None,
) -> tuple[Period, list[Slice], str]:  # fmt: skip
    """The slices of several groupings in one statement, with the period and the SQL."""
    whole = period(specs[name].grain_to_date, as_of)
    compiled = statement(name, specs, whole, groupings, datasets)
    sql = compiled.sql(warehouse.dialect)
    try:
        rows = warehouse.query(sql).rows
    except WarehouseError as error:
        raise WarehouseError(f"metric {name}: {error.message}", help=error.help) from None
    return whole, [_slice(row, compiled) for row in rows], sql


def select(found: Evaluation, text: str) -> Evaluation:
    """The evaluation with one slice only: a week's Monday, or ``dimension=value``. Raises `UsageError` without it."""
    name, _, member = text.partition("=") if "=" in text else (WEEK_START, "", text)
    chosen = tuple(one for one in found.slices if member_text(dict(one.key).get(name.strip())) == member.strip())
    if not chosen:
        members = [member_text(dict(one.key).get(name)) for one in found.slices]
        help = "name a week of the period by its Monday" if name == WEEK_START else suggest(member, members)
        raise UsageError(f"{found.metric.name} has no slice {text!r} as of then", help=help)
    return replace(found, slices=chosen, total=None)


def natural(spec: Spec) -> list[Grouping]:
    """The slices that a metric has by itself: its weeks, what its definition requires, and the period's value."""
    if spec.weekly or spec.required:
        own = [Grouping(spec.weekly, spec.required)]
        return own if spec.required or spec.period_agg == "none" else [*own, Grouping()]
    return [Grouping()]


def number(value: Number | None) -> int | float | None:
    """The value as a JSON number: whole numbers stay whole, decimals become doubles."""
    return float(value) if isinstance(value, Decimal) else value


def _grouping(spec: Spec, by: Sequence[str]) -> Grouping:
    """The grouping by the named dimensions. Raises `UsageError` for one that the metric does not have."""
    known = [*([WEEK_START] if spec.weekly else []), *spec.dimensions]
    for name in by:
        if name not in known:
            help = suggest(name, known) or "it has no dimensions"
            raise UsageError(f"{spec.metric.name} has no dimension {name!r}", help=help)
    missing = [name for name in spec.required if name not in by]
    return Grouping(WEEK_START in by, tuple(dict.fromkeys([*missing, *(name for name in by if name != WEEK_START)])))


def _slice(row: tuple[Any, ...], compiled: Statement) -> Slice:
    grouping = compiled.groupings[row[0]]
    members = dict(zip(compiled.names, row[1:], strict=False))
    value, *holds = row[1 + len(compiled.names) :]
    broken = tuple(text for text, held in zip(compiled.invariants, holds, strict=True) if held is False)
    return Slice(tuple((name, _member(members[name])) for name in grouping.names), _value(value), broken)


def _member(value: Any) -> Any:
    """A dimension's member as JSON has it: dates and times in ISO's form."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def member_text(member: Any) -> str:
    """A member as a report or a flag writes it."""
    return str(member).lower() if isinstance(member, bool) else str(member)


def _value(value: Any) -> Number | None:
    """The number, or None for what is undefined (null, NaN, infinity)."""
    if value is None:
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    raise WarehouseError(f"the value is {type(value).__name__}, not a number", help="mend the metric's expr")
