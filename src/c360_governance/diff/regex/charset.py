"""Sets of characters as sorted ranges of code points."""

from __future__ import annotations

from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
ANY: Ranges = ((0, 0xD7FF), (0xE000, LAST))
"""Every character that a JSON text can hold: no lone surrogates."""


def union(*sets: Ranges) -> Ranges:
    """The ranges, joined where they touch."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(each for ranges in sets for each in ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return tuple(joined)


def complement(ranges: Ranges) -> Ranges:
    """All other characters."""
    left: list[tuple[int, int]] = []
    for low, high in ANY:
        at = low
        for first, last in ranges:
            if last < at or first > high:
                continue
            if first > at:
                left.append((at, first - 1))
            at = max(at, last + 1)
        if at <= high:
            left.append((at, high))
    return tuple(left)


def holds(ranges: Ranges, point: int) -> bool:
    """Whether a character is in the set."""
    return any(low <= point <= high for low, high in ranges)


def of(text: str) -> Ranges:
    """The characters of a text."""
    return union(tuple((ord(each), ord(each)) for each in text))


DIGIT: Ranges = ((48, 57),)
WORD = union(DIGIT, ((65, 90), (95, 95), (97, 122)))
SPACE = union(of("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"), ((0x2000, 0x200A),))
NOT_NEWLINE = complement(of("\n"))
"""What the validator takes a dot for."""

_READABLE = (*range(97, 123), *range(65, 91), *range(48, 58), 45, 95, 32, *range(33, 127), 0xE9, 0x4E00)


def representatives(sets: Iterable[Ranges]) -> list[int]:
    """One character of each class that the sets cannot tell apart, readable ones where there are any."""
    distinct = list(dict.fromkeys(sets))
    edges = {low for ranges in (*distinct, ANY) for low, _ in ranges}
    edges |= {high + 1 for ranges in distinct for _, high in ranges}
    found: dict[tuple[bool, ...], int] = {}
    for point in (*_READABLE, *sorted(edges)):
        if holds(ANY, point):
            found.setdefault(tuple(holds(ranges, point) for ranges in distinct), point)
    return list(found.values())
