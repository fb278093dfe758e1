"""Quality rules: which there are, what each measures, which measurements pass, and whether a failure blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.subjects.measure import (
    OPERATORS,
    argument_facts,
    arguments_of,
    is_stricter_metric,
    threshold_facts,
)
from c360_governance.diff.values import plain, same, text, words
from c360_governance.model.lenient import sequence

_NOT_BLOCKING = frozenset({"warning", "warn", "medium", "info", "information", "low"})

Rule = tuple[int, Mapping[Any, Any]]
"""A rule with its position in the document."""


def facts(pair: Pair) -> Iterator[Change]:
    """The rules of a dataset or a property that came, went or changed. Rules that are prose do not count; one whose
    failure blocks nothing guarantees nothing, but somebody may watch it."""
    before, after = (_rules(value) for value in pair.values("quality"))
    for old, new in _matched(before, after):
        yield from _compare(pair, old, new)
    for index, rule in before:
        kind = "quality-rule-removed" if _blocks(rule) else "quality-warning-removed"
        yield pair.entry_change(kind, "quality", (index, None), _shown(rule), None)
    for index, rule in after:
        kind = "quality-rule-added" if _blocks(rule) else "quality-warning-added"
        yield pair.entry_change(kind, "quality", (None, index), None, _shown(rule))


def _rules(value: Any) -> list[Rule]:
    """What `reading` made of the list: rules with their positions."""
    return [(index, rule) for index, rule in sequence(value) if text(rule, "type") != "text" and not _is_off(rule)]


def _is_off(rule: Mapping[Any, Any]) -> bool:
    """A rule that is switched off guarantees nothing. The standard has no switch; these are what tools read."""
    return text(rule, "enabled") == "false" or text(rule, "disabled") == "true"


def _blocks(rule: Mapping[Any, Any]) -> bool:
    return (text(rule, "severity") or "error").lower() not in _NOT_BLOCKING


def _matched(before: list[Rule], after: list[Rule]) -> list[tuple[Rule, Rule]]:
    """Take the pairs out of both lists: by id, by name, by all that is measured, by what is measured; then by the
    description and by the sort of measure, where there is one left of it."""
    pairs: list[tuple[Rule, Rule]] = []
    for key in (_by_id, _by_name, _whole, _measure, _description, _sort):
        for old in list(before):
            value = key(old[1])
            new = next((rule for rule in after if value is not None and key(rule[1]) == value), None)
            if new is not None and (
                key not in (_description, _sort) or (_only(old, before, key) and _only(new, after, key))
            ):
                before.remove(old)
                after.remove(new)
                pairs.append((old, new))
    return pairs


def _by_id(rule: Mapping[Any, Any]) -> Any:
    return text(rule, "id")


def _by_name(rule: Mapping[Any, Any]) -> Any:
    return text(rule, "name")


def _whole(rule: Mapping[Any, Any]) -> Any:
    return _measure(rule), plain({key: rule.get(key) for key in OPERATORS}), _blocks(rule)


def _measure(rule: Mapping[Any, Any]) -> Any:
    return plain([text(rule, "metric"), *_implementation(rule)]), arguments_of(rule)


def _description(rule: Mapping[Any, Any]) -> Any:
    return words(rule.get("description"))


def _sort(rule: Mapping[Any, Any]) -> Any:
    return text(rule, "metric") or (text(rule, "type"), text(rule, "engine"))


def _only(rule: Rule, among: list[Rule], key: Callable[[Mapping[Any, Any]], Any]) -> bool:
    return [key(one[1]) for one in among].count(key(rule[1])) == 1


def _implementation(rule: Mapping[Any, Any]) -> list[Any]:
    code = rule.get("implementation")
    return [words(rule.get("query")), text(rule, "engine"), words(code) if isinstance(code, str) else plain(code)]


def _compare(pair: Pair, old: Rule, new: Rule) -> Iterator[Change]:
    places, before, after = (old[0], new[0]), old[1], new[1]
    was, now = _blocks(before), _blocks(after)
    if was != now:
        kind = "quality-rule-downgraded" if was else "quality-rule-upgraded"
        yield pair.entry_change(kind, "quality", places, text(before, "severity"), text(after, "severity"))
        return
    found = list(_measured(pair, places, before, after))
    if found and not was:
        yield pair.entry_change("quality-warning-changed", "quality", places, _shown(before), _shown(after))
        return
    yield from found


def _measured(
    pair: Pair, places: tuple[int, int], before: Mapping[Any, Any], after: Mapping[Any, Any]
) -> Iterator[Change]:
    if text(before, "metric") == text(after, "metric") and same(_implementation(before), _implementation(after)):
        yield from argument_facts(pair, places, before, after)
        yield from threshold_facts(pair, places, before, after)
        return
    if text(before, "metric") is None and text(after, "metric") is None:
        if _asks_the_same(before, after):
            yield from threshold_facts(pair, places, before, after)
            return
        kind = "quality-query-changed"
    elif is_stricter_metric(before, after):
        kind = "quality-arguments-tightened"
    else:
        kind = "quality-arguments-loosened" if is_stricter_metric(after, before) else "quality-rule-changed"
    yield pair.entry_change(kind, "quality", places, _shown(before), _shown(after))


def _asks_the_same(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> bool:
    """Whether two queries always yield the same, proven; imported where a query changed."""
    old, new = text(before, "query"), text(after, "query")
    if not old or not new or not same(_implementation(before)[1:], _implementation(after)[1:]):
        return False
    from c360_governance.diff.sql import equivalent

    return equivalent(old, new, "query")


def _shown(rule: Mapping[Any, Any]) -> Mapping[str, Any]:
    keys = ("name", "metric", "query", "engine", "implementation", "arguments", *OPERATORS)
    return {key: rule[key] for key in keys if rule.get(key) not in (None, {}, [])}
