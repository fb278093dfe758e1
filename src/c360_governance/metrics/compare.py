"""Two versions of a metric on the same data, slice by slice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from c360_governance.metrics.evaluate import Datasets, Evaluation, Number, evaluate, number
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location
from c360_governance.model.metric import Metric
from c360_governance.warehouse.connection import Warehouse

RULE = "metric-variance"

State = Literal["same", "differs", "appears", "disappears"]


@dataclass(frozen=True, slots=True)
class Side:
    """A version: the metric's name and the specs and contracts that it is computed by."""

    name: str
    metrics: Mapping[str, Metric]
    datasets: Datasets | None = None


@dataclass(frozen=True, slots=True)
class ComparedSlice:
    """A slice's two values; None where a version has none. ``variance_pct`` is in percent of the old value."""

    name: str
    key: tuple[tuple[str, Any], ...]
    old: Number | None
    new: Number | None

    @property
    def state(self) -> State:
        if self.variance_pct == 0:
            return "same"
        if self.old is None or self.new is None:
            return "appears" if self.old is None else "disappears"
        return "differs"

    @property
    def difference(self) -> float | None:
        """New minus old; None where one of them is missing."""
        return None if self.old is None or self.new is None else float(self.new) - float(self.old)

    @property
    def variance_pct(self) -> float:
        return variance_pct(*(None if value is None else float(value) for value in (self.old, self.new)))

    def json(self) -> dict[str, Any]:
        """The slice for JSON; a variance that is infinite has no number there."""
        variance = self.variance_pct
        return {
            "slice": self.name,
            **dict(self.key),
            "old": number(self.old),
            "new": number(self.new),
            "difference": self.difference,
            "variance_pct": variance if math.isfinite(variance) else None,
            "status": self.state,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both evaluations and their slices, the period last."""

    old: Evaluation
    new: Evaluation
    slices: tuple[ComparedSlice, ...]

    @property
    def differing(self) -> tuple[ComparedSlice, ...]:
        return tuple(one for one in self.slices if one.state != "same")

    @property
    def counts(self) -> dict[State, int]:
        """How many slices are in each state."""
        states: tuple[State, ...] = ("same", "differs", "appears", "disappears")
        return {state: sum(one.state == state for one in self.slices) for state in states}


def compare(old: Side, new: Side, warehouse: Warehouse, as_of: datetime, *, by: Sequence[str] = ()) -> Comparison:
    """Evaluate both as of the same time on the same warehouse. Raises as `evaluate` does."""
    before, after = (
        evaluate(side.name, side.metrics, warehouse, as_of, by=by, datasets=side.datasets) for side in (old, new)
    )
    return Comparison(before, after, compared(before, after))


def compared(old: Evaluation, new: Evaluation) -> tuple[ComparedSlice, ...]:
    """The slices of both, those of the old one first, the period last."""
    before, after = ({one.key: one for one in _slices(side)} for side in (old, new))
    keys = sorted(dict.fromkeys([*before, *after]), key=lambda key: not key)
    return tuple(
        ComparedSlice(
            str(before.get(key) or after[key]),
            key,
            before[key].value if key in before else None,
            after[key].value if key in after else None,
        )
        for key in keys
    )


def variance_pct(old: float | None, new: float | None) -> float:
    """How far the new value lies from the old one, in percent of the old; infinite from nothing or from zero."""
    if old is None or new is None:
        return 0.0 if old is new else math.inf
    if old == new:
        return 0.0
    return math.inf if old == 0 else abs(new - old) / abs(old) * 100


def findings(comparison: Comparison, limit_pct: float, location: Location) -> tuple[Finding, ...]:
    """One finding where slices differ by more than the policy lets them."""
    beyond = [one for one in comparison.differing if one.variance_pct > limit_pct]
    if not beyond:
        return ()
    shown = "; ".join(one.name for one in beyond[:5]) + ("; ..." if len(beyond) > 5 else "")
    return (
        Finding(
            rule=RULE,
            severity="error",
            message=f"{len(beyond)} of {len(comparison.slices)} values differ by more than {limit_pct:g} % ({shown})",
            location=location,
            subject=comparison.new.metric.name,
            help="publish the new definition beside the old one, or say why the figures must move",
        ),
    )


def _slices(evaluation: Evaluation) -> list[Any]:
    return [*evaluation.slices, *([evaluation.total] if evaluation.total else [])]
