"""JSON values as schemas compare them: 1 equals 1.0, true does not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c360_governance.diff.json_schema.assertions import Type

MOST_BITS = 4_096
"""Larger whole numbers are written by nobody, and cost too much to read."""


def plain(value: Any, flaws: list[str]) -> Any:
    """The value as JSON can hold it; dates become texts, and what JSON cannot say is noted."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        if value.bit_length() < MOST_BITS if isinstance(value, int) else math.isfinite(value):
            return value
        flaws.append("a number is too large for JSON")
        return 0
    if isinstance(value, Mapping):
        flaws += [f"the key {str(name)[:40]} is no text" for name in value if not isinstance(name, str)]
        return {str(name): plain(item, flaws) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, flaws) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    flaws.append(f"a {type(value).__name__} is no JSON value")
    return str(value)


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
