"""Quality rules: what is measured, which measurements pass, and whether a failure blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.intervals import COUNTS, PERCENT, Interval, accepted, contains
from c360_governance.diff.values import mapping, plain, same, sequence, text, token, words

_OPERATORS = (
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
_UNITS = {"%": "percent", "pct": "percent", "percentage": "percent", "row": "rows", "count": "rows", "records": "rows"}
_BLOCKING = 2
_SEVERITY = {
    "error": 2, "critical": 2, "high": 2, "fatal": 2, "warning": 1, "warn": 1, "medium": 1, "info": 0, "low": 0,
}  # fmt: skip

Rule = tuple[int, Mapping[Any, Any]]
"""A rule with its position in the document."""


def facts(pair: Pair) -> Iterator[Change]:
    """The rules of a dataset or a property that came, went or changed. Rules that are prose do not count."""
    before, after = (_rules(value) for value in pair.values("quality"))
    for old, new in _matched(before, after):
        yield from _compare(pair, old, new)
    for index, rule in before:
        yield pair.entry_change("quality-rule-removed", "quality", (index, None), _shown(rule), None)
    for index, rule in after:
        yield pair.entry_change("quality-rule-added", "quality", (None, index), None, _shown(rule))


def _rules(value: Any) -> list[Rule]:
    """What `reading` made of the list: rules with their positions."""
    return [(index, rule) for index, rule in sequence(value) if text(rule, "type") != "text" and not _is_off(rule)]


def _is_off(rule: Mapping[Any, Any]) -> bool:
    """A rule that is switched off guarantees nothing. The standard has no switch; these are what tools read."""
    return text(rule, "enabled") == "false" or text(rule, "disabled") == "true"


def _matched(before: list[Rule], after: list[Rule]) -> list[tuple[Rule, Rule]]:
    """Take the pairs out of both lists: by id, by name, by all that is measured, by what is measured, and by the sort
    of measure where there is one left of it."""
    pairs: list[tuple[Rule, Rule]] = []
    for key in (_by_id, _by_name, _whole, _measure, _sort):
        for old in list(before):
            value = key(old[1])
            new = next((rule for rule in after if value is not None and key(rule[1]) == value), None)
            if new is not None and (key is not _sort or (_only(old, before, key) and _only(new, after, key))):
                before.remove(old)
                after.remove(new)
                pairs.append((old, new))
    return pairs


def _by_id(rule: Mapping[Any, Any]) -> Any:
    return text(rule, "id")


def _by_name(rule: Mapping[Any, Any]) -> Any:
    return text(rule, "name")


def _whole(rule: Mapping[Any, Any]) -> Any:
    return _measure(rule), plain({key: rule.get(key) for key in _OPERATORS})


def _measure(rule: Mapping[Any, Any]) -> Any:
    return plain([text(rule, "metric"), *_implementation(rule)]), _arguments(rule)


def _sort(rule: Mapping[Any, Any]) -> Any:
    return text(rule, "metric") or (text(rule, "type"), text(rule, "engine"))


def _only(rule: Rule, among: list[Rule], key: Callable[[Mapping[Any, Any]], Any]) -> bool:
    return [key(one[1]) for one in among].count(key(rule[1])) == 1


def _arguments(rule: Mapping[Any, Any]) -> Mapping[str, Any]:
    """The arguments of a metric; lists of columns and of values are sets."""
    return {
        str(key): frozenset(map(token, value)) if isinstance(value, list | tuple) else plain(value)
        for key, value in mapping(rule.get("arguments")).items()
    }


def _implementation(rule: Mapping[Any, Any]) -> list[Any]:
    code = rule.get("implementation")
    return [words(rule.get("query")), text(rule, "engine"), words(code) if isinstance(code, str) else plain(code)]


def _compare(pair: Pair, old: Rule, new: Rule) -> Iterator[Change]:
    places, before, after = (old[0], new[0]), old[1], new[1]
    if text(before, "metric") != text(after, "metric") or not same(_implementation(before), _implementation(after)):
        measured = text(before, "metric") is None and text(after, "metric") is None
        kind = "quality-query-changed" if measured else "quality-rule-changed"
        yield pair.entry_change(kind, "quality", places, _shown(before), _shown(after))
        return
    yield from _allowed(pair, places, before, after)
    yield from _threshold(pair, places, before, after)
    was, now = _severity(before), _severity(after)
    if was != now and _BLOCKING in (was, now):
        kind = "quality-rule-downgraded" if now < was else "quality-rule-upgraded"
        yield pair.entry_change(kind, "quality", places, text(before, "severity"), text(after, "severity"))


def _allowed(
    pair: Pair, places: tuple[int, int], before: Mapping[Any, Any], after: Mapping[Any, Any]
) -> Iterator[Change]:
    """What the values of a list of allowed ones are is said as of an enum; other arguments just changed."""
    was, now = dict(_arguments(before)), dict(_arguments(after))
    if _VALID in was and _VALID in now:
        old, new = ({token(value): value for value in sequence(rule["arguments"][_VALID])} for rule in (before, after))
        gone = [value for key, value in old.items() if key not in new]
        came = [value for key, value in new.items() if key not in old]
        if gone:
            yield pair.entry_change("enum-value-removed", "quality", places, gone, None)
        if came:
            yield pair.entry_change("enum-value-added", "quality", places, None, came)
        del was[_VALID], now[_VALID]
    if was != now:
        yield pair.entry_change("quality-arguments-changed", "quality", places, _shown(before), _shown(after))


def _threshold(
    pair: Pair, places: tuple[int, int], before: Mapping[Any, Any], after: Mapping[Any, Any]
) -> Iterator[Change]:
    if ("code" in before) != ("code" in after):
        return  # A rule of 2.2, whose threshold was its tool's affair.
    was, now = ({key: rule[key] for key in _OPERATORS if key in rule} for rule in (before, after))
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


def unit_of(rule: Mapping[Any, Any]) -> str:
    """What a rule counts in: rows, percent or what it says."""
    unit = (text(rule, "unit") or "rows").lower()
    return _UNITS.get(unit, unit)


def accepted_by(rule: Mapping[Any, Any]) -> tuple[Interval, ...] | None:
    """The measurements that pass; None where a threshold is no number. Those of the standard's metrics are counts, or
    percentages."""
    unit = unit_of(rule)
    operators = {key: rule[key] for key in _OPERATORS if key in rule}
    if text(rule, "metric") is None or unit not in ("rows", "percent"):
        return accepted(operators)
    return accepted(operators, COUNTS, whole=True) if unit == "rows" else accepted(operators, PERCENT)


def _severity(rule: Mapping[Any, Any]) -> int:
    return _SEVERITY.get((text(rule, "severity") or "error").lower(), _BLOCKING)


def _shown(rule: Mapping[Any, Any]) -> Mapping[str, Any]:
    keys = ("name", "metric", "query", "engine", "implementation", "arguments", *_OPERATORS)
    return {key: rule[key] for key in keys if rule.get(key) not in (None, {}, [])}
