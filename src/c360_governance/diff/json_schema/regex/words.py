"""Strings that a term accepts, the shortest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from c360_governance.diff.json_schema.regex.charset import representatives
from c360_governance.diff.json_schema.regex.terms import NONE, Term, accepts_empty, charsets, derivative

Tick = Callable[[], None]


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
    """The first of the shortest strings of a length within the bounds; None where there is none.

    ``tick`` is called for every step and may raise to end the search.
    """
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
            tick()
            after = derivative(state, point, not word)
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
            tick()
            after = derivative(state, point, not word)
            if after != NONE:
                waiting.append((after, word + chr(point)))
