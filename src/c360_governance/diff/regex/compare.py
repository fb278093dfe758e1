"""Whether one pattern lets through all that another does."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from c360_governance.diff.regex.automaton import Automaton, States, members
from c360_governance.diff.regex.parsing import parse
from c360_governance.diff.regex.syntax import BEGIN, END, UnsupportedError

Verdict = Literal["same", "loosened", "tightened", "changed", "unknown"]

_MOST_STEPS = 20_000
"""At most a second of work. Patterns that need more are "unknown"."""


@lru_cache(maxsize=256)
def compare(old: str, new: str) -> Verdict:
    """What became of a pattern, by the texts that it lets through; "changed": each lets through what the other
    does not. Never raises."""
    if old == new:
        return "same"
    try:
        before, after = Automaton(parse(old)), Automaton(parse(new))
        points = _points(before, after)
        if _is_empty(before, points) or _is_empty(after, points):
            return "unknown"  # It lets nothing through: a slip, or written for another dialect.
        wider, narrower = _includes(after, before, points), _includes(before, after, points)
    except (UnsupportedError, RecursionError):
        return "unknown"
    if wider:
        return "same" if narrower else "loosened"
    return "tightened" if narrower else "changed"


@lru_cache(maxsize=256)
def accepts_everything(pattern: str) -> bool:
    """Whether it is proven that a pattern lets every text through, so that it prescribes nothing."""
    try:
        everything, automaton = Automaton(parse("")), Automaton(parse(pattern))
        return _includes(automaton, everything, _points(everything, automaton))
    except (UnsupportedError, RecursionError):
        return False


def _points(*automata: Automaton) -> list[int]:
    """One code point of each range within which no automaton tells two apart, and the two ends of a text."""
    edges = {0, BEGIN, END}.union(*(automaton.edges for automaton in automata))
    return sorted(edge for edge in edges if edge <= END)


def _is_empty(automaton: Automaton, points: list[int]) -> bool:
    nothing = Automaton(parse("x^"))
    return _includes(nothing, automaton, points)


def _includes(outer: Automaton, inner: Automaton, points: list[int]) -> bool:
    """Whether ``outer`` accepts all that ``inner`` accepts, by looking for a text that tells them apart.

    Each step reads one more character with one state of ``inner`` and all states of ``outer`` that the text leads
    to. Raises `UnsupportedError` where that takes too long.
    """
    start = inner.move(inner.start, BEGIN), outer.move(outer.start, BEGIN)
    pending: list[tuple[int, States]] = [(state, start[1]) for state in members(start[0])]
    seen = set(pending)
    steps = 0
    while pending:
        state, others = pending.pop()
        for point in points:
            steps += 1
            if steps > _MOST_STEPS:
                raise UnsupportedError("takes too long")
            if point == BEGIN:
                continue
            reached = inner.move(1 << state, point)
            if not reached:
                continue
            after = outer.move(others, point)
            if point == END:
                if inner.accepts(reached) and not outer.accepts(after):
                    return False
                continue
            for one in members(reached):
                if (one, after) not in seen:
                    seen.add((one, after))
                    pending.append((one, after))
    return True
