"""Reading values out of documents that may hold anything, and comparing them.

A document is whatever somebody wrote: a string where a list belongs, a date where a string does, keys that are
numbers. Every function here takes any value and raises nothing.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Set
from datetime import date
from typing import Any

_ATOMS = frozenset({str, int, bool, float})
_DEPTH = 24
"""Values nested deeper than this are cut off where they are only shown."""


_LARGEST = 10**1000
"""Python refuses to print whole numbers of a few thousand digits."""


def text(raw: Mapping[Any, Any], key: str) -> str | None:
    """The text under a key (numbers, dates and booleans written out), None where there is none."""
    value = raw.get(key)
    if value is None or type(value) is str:
        return value.strip() or None if value else None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return str(value).strip() or None
    return None


def number(value: Any) -> float | None:
    """The value as a finite number, None where it is none. A boolean is no number; a numeric text is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def words(value: Any) -> str | None:
    """A text with its white space folded, so that a new line break is no change; None for what is no text."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def plain(value: Any, depth: int = _DEPTH) -> Any:
    """The value as JSON can hold it: dates as ISO texts, keys as texts, what JSON does not know as its text."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if depth == 0:
        return "..."
    if isinstance(value, Mapping):
        return {str(plain(key, 1)): plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, depth - 1) for item in value]
    return str(value)


def same(left: Any, right: Any, *, ignoring: frozenset[str] = frozenset()) -> bool:
    """Whether two values say the same, whatever the order of their keys; dates equal their ISO texts, 1 equals 1.0.

    ``ignoring`` are keys of the outermost mappings that do not count. Works on values of any depth.
    """
    left, right = _without(left, ignoring), _without(right, ignoring)
    pending = [(left, right)]
    while pending:
        one, other = pending.pop()
        kind = type(one)
        if one is other or (kind in _ATOMS and kind is type(other) and one == other):
            continue
        if kind is not dict:
            one, other = _scalar(one), _scalar(other)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            if one.keys() != other.keys():
                return False
            # Most values are equal texts: these need no round of their own.
            pending += [(item, other[key]) for key, item in one.items() if type(item) is not str or item != other[key]]
        elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
            if len(one) != len(other):
                return False
            pending += zip(one, other, strict=True)
        elif isinstance(one, bool) != isinstance(other, bool) or one != other:
            return False
    return True


def changed_keys(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Set[Any]:
    """The keys under which two mappings are not plainly the same. Quick: what is the same in other words is among
    them, and where values are nested very deeply every key is."""
    try:
        came = {key for key, item in new.items()
                if (item != old.get(key) if type(item) is str else not _alike(item, old.get(key)))}  # fmt: skip
    except RecursionError:
        return {*old, *new}
    return came | (old.keys() - new.keys())


def _alike(left: Any, right: Any) -> bool:
    """Whether two values are equal down to the types of their numbers."""
    kind = type(left)
    if kind is not type(right):
        return False
    if kind is dict:
        return left.keys() == right.keys() and all(_alike(item, right[key]) for key, item in left.items())
    if kind is list or kind is tuple:
        return len(left) == len(right) and all(map(_alike, left, right))
    return bool(left == right)


def with_printable_numbers(document: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """The document; where it holds whole numbers that Python refuses to print, a copy with those in hexadecimal."""
    if not any(isinstance(item, int) and not -_LARGEST < item < _LARGEST for item in _parts(document)):
        return document
    top: dict[Any, Any] = {None: document}
    waiting: list[tuple[Any, Any]] = [(top, None)]
    while waiting:
        holder, key = waiting.pop()
        value = holder[key]
        if isinstance(value, Mapping):
            holder[key] = {_printable(name): item for name, item in value.items()}
            waiting += [(holder[key], name) for name in holder[key]]
        elif isinstance(value, list | tuple):
            holder[key] = list(value)
            waiting += [(holder[key], index) for index in range(len(value))]
        else:
            holder[key] = _printable(value)
    copy: Mapping[Any, Any] = top[None]
    return copy


def _parts(document: Any) -> Iterator[Any]:
    """Every key and every value in a document, at any depth."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, Mapping):
            waiting += value
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value


def _printable(value: Any) -> Any:
    return hex(value) if isinstance(value, int) and not -_LARGEST < value < _LARGEST else value


def frozen(value: Any) -> Hashable:
    """The value as something that can be a key: equal where two values say the same, whatever the order of keys."""
    return _frozen(plain(value))


def _frozen(value: Any) -> Hashable:
    if isinstance(value, dict):
        return frozenset((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return (isinstance(value, bool), value)


def token(value: Any) -> str:
    """A text that two values share exactly when they are the same: for sets of values that cannot be hashed."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{'text' if isinstance(value, str | date) else type(value).__name__}:{plain(value)!r}"


def _scalar(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _without(value: Any, keys: frozenset[str]) -> Any:
    if not keys or not isinstance(value, Mapping):
        return value
    return {key: item for key, item in value.items() if not (isinstance(key, str) and key in keys)}
