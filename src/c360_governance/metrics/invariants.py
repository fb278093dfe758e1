"""What must be true of every value of a metric: `eval` says where it is not, and checks can be made of it."""

from __future__ import annotations

from collections.abc import Callable

from c360_governance.metrics.evaluate import Evaluation
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location, Pointer
from c360_governance.model.metric import Metric

RULE = "metric-invariant"


def conditions(metric: Metric) -> tuple[str, ...]:
    """The invariants as the spec states them: SQL conditions over ``value``."""
    stated = metric.document.get("invariants")
    return tuple(text for text in stated if isinstance(text, str)) if isinstance(stated, list) else ()


def findings(evaluation: Evaluation, locate: Callable[[Pointer], Location]) -> tuple[Finding, ...]:
    """One finding for each invariant that some slice breaks, at the invariant."""
    slices = [*evaluation.slices, *([evaluation.total] if evaluation.total else [])]
    found = []
    for index, condition in enumerate(conditions(evaluation.metric)):
        broken = [str(one) for one in slices if condition in one.broken]
        if broken:
            shown = "; ".join(broken[:5]) + ("; ..." if len(broken) > 5 else "")
            found.append(
                Finding(
                    rule=RULE,
                    severity="error",
                    message=f"{condition} does not hold for {len(broken)} of {len(slices)} values ({shown})",
                    location=locate(("invariants", index)),
                    subject=evaluation.metric.name,
                    help="look for the cause in the data, and in the definition if they are right",
                )
            )
    return tuple(found)
