"""What a measured value means by Soda's threshold: the same words judge in both engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.checks import verdict
from c360_governance.checks.check import Check
from c360_governance.checks.measure.measure import Number
from c360_governance.checks.threshold import is_number
from c360_governance.checks.verdict import Verdict
from c360_governance.model.outcome import Result

_COMPARISONS = {
    "must_be": lambda value, bound: value == bound,
    "must_not_be": lambda value, bound: value != bound,
    "must_be_greater_than": lambda value, bound: value > bound,
    "must_be_greater_than_or_equal": lambda value, bound: value >= bound,
    "must_be_less_than": lambda value, bound: value < bound,
    "must_be_less_than_or_equal": lambda value, bound: value <= bound,
}
_ABOVE = {"greater_than": "must_be_greater_than", "greater_than_or_equal": "must_be_greater_than_or_equal"}
_BELOW = {"less_than": "must_be_less_than", "less_than_or_equal": "must_be_less_than_or_equal"}
_RANGES = ("must_be_between", "must_be_not_between")
_DEFAULTS: dict[str, Mapping[str, Any]] = {
    "row_count": {"must_be_greater_than": 0},
    **{type_: {"must_be": 0} for type_ in ("missing", "invalid", "duplicate", "failed_rows")},
}


def asked(check: Check) -> list[Mapping[str, Any]] | None:
    """The thresholds of a check, one or two of different levels; None where only Soda can say what they mean."""
    written = check.body.get("threshold")
    outer = dict(written) if isinstance(written, Mapping) else {}
    inner = outer.pop("additional", None)
    found = []
    for level in (outer, *([inner] if isinstance(inner, Mapping) else [])):
        if not any(key.startswith("must_") for key in level):
            level = {**level, **_DEFAULTS.get(check.type, {})}
        if not _is_clear(level):
            return None
        found.append(level)
    return found


def judge(check: Check, value: Number | None) -> Verdict:
    """The verdict on a measured value; None is what gave no number."""
    if value is None:
        return verdict.of_nothing(check)
    result: Result = "passed"
    for threshold in asked(check) or ():
        if not _holds(threshold, value):
            level: Result = "warned" if threshold.get("level") == "warn" else "failed"
            result = "failed" if "failed" in (result, level) else level
    return verdict.measured(check, result, value)


def _is_clear(threshold: Mapping[str, Any]) -> bool:
    """Whether it says one thing, in numbers."""
    named = [key for key in threshold if key.startswith("must_")]
    if len(named) != 1:
        return False
    bounds = threshold[named[0]]
    if named[0] not in _RANGES:
        return is_number(bounds)
    sides = [sum(key in bounds for key in side) for side in (_ABOVE, _BELOW)] if isinstance(bounds, Mapping) else []
    if sides != [1, 1] or not all(map(is_number, bounds.values())):
        return False
    low, high = (next(bounds[key] for key in side if key in bounds) for side in (_ABOVE, _BELOW))
    return bool(low < high if named[0] == "must_be_between" else high < low)


def _holds(threshold: Mapping[str, Any], value: Number) -> bool:
    (name,) = (key for key in threshold if key.startswith("must_"))
    bounds = threshold[name]
    if name in _COMPARISONS:
        return bool(_COMPARISONS[name](value, bounds))
    above, below = (
        next(_COMPARISONS[side[key]](value, bounds[key]) for key in side if key in bounds) for side in (_ABOVE, _BELOW)
    )
    return bool(above and below if name == "must_be_between" else above or below)
