"""What a quality rule measures, and which measurements pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.intervals import COUNTS, PERCENT, Interval, accepted, contains
from c360_governance.diff.values import plain, same, text, token
from c360_governance.model.lenient import mapping, sequence

OPERATORS = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
    "mustBeBetween",
    "mustNotBeBetween",
)
_VALID = "validValues"
_MORE_COUNTED, _LESS_COUNTED = "missingValues", "properties"
"""Arguments that are sets: with more markers more rows miss their value, with more columns fewer rows are equal."""

_UNITS = {"%": "percent", "pct": "percent", "percentage": "percent", "row": "rows", "count": "rows", "records": "rows"}

Rule = Mapping[Any, Any]
Places = tuple[int, int]
"""The positions of a rule in both documents."""


def unit_of(rule: Rule) -> str:
    """What a rule counts in: rows, percent or what it says."""
    unit = (text(rule, "unit") or "rows").lower()
    return _UNITS.get(unit, unit)


def accepted_by(rule: Rule) -> tuple[Interval, ...] | None:
    """The measurements that pass; None where a threshold is no number. Those of the standard's metrics are counts, or
    percentages."""
    unit = unit_of(rule)
    operators = {key: rule[key] for key in OPERATORS if key in rule}
    if text(rule, "metric") is None or unit not in ("rows", "percent"):
        return accepted(operators)
    return accepted(operators, COUNTS, whole=True) if unit == "rows" else accepted(operators, PERCENT)


def arguments_of(rule: Rule) -> dict[str, Any]:
    """The arguments of a metric; lists of columns and of values are sets."""
    return {
        str(key): frozenset(map(token, value)) if isinstance(value, list | tuple) else plain(value)
        for key, value in mapping(rule.get("arguments")).items()
    }


def argument_facts(pair: Pair, places: Places, before: Rule, after: Rule) -> Iterator[Change]:
    """Of a list of allowed values what came and went is said as of an enum; of other sets, whether a rule counts more
    or fewer rows; of anything else, that it changed."""
    was, now = arguments_of(before), arguments_of(after)
    if _VALID in was and _VALID in now:
        old, new = ({token(value): value for value in sequence(rule["arguments"][_VALID])} for rule in (before, after))
        gone = [value for key, value in old.items() if key not in new]
        came = [value for key, value in new.items() if key not in old]
        if gone:
            yield pair.entry_change("enum-value-removed", "quality", places, gone, None)
        if came:
            yield pair.entry_change("enum-value-added", "quality", places, None, came)
        del was[_VALID], now[_VALID]
    if was == now:
        return
    counted = _counted(was, now) if _allows_few(before) and _allows_few(after) else 0
    kind = {1: "tightened", -1: "loosened"}.get(counted, "changed")
    shown = [mapping(rule.get("arguments")) for rule in (before, after)]
    yield pair.entry_change(f"quality-arguments-{kind}", "quality", places, *shown)


def is_stricter_metric(before: Rule, after: Rule) -> bool:
    """Whether a rule about NULL became one about all that stands for it."""
    metrics = text(before, "metric"), text(after, "metric")
    return metrics == ("nullValues", "missingValues") and _allows_few(before) and _allows_few(after)


def _allows_few(rule: Rule) -> bool:
    """Whether few offending rows pass and many do not, so that counting more rows is stricter."""
    found = accepted_by(rule)
    return bool(found) and found is not None and len(found) == 1 and found[0][0] == 0


def _counted(was: Mapping[str, Any], now: Mapping[str, Any]) -> int:
    """1 where a rule counts more rows than before, -1 where it counts fewer, 0 where nobody can tell."""
    changed = [key for key in {*was, *now} if was.get(key, frozenset()) != now.get(key, frozenset())]
    if len(changed) != 1 or changed[0] not in (_MORE_COUNTED, _LESS_COUNTED):
        return 0
    old, new = (arguments.get(changed[0], frozenset()) for arguments in (was, now))
    if not isinstance(old, frozenset) or not isinstance(new, frozenset):
        return 0
    more = 1 if old < new else -1 if new < old else 0
    return more if changed[0] == _MORE_COUNTED else -more if old and new else 0


def threshold_facts(pair: Pair, places: Places, before: Rule, after: Rule) -> Iterator[Change]:
    """A threshold that lets more or less through, or counts in another unit."""
    if ("code" in before) != ("code" in after):
        return  # A rule of 2.2, whose threshold was its tool's affair.
    was, now = ({key: rule[key] for key in OPERATORS if key in rule} for rule in (before, after))
    units = [unit_of(rule) for rule in (before, after)]
    if units[0] != units[1]:
        yield pair.entry_change("quality-unit-changed", "quality", places, *units)
        return
    old, new = accepted_by(before), accepted_by(after)
    if old is None or new is None:
        if not same(was, now):
            yield pair.entry_change("quality-threshold-changed", "quality", places, was, now)
    elif old != new:
        kind = "loosened" if contains(new, old) else "tightened" if contains(old, new) else "changed"
        yield pair.entry_change(f"quality-threshold-{kind}", "quality", places, was, now)
