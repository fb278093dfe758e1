"""Smallest and largest values, lengths and counts, compared by the values that they let through.

`exclusiveMinimum: 0` of an integer and `minimum: 1` accept the same, so the one for the other is no change.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.subjects.type import common_type
from c360_governance.diff.values import number, same, text

_RANGES = {("minimum", "exclusiveMinimum"): "minimum", ("maximum", "exclusiveMaximum"): "maximum"}
_COUNTS = {
    ("minLength",): "min-length",
    ("maxLength",): "max-length",
    ("minItems",): "min-items",
    ("maxItems",): "max-items",
    ("minProperties",): "min-properties",
    ("maxProperties",): "max-properties",
}
_DAY = 86_400


class Bound(NamedTuple):
    """A limit. ``value`` is a number, for times seconds since 1970 UTC; None where it cannot be compared."""

    key: str
    written: Any
    value: int | float | None
    exclusive: bool
    temporal: bool


def facts(pair: Pair) -> Iterator[Change]:
    """At most one fact for each end of each range."""
    old, new = pair.options()
    kind_of_values = common_type(pair)
    for keys, kind in (_RANGES | _COUNTS).items():
        lower = kind.startswith("min")
        before, after = (_strictest(options, keys, kind_of_values, lower=lower) for options in (old, new))
        direction = _direction(before, after, lower=lower)
        if direction is None:
            continue
        place = after or before
        written = (before.written if before else None), (after.written if after else None)
        name = "bounds-changed" if direction == "changed" else f"{kind}-{direction}"
        yield pair.option_change(name, place.key if place else keys[0], *written)


def _direction(old: Bound | None, new: Bound | None, *, lower: bool) -> str | None:
    """tightened, loosened or changed (nobody can tell); None where the same values pass."""
    if old is None or new is None:
        return None if old is new else "tightened" if old is None else "loosened"
    if old.value is None or new.value is None or old.temporal != new.temporal:
        return None if same(old.written, new.written) and old.key == new.key else "changed"
    if old.value != new.value:
        return "tightened" if (new.value > old.value) == lower else "loosened"
    if old.exclusive == new.exclusive:
        return None
    return "tightened" if new.exclusive else "loosened"


def _strictest(options: Mapping[Any, Any], keys: tuple[str, ...], kind: str | None, *, lower: bool) -> Bound | None:
    """The limit that decides where several are given."""
    given = [key for key in keys if options.get(key) is not None and not isinstance(options[key], bool)]
    bounds = [_bound(options, key, kind) for key in given]
    bounds = [bound for bound in bounds if not (lower and _counts(bound.key) and (bound.value or 0) <= 0)]
    if len(bounds) < 2 or any(bound.value is None for bound in bounds):
        return bounds[0] if bounds else None
    sign = 1 if lower else -1
    return max(bounds, key=lambda bound: (sign * (bound.value or 0), bound.exclusive))


def _counts(key: str) -> bool:
    """Whether a limit counts things, so that a least count of 0 is none."""
    return (key,) in _COUNTS


def _bound(options: Mapping[Any, Any], key: str, kind: str | None) -> Bound:
    written, said, sign = options[key], text(options, key), 1 if key.endswith("inimum") else -1
    if options.get(f"exclusive{key.capitalize()}") is True:  # As 3.0 said it, beside the limit.
        key = f"exclusive{key.capitalize()}"
    exclusive = key.startswith("exclusive")
    numeric = _numeric(written, parse_text=kind in ("integer", "number") or _counts(key))
    if numeric is not None:
        if kind == "integer" or _counts(key):
            numeric, exclusive = _whole(numeric, sign, exclusive=exclusive), False
        return Bound(key, written, numeric, exclusive, temporal=False)
    moment = _moment(said, kind)
    if moment is not None and kind == "date" and exclusive:
        moment, exclusive = moment + sign * _DAY, False
    return Bound(key, written, moment, exclusive, temporal=True)


def _numeric(value: Any, *, parse_text: bool) -> int | float | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return number(value) if isinstance(value, float) or parse_text else None


def _whole(value: int | float, sign: int, *, exclusive: bool) -> int:
    """The first integer that a limit lets through, so that every limit of an integer is inclusive."""
    first = math.ceil(value) if sign > 0 else math.floor(value)
    return first + sign if exclusive and first == value else first


def _moment(value: str | None, kind: str | None) -> float | None:
    """A date or a timestamp, or a time of day, which is one of the first day."""
    try:
        if kind == "time":
            value = f"1970-01-02T{time.fromisoformat(value or '').isoformat()}"
        found = datetime.fromisoformat(value or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
