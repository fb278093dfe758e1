"""JSON values as schemas compare them: 1 equals 1.0, true does not."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from c360_governance.diff.json_schema.assertions import Type


def key(value: Any) -> str:
    """A text that two JSON values share exactly when they are equal; `read_key` gives the value back."""
    return json.dumps(_folded(value), sort_keys=True, ensure_ascii=True)


def read_key(text: str) -> Any:
    """The value behind a key."""
    return json.loads(text)


def type_of(value: Any) -> Type:
    """The JSON type of a value; whole numbers are numbers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def exact(number: int | float) -> Fraction:
    """The number as it is written, not as its nearest binary fraction."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def written(number: Fraction) -> int | float | None:
    """A JSON number of exactly this value, None where a float has none."""
    if number.denominator == 1:
        return number.numerator
    try:
        value = float(number)
    except OverflowError:
        return None
    return value if exact(value) == number else None


def _folded(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_folded(item) for item in value]
    if isinstance(value, dict):
        return {name: _folded(item) for name, item in value.items()}
    return value
