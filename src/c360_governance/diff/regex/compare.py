"""Whether one pattern lets through all that another does."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from c360_governance.diff.regex.language import language
from c360_governance.diff.regex.terms import ALL, Term, TooLarge, both, negated
from c360_governance.diff.regex.words import Steps, shortest

Verdict = Literal["same", "loosened", "tightened", "changed", "unknown"]

MOST_STEPS = 20_000
"""At most a second of work. Patterns that need more are "unknown"."""


@lru_cache(maxsize=256)
def compare(old: str, new: str) -> Verdict:
    """What became of a pattern, by the texts that it lets through; "changed": each lets through what the other
    does not. Never raises."""
    if old == new:
        return "same"
    before, after = language(old), language(new)
    if before is None or after is None:
        return "unknown"
    try:
        if _is_empty(before) or _is_empty(after):
            return "unknown"  # It lets nothing through: a slip, or written for another dialect.
        wider, narrower = _includes(after, before), _includes(before, after)
    except (TooLarge, RecursionError):
        return "unknown"
    if wider:
        return "same" if narrower else "loosened"
    return "tightened" if narrower else "changed"


@lru_cache(maxsize=256)
def accepts_everything(pattern: str) -> bool:
    """Whether it is proven that a pattern lets every text through, so that it prescribes nothing."""
    term = language(pattern)
    try:
        return term is not None and _includes(term, ALL)
    except (TooLarge, RecursionError):
        return False


def _includes(outer: Term, inner: Term) -> bool:
    return _is_empty(both((inner, negated(outer))))


def _is_empty(term: Term) -> bool:
    return shortest(term, 0, None, Steps(MOST_STEPS)) is None
