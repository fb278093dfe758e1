"""Which metrics a metric is computed from: found, read, and free of circles before any SQL is written."""

from __future__ import annotations

from collections.abc import Mapping

from c360_governance.metrics.errors import SpecError
from c360_governance.metrics.spec import Operand, Spec, read_spec
from c360_governance.model.metric import Metric
from c360_governance.model.suggest import suggest, unknown


def resolve(name: str, metrics: Mapping[str, Metric]) -> dict[str, Spec]:
    """The specs of a metric and of everything that goes into it, by name.

    Raises `UsageError` where there is no metric of that name, and `SpecError` at the input that does not exist,
    closes a circle, covers another period, or has no weeks to be shifted by.
    """
    if name not in metrics:
        raise unknown("metric", name, metrics)
    specs: dict[str, Spec] = {}
    _visit(name, metrics, specs, ())
    return specs


def _visit(name: str, metrics: Mapping[str, Metric], specs: dict[str, Spec], path: tuple[str, ...]) -> None:
    if name in specs:
        return
    spec = read_spec(metrics[name])
    for operand in spec.operands:
        if operand.name is None:
            continue
        _known(spec, operand, metrics)
        if operand.name in (*path, name):
            circle = " -> ".join([*(*path, name)[(*path, name).index(operand.name) :], operand.name])
            raise SpecError(f"the metric is computed from itself: {circle}", spec.metric, operand.pointer)
        _visit(operand.name, metrics, specs, (*path, name))
        _fits(spec, operand, specs[operand.name])
    specs[name] = spec


def _known(spec: Spec, operand: Operand, metrics: Mapping[str, Metric]) -> None:
    if operand.name not in metrics:
        raise SpecError(
            f"there is no metric {operand.name!r}", spec.metric, operand.pointer,
            help=suggest(operand.name or "", metrics),
        )  # fmt: skip


def _fits(spec: Spec, operand: Operand, used: Spec) -> None:
    """Whether the input has the values that the metric takes of it."""

    def wrong(message: str, help: str) -> SpecError:
        return SpecError(f"{operand.name} {message}", spec.metric, operand.pointer, help=help)

    if used.grain_to_date != spec.grain_to_date:
        raise wrong(
            f"covers another period ({used.grain_to_date}, not {spec.grain_to_date})", "give both one grain_to_date"
        )
    if spec.type == "cumulative" and used.type != "simple":
        raise wrong("is no simple metric", "accumulate a simple metric")
    if operand.offset_weeks and (not (spec.weekly and used.weekly) or used.type == "cumulative"):
        raise wrong("has no weeks to go back by", "use offset_window between metrics with time_granularity: week")
    if operand.offset_weeks and spec.period_agg == "recompute":
        raise wrong("can be taken of earlier weeks, not of an earlier period", "choose another period_agg")
    if operand.period_agg and operand.period_agg != "recompute" and not used.weekly:
        raise wrong(f"has no weeks to take the {operand.period_agg} of", "leave period_agg out")
    if operand.period_agg and spec.weekly:
        raise wrong("is taken for the whole period, which a week is not", "leave time_granularity or period_agg out")
    if spec.weekly and not used.weekly:
        raise wrong("has no values by week", "give it time_granularity: week")
    if spec.period_agg == "recompute" and used.period_agg == "none" and not operand.period_agg and not spec.required:
        raise wrong("has no value for the period", "say period_agg at this input")
