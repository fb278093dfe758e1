"""Strings that a term accepts, the shortest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from c360_governance.diff.regex.charset import representatives
from c360_governance.diff.regex.terms import NONE, Term, TooLarge, accepts_empty, charsets, derivative

Tick = Callable[[int], None]
"""Called for every step with what it cost, which grows with the size of terms; may raise to end a search."""

_FREE = 500


class Steps:
    """Counts the steps of a search. Raises `TooLarge` when there were too many."""

    def __init__(self, most: int) -> None:
        self._left = most

    def __call__(self, cost: int) -> None:
        self._left -= cost
        if self._left < 0:
            raise TooLarge


def accepts(term: Term, text: str) -> bool:
    """Whether the whole text is in the term's set."""
    start = True
    for each in text:
        term = derivative(term, ord(each), start)
        start = False
        if term == NONE:
            return False
    return accepts_empty(term, start, True)


def shortest(term: Term, low: int, high: int | None, tick: Tick) -> str | None:
    """The first of the shortest strings of a length within the bounds; None where there is none. Raises `TooLarge`,
    and what ``tick`` raises."""
    alphabet = representatives(charsets(term))
    # A state that was met at a shorter length matters again only below the least length.
    # The first state is left out: `^` holds there, and nowhere else.
    seen: set[tuple[Term, int]] = set()
    waiting: deque[tuple[Term, str]] = deque([(term, "")])
    while waiting:
        state, word = waiting.popleft()
        if len(word) >= low and accepts_empty(state, not word, True):
            return word
        if high is not None and len(word) >= high:
            continue
        for point in alphabet:
            after = derivative(state, point, not word)
            tick(1 + after.size // _FREE)
            place = (after, min(len(word) + 1, low))
            if after != NONE and place not in seen:
                seen.add(place)
                waiting.append((after, word + chr(point)))
    return None


def some(term: Term, low: int, high: int | None, tick: Tick) -> Iterator[str]:
    """Strings of the set, the shortest first, without end where the set has none."""
    alphabet = representatives(charsets(term))
    waiting: deque[tuple[Term, str]] = deque([(term, "")])
    while waiting:
        state, word = waiting.popleft()
        if len(word) >= low and accepts_empty(state, not word, True):
            yield word
        if high is not None and len(word) >= high:
            continue
        for point in alphabet:
            after = derivative(state, point, not word)
            tick(1 + after.size // _FREE)
            if after != NONE:
                waiting.append((after, word + chr(point)))
