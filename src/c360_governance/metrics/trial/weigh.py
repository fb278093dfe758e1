"""Facts about a metric's SQL, weighed by running both versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.metric.facts import Fact, walk
from c360_governance.diff.metric.reading import Part, comparable, condition
from c360_governance.metrics.trial.columns import Datasets
from c360_governance.metrics.trial.measure import UNKNOWN, Measured, Seen, try_both
from c360_governance.rules.metric_review import Weigh
from c360_governance.sources.lookup import DatasetLookup
from c360_governance.sources.repository import Repository

SQL_KINDS = frozenset({
    "metric-expr-changed", "metric-filter-changed", "metric-filter-added", "metric-filter-removed",
})  # fmt: skip
REWRITTEN = "metric-sql-rewritten"


def weigh(
    old: Mapping[Any, Any], new: Mapping[Any, Any], changes: Sequence[Change], datasets: Datasets | None = None
) -> list[Change]:
    """The changes of a metric, those of its SQL with an example where one was found.

    Where both versions ran and gave the same, the change becomes one that nobody can decide. ``datasets`` lend their
    columns' types and values. Never raises.
    """
    if not any(change.kind in SQL_KINDS for change in changes):
        return list(changes)
    facts = [fact for fact in walk(old, new) if fact.change.kind in SQL_KINDS]
    seen: dict[tuple[Any, ...], Seen] = {}
    for fact in facts:
        parts = fact.old.pointer, fact.new.pointer
        if parts not in seen:
            seen[parts] = _seen(fact, datasets or {})
        seen[_key(fact.change)] = seen[parts]
    return [_weighed(change, seen.get(_key(change), UNKNOWN)) for change in changes]


def weigher(repository: Repository) -> Weigh:
    """`weigh` with the types and values that a repository's contracts declare."""
    datasets = DatasetLookup(repository)
    return lambda old, new, changes: weigh(old, new, changes, datasets)


def _weighed(change: Change, seen: Seen) -> Change:
    if change.kind not in SQL_KINDS or seen.outcome == "unknown":
        return change
    if seen.outcome == "same":
        return change._replace(kind=REWRITTEN)
    return change._replace(note=seen.example)


def _key(change: Change) -> tuple[Any, ...]:
    return change.kind, change.pointer_old, change.pointer_new


def _seen(fact: Fact, datasets: Datasets) -> Seen:
    old, new = fact.old, fact.new
    key = str((fact.change.pointer_new or fact.change.pointer_old or ("",))[-1])
    if key != "filter" and any(isinstance(side.value(key), Mapping | list | tuple | bool) for side in (old, new)):
        return UNKNOWN
    if fact.change.pointer_new and fact.change.pointer_new[-1] == "having":
        return try_both(_condition(old, "having"), _condition(new, "having"), {})
    if old.word("query") or new.word("query"):
        from c360_governance.metrics.trial.query import try_queries

        return try_queries(old.word("query") or "", new.word("query") or "", datasets)
    return try_both(_measured(old), _measured(new), datasets)


def _condition(part: Part, key: str) -> Measured:
    return Measured(None, None, part.word(key))


def _measured(part: Part) -> Measured:
    """A part as something to run; where its aggregation is not known, its rows are compared."""
    agg = comparable(part, "agg")
    percentile = part.value("percentile")
    parameters = part.value("agg_params")
    if percentile is None and isinstance(parameters, Mapping):
        percentile = parameters.get("percentile")
    known = isinstance(percentile, int | float) and not isinstance(percentile, bool) and 0 <= percentile <= 1
    expr = part.value("expr")
    if isinstance(agg, str) and agg == "count" and str(expr).strip() in ("None", "*", "1"):
        expr = None
    measured = agg if isinstance(agg, str) else "percentile" if known else None
    is_formula = any(part.value(key) is not None for key in ("entity", "inputs", "numerator", "base"))
    return Measured(
        agg=None if is_formula else measured,
        expr=str(expr) if isinstance(expr, str | int | float) else None,
        filter=condition(part.value("filter")),
        percentile=float(percentile) if known and isinstance(percentile, int | float) else None,
        source=part.source,
    )
