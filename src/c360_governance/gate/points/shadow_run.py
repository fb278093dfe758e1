"""Point 8: the old and the new definitions, run on the same data, agree within the policy's variance."""

from __future__ import annotations

import math
from collections import Counter

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.gate.shadow import Shadow
from c360_governance.model.words import counted

ID = 8
TITLE = "Shadow run and reconciliation"
RULE = "gate-shadow-run"


def judge(context: Context) -> Judgement:
    """Metrics that changed or read what changed, and fields whose transformation changed.

    A change that must move figures is let through by a waiver that says why.
    """
    found = Judgement(RULE)
    limit = context.policy.variance_pct
    affected = [*context.change.dependants, *(metric.name for metric in context.change.metrics if metric.new)]
    if affected and context.warehouse.error is not None:
        for name in affected:
            metric = context.repository.metrics[name]
            found.lacks(name, context.locate(metric.path, ()), f"there was no shadow run: {context.warehouse.error}",
                        "name a warehouse that can be read in c360.yaml")  # fmt: skip
    for shadow in context.warehouse.shadows:
        _shadow(context, shadow, limit, found)
    _same([shadow.name for shadow in context.warehouse.shadows if shadow.state == "same"], found)
    _reconciled(context, affected, found)
    if not affected and not context.warehouse.shadows and context.change.paths:
        found.not_applicable("no metric and no transformation changed or reads what changed")
    return found


def _shadow(context: Context, shadow: Shadow, limit: float, found: Judgement) -> None:
    location = context.locate(shadow.path, ())
    unit = ("row" if shadow.kind == "field" else "slice") + ("" if shadow.slices == 1 else "s")
    if shadow.state == "error":
        found.lacks(shadow.name, location, f"the new definition cannot be run: {shadow.error}",
                    "mend the definition, or give the field back that it reads")  # fmt: skip
    elif shadow.state == "new":
        found.proves(f"{shadow.path}: {shadow.name} is new: there is nothing to compare it with")
    elif shadow.state == "compared" and shadow.variance_pct > limit:
        worst = f", most at {shadow.worst}" if shadow.worst else ""
        found.lacks(
            shadow.name, location,
            f"{shadow.differing} of {shadow.slices} {unit} differ by up to {_percent(shadow.variance_pct)}{worst}; "
            f"the policy allows {_percent(limit)}",
            "add the new definition beside the old one (NAME_v2), or have the difference waived with its reason",
        )  # fmt: skip
    elif shadow.state == "compared":
        found.proves(
            f"{shadow.path}: {shadow.name}: {shadow.slices} {unit} compared, {shadow.differing} differ, by at most "
            f"{_percent(shadow.variance_pct)} (allowed {_percent(limit)})"
        )


def _same(names: list[str], found: Judgement) -> None:
    if names:
        compile_ = counted(len(names), "metric compiles", "metrics compile")
        found.proves(f"{compile_} to the same statement as before: {', '.join(names)}")


def _reconciled(context: Context, affected: list[str], found: Judgement) -> None:
    """What the last reconciliation said of the affected metrics, for the reader: a report may be wrong as well."""
    counts = Counter(result.status for result in context.reconciled if result.metric in affected)
    if counts:
        runs = sorted({result.run_id for result in context.reconciled if result.metric in affected})
        said = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
        found.proves(f"the last reconciliation of these metrics with a report: {said} (run {', '.join(runs)})")


def _percent(value: float) -> str:
    return "a value that appears or disappears" if math.isinf(value) else f"{value:.3g} %"
