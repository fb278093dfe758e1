"""What a pattern is made of, and the sets of characters that it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Ranges = tuple[tuple[int, int], ...]
"""A set of characters: sorted ranges of code points that do not touch, both ends included."""

LAST = 0x10FFFF
BEGIN, END = LAST + 1, LAST + 2
"""What stands before and after every text, so that an anchor is a symbol like any other."""


class UnsupportedError(Exception):
    """The pattern is broken, or no finite automaton of a bearable size decides it."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; none is the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part ``low`` to ``high`` times; None for without end."""

    part: Node
    low: int
    high: int | None


Node = Chars | Sequence | Choice | Repeat


def joined(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges as one set."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = result[-1][0], max(result[-1][1], high)
        else:
            result.append((low, high))
    return tuple(result)


def others(ranges: Ranges) -> Ranges:
    """All characters that are not in a set."""
    result: list[tuple[int, int]] = []
    at = 0
    for low, high in ranges:
        if low > at:
            result.append((at, low - 1))
        at = high + 1
    return (*result, (at, LAST)) if at <= LAST else tuple(result)


def _of(text: str) -> Ranges:
    return joined((ord(letter), ord(letter)) for letter in text)


ANY: Ranges = ((0, LAST),)
DIGITS: Ranges = ((48, 57),)
WORDS = joined([(48, 57), (65, 90), (95, 95), (97, 122)])
SPACES = joined([*_of("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"), (0x2000, 0x200A)])
LINE_ENDS = _of("\n\r\u2028\u2029")

CLASSES = {
    "d": DIGITS, "D": others(DIGITS), "w": WORDS, "W": others(WORDS), "s": SPACES, "S": others(SPACES),
}  # fmt: skip
CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
