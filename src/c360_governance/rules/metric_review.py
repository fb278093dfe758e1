"""What a change of a metric means, as far as its document and the day tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.metric import metric_facts, removal_kind
from c360_governance.diff.values import same, text, with_printable_numbers
from c360_governance.model.diff import DiffResult, is_compatible
from c360_governance.model.lenient import mapping
from c360_governance.rules.judge import judge, required_bump, verdict

Weigh = Callable[[Mapping[Any, Any], Mapping[Any, Any], Sequence[Change]], list[Change]]
"""Weighs the facts about the SQL of two versions by running both; what runs them is above this layer."""

_VERSION = frozenset({"version"})


def diff_metrics(old: Mapping[Any, Any], new: Mapping[Any, Any], weigh: Weigh | None = None) -> DiffResult:
    """Judge two versions of a metric that came from no file. An empty document is none: the metric came or went."""
    before, after = (with_printable_numbers(mapping(side)) for side in (old, new))
    if bool(before) != bool(after):
        name = text(before or after, "name") or "metric"
        changes = [Change("metric-removed", name, old=name) if before else Change("metric-added", name, new=name)]
        changes = aged(changes, before, date.today())
    else:
        changes = metric_facts(before, after)
        changes = weigh(before, after, changes) if weigh else changes
    findings = [found for change in changes for found in [judge(change)] if found]
    identical = same(before, after, ignoring=_VERSION) and not findings
    result = verdict(findings, identical=identical)
    return DiffResult(is_compatible(result), result, required_bump(findings, identical=identical), tuple(findings))


def aged(changes: Sequence[Change], old: Any, today: date) -> list[Change]:
    """The changes, the removal of a metric being what it is on that day."""
    return [
        change._replace(kind=removal_kind(old, today)) if change.kind == "metric-removed" and not change.pointer_old
        else change
        for change in changes
    ]  # fmt: skip
