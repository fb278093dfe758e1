"""What a measured value must be: from ODCS's operators, to Soda's options, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from c360_governance.model.finding import Severity

Operator = Literal["=", "!=", ">", ">=", "<", "<=", "between", "not between"]

_ODCS: dict[str, Operator] = {
    "mustBe": "=",
    "mustNotBe": "!=",
    "mustBeGreaterThan": ">",
    "mustBeGreaterOrEqualTo": ">=",
    "mustBeGreaterThanOrEqualTo": ">=",
    "mustBeLessThan": "<",
    "mustBeLessOrEqualTo": "<=",
    "mustBeLessThanOrEqualTo": "<=",
    "mustBeBetween": "between",
    "mustNotBeBetween": "not between",
}
_SODA: dict[Operator, str] = {
    "=": "must_be",
    "!=": "must_not_be",
    ">": "must_be_greater_than",
    ">=": "must_be_greater_than_or_equal",
    "<": "must_be_less_than",
    "<=": "must_be_less_than_or_equal",
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """``low`` is the only bound of the operators that have one; ``unit`` is empty for a plain count."""

    operator: Operator
    low: float | int
    high: float | int | None = None
    unit: str = ""

    def __str__(self) -> str:
        """As a person would write it: ``= 0``, ``<= 24 h``, ``between 5 and 100 rows``."""
        bounds = f"{number(self.low)}" + (f" and {number(self.high)}" if self.high is not None else "")
        return f"{self.operator} {bounds}" + (f" {self.unit}" if self.unit else "")

    def soda(self, severity: Severity = "error", *, shares: bool = False) -> dict[str, Any]:
        """Soda's ``threshold`` object; below error severity a breach is a warning.

        ``shares`` is for the check types that measure a count and can be asked for a percentage instead.
        """
        options: dict[str, Any] = {"metric": "percent"} if shares and self.unit == "%" else {}
        if self.operator == "between" and self.low != self.high:
            options["must_be_between"] = {"greater_than_or_equal": self.low, "less_than_or_equal": self.high}
        elif self.operator == "not between" and self.low != self.high:
            options["must_be_not_between"] = {"greater_than": self.high, "less_than": self.low}
        else:
            # Soda refuses a range of one value, which is an equality.
            single: Operator = {"between": "=", "not between": "!="}.get(self.operator, self.operator)  # type: ignore[assignment]  # the keys are literals
            options[_SODA[single]] = self.low
        return options if severity == "error" else {**options, "level": "warn"}


NONE = Threshold("=", 0)
"""No offending row."""


def of_rule(rule: Mapping[str, Any]) -> Threshold | None:
    """The threshold of an ODCS quality rule; None where it has no operator, several, or one without a number."""
    named = [name for name in _ODCS if rule.get(name) is not None]
    if len(named) != 1:
        return None
    operator, value = _ODCS[named[0]], rule[named[0]]
    text = rule.get("unit")
    unit = {"percent": "%"}.get(text, text) if isinstance(text, str) else ""
    if operator in ("between", "not between"):
        if not isinstance(value, list) or len(value) != 2 or not all(map(is_number, value)):
            return None
        low, high = value
        return Threshold(operator, low, high, unit) if low <= high else None
    return Threshold(operator, value, None, unit) if is_number(value) else None


def of_bounds(minimum: object, maximum: object, unit: str = "") -> Threshold | None:
    """A range of which either end may be open; None for one without ends, or with its ends the wrong way round."""
    low, high = (bound if is_number(bound) else None for bound in (minimum, maximum))
    if low is not None and high is not None:
        return Threshold("between", low, high, unit) if low <= high else None
    if low is not None:
        return Threshold(">=", low, None, unit)
    return Threshold("<=", high, None, unit) if high is not None else None


def is_number(value: object) -> TypeGuard[float | int]:
    """A finite int or float that is no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value - value == 0


def number(value: float | int | None) -> str:
    """A number for people: at most three decimals, none where there is nothing after the point."""
    if value is None:
        return "nothing"
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
