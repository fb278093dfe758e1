"""Point 1: every metric that changed or reads what changed has a name, an owner, a formula, a grain and a window."""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.definitions import Definition
from c360_governance.gate.item import Judgement
from c360_governance.model.words import counted

ID = 1
TITLE = "Metric definition"
RULE = "gate-metric-definition"


def judge(context: Context) -> Judgement:
    """The formula is proven by compiling it against the contracts as they are now."""
    found = Judgement(RULE)
    whole = []
    for definition in context.definitions.values():
        if _one(context, definition, found):
            whole.append(definition)
    changed = {metric.name for metric in context.change.metrics}
    for definition in whole:
        if definition.metric.name in changed:
            found.proves(f"{context.locate(definition.metric.path, ('name',))}: {_summary(definition)}")
    untouched = [definition.metric.name for definition in whole if definition.metric.name not in changed]
    if untouched:
        found.proves(
            f"{counted(len(untouched), 'metric')} that read what changed still compile: {', '.join(untouched)}"
        )
    return found


def _one(context: Context, definition: Definition, found: Judgement) -> bool:
    metric, document = definition.metric, definition.metric.document
    before = len(found.findings)
    wanting = {
        "owner": (metric.owner, "add `owner: TEAM`"),
        "grain_to_date": (document.get("grain_to_date"), "say which period it covers: grain_to_date"),
        "period_agg": (document.get("period_agg"), "say how its weeks become a period's value: period_agg"),
    }
    for key, (value, help_) in wanting.items():
        if not value:
            found.lacks(metric.name, context.locate(metric.path, (key,)), f"the metric says no {key}", help_)
    if definition.error is not None:
        place = definition.location or context.locate(metric.path, ())
        found.lacks(metric.name, place, f"the formula does not compile: {definition.error}", definition.help)
    return len(found.findings) == before


def _summary(definition: Definition) -> str:
    document = definition.metric.document
    grain = f"{document['time_granularity']} grain" if document.get("time_granularity") else "one value a period"
    window = f", window {document['window']}" if document.get("window") else ""
    return (
        f"{definition.metric.name} of {definition.metric.owner}: {definition.metric.type}, {grain}, "
        f"grain_to_date {document.get('grain_to_date')}, period_agg {document.get('period_agg')}{window}; "
        "the formula compiles"
    )
