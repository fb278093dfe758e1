"""A published report held against the governed values: each metric is computed once, for all its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.evaluate import Datasets, Number, Slice, measure, member_text, number
from c360_governance.metrics.figures import Figure
from c360_governance.metrics.graph import resolve
from c360_governance.metrics.measure import Grouping
from c360_governance.metrics.spec import Spec
from c360_governance.metrics.week import WEEK_START
from c360_governance.model.errors import C360Error, WarehouseError
from c360_governance.model.finding import Finding
from c360_governance.model.metric import Metric
from c360_governance.model.suggest import suggest
from c360_governance.warehouse.connection import Warehouse

Status = Literal["agrees", "differs", "missing"]
STATUSES: tuple[Status, ...] = ("agrees", "differs", "missing")
SIGNIFICANT = 14
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A figure beside the governed value; ``reason`` and ``help`` say why there is none."""

    figure: Figure
    governed: Number | None
    reason: str = ""
    help: str = ""

    @property
    def status(self) -> Status:
        if self.governed is None:
            return "missing"
        return "agrees" if self.rounded == self.figure.published else "differs"

    @property
    def rounded(self) -> Decimal | None:
        """The governed value as it should have been published."""
        return None if self.governed is None else round_half_up(self.governed, self.figure.decimals)

    @property
    def difference(self) -> Decimal | None:
        """Published minus governed; positive where the report says too much."""
        return None if self.governed is None else _EXACT.subtract(self.figure.published, exact(self.governed))

    def json(self) -> dict[str, Any]:
        """The figure as CLI.md promises it."""
        return {
            "metric": self.figure.metric,
            "slice": self.figure.slice,
            "published": _json_number(self.figure.published),
            "governed": number(self.governed),
            "status": self.status,
            "difference": None if self.difference is None else _json_number(self.difference),
        }


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The figures in the report's order, the SQL that each metric's governed values came from, and the metrics that
    could not be computed, with the cause."""

    figures: tuple[Reconciled, ...]
    sql: Mapping[str, str]
    broken: Mapping[str, C360Error] = field(default_factory=dict)

    @property
    def counts(self) -> dict[Status, int]:
        return {status: sum(one.status == status for one in self.figures) for status in STATUSES}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What differs and what has no governed value, at its line of the report."""
        return tuple(_finding(one) for one in self.figures if one.status != "agrees")


def reconcile(
    figures: Sequence[Figure], metrics: Mapping[str, Metric], warehouse: Warehouse, as_of: datetime, *,
    datasets: Datasets | None = None,
) -> Reconciliation:  # fmt: skip
    """Each figure beside its governed value as of a time.

    A metric, slice or value that does not exist makes its figure ``missing``. A metric that cannot be compiled, or
    whose statement the warehouse refuses, is ``broken``: its figures are missing, the others keep their values.
    """
    found: dict[int, Reconciled] = {}
    sql: dict[str, str] = {}
    broken: dict[str, C360Error] = {}
    for name in dict.fromkeys(figure.metric for figure in figures):
        asked = [(index, figure) for index, figure in enumerate(figures) if figure.metric == name]
        if name not in metrics:
            reason = f"there is no metric {name!r}"
            found |= {index: Reconciled(one, None, reason, suggest(name, metrics)) for index, one in asked}
            continue
        try:
            specs = resolve(name, metrics)
            refused = {index: _refusal(figure, specs[name]) for index, figure in asked}
            groupings = dict.fromkeys(_grouping(figure) for index, figure in asked if refused[index] is None)
            slices: list[Slice] = []
            if groupings:
                _, slices, sql[name] = measure(name, specs, warehouse, as_of, list(groupings), datasets)
        except (SpecError, WarehouseError) as error:
            broken[name] = error
            found |= {index: Reconciled(one, None, error.message, error.help) for index, one in asked}
            continue
        values = {tuple((key, member_text(member)) for key, member in one.key): one for one in slices}
        for index, figure in asked:
            found[index] = refused[index] or _compared(figure, values)
    return Reconciliation(tuple(found[index] for index in range(len(figures))), sql, broken)


def round_half_up(value: Number, decimals: int) -> Decimal:
    """The value at so many decimals; a half is rounded away from zero, as people round."""
    return exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)


def exact(value: Number) -> Decimal:
    """The value as a decimal. Doubles are taken at 14 significant digits, so that the noise of binary arithmetic
    (18.499999999999996 for 18.5) does not decide how a half is rounded; whole numbers and decimals are exact."""
    if isinstance(value, float):
        return Decimal(f"{value:.{SIGNIFICANT}g}")
    return Decimal(value)


def _grouping(figure: Figure) -> Grouping:
    names = [name for name, _ in figure.key]
    return Grouping(WEEK_START in names, tuple(name for name in names if name != WEEK_START))


def _refusal(figure: Figure, spec: Spec) -> Reconciled | None:
    """Why the metric has no such slice, or None where it has."""
    grouping = _grouping(figure)
    name = spec.metric.name
    if grouping.week and not spec.weekly:
        return Reconciled(figure, None, f"{name} has no values by week", "leave the slice empty")
    unknown = [one for one in grouping.dimensions if one not in spec.dimensions]
    if unknown:
        return Reconciled(figure, None, f"{name} has no dimension {unknown[0]!r}", suggest(unknown[0], spec.dimensions))
    lacking = [one for one in spec.required if one not in grouping.dimensions]
    if lacking:
        return Reconciled(figure, None, f"{name} has no value without {lacking[0]}", f"write {lacking[0]}=...")
    if not grouping.week and spec.period_agg == "none" and not spec.required:
        return Reconciled(figure, None, f"{name} has no value for the period", "name the week's Monday as the slice")
    return None


def _compared(figure: Figure, values: Mapping[tuple[tuple[str, str], ...], Slice]) -> Reconciled:
    found = values.get(figure.key)
    if found is None:
        return Reconciled(
            figure, None, f"{figure.metric} has no slice {figure.slice!r} as of then", _hint(figure, values)
        )
    if found.value is None:
        return Reconciled(figure, None, "the governed value is undefined", "there are no rows, or the divisor is 0")
    return Reconciled(figure, found.value)


def _hint(figure: Figure, values: Iterable[tuple[tuple[str, str], ...]]) -> str:
    ((name, member),) = figure.key
    if name == WEEK_START:
        try:
            weekday = date.fromisoformat(member).weekday()
        except ValueError:
            return "it is no date"
        return "the week is not in the period" if weekday == 0 else "a week is named by its Monday"
    return suggest(member, [key[0][1] for key in values if key and key[0][0] == name])


def _finding(one: Reconciled) -> Finding:
    figure = one.figure
    if one.status == "missing":
        return Finding(
            "figure-missing", "error", f"published {figure.published}, but {one.reason}", figure.location,
            subject=figure.subject, old=str(figure.published), help=one.help,
        )  # fmt: skip
    return Finding(
        "figure-differs", "error", f"published {figure.published}, governed {one.rounded}", figure.location,
        subject=figure.subject, old=str(figure.published), new=str(one.rounded),
        help=f"correct the report, or propose a new version of the definition; see `c360 metric show {figure.metric}`",
    )  # fmt: skip


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
