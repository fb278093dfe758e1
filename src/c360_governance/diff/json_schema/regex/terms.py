"""Terms over strings, their derivatives, and whether they accept the empty rest.

A term is a tuple that starts with its kind. Terms are built by the functions below, which keep them small; two equal
terms are equal tuples. ``start`` tells whether nothing has been read yet, which is where `^` holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from c360_governance.diff.json_schema.regex.charset import ANY, Ranges, holds

Term = tuple[Any, ...]

NONE: Term = ("none",)
EMPTY: Term = ("empty",)
START: Term = ("start",)
END: Term = ("end",)
ALL: Term = ("star", ("chars", ANY))


def chars(ranges: Ranges) -> Term:
    """One character of the set."""
    return ("chars", ranges) if ranges else NONE


def literal(text: str) -> Term:
    """Exactly this text."""
    term = EMPTY
    for each in reversed(text):
        term = then(chars(((ord(each), ord(each)),)), term)
    return term


def then(first: Term, second: Term) -> Term:
    """One after the other, nested to the right."""
    if NONE in (first, second):
        return NONE
    if first == EMPTY:
        return second
    if second == EMPTY:
        return first
    if first[0] == "then":
        return ("then", first[1], then(first[2], second))
    if first == ALL and second[0] == "then" and second[1] == ALL:
        return second
    return ALL if first == ALL and second == ALL else ("then", first, second)


def either(terms: Iterable[Term]) -> Term:
    """Any of the terms."""
    flat: set[Term] = set()
    for term in terms:
        flat |= term[1] if term[0] == "or" else {term}
    flat.discard(NONE)
    if ALL in flat or any(("not", term) in flat for term in flat):
        return ALL
    if len(flat) <= 1:
        return next(iter(flat), NONE)
    return ("or", frozenset(flat))


def both(terms: Iterable[Term]) -> Term:
    """All of the terms at once."""
    flat: set[Term] = set()
    for term in terms:
        flat |= term[1] if term[0] == "and" else {term}
    flat.discard(ALL)
    if NONE in flat or any(("not", term) in flat for term in flat):
        return NONE
    if len(flat) <= 1:
        return next(iter(flat), ALL)
    return ("and", frozenset(flat))


def negated(term: Term) -> Term:
    """Every string that the term does not accept."""
    if term == NONE:
        return ALL
    if term == ALL:
        return NONE
    return term[1] if term[0] == "not" else ("not", term)


def star(term: Term) -> Term:
    """Any number of times."""
    if term in (NONE, EMPTY):
        return EMPTY
    return term if term[0] == "star" else ("star", term)


def repeat(term: Term, low: int, high: int | None) -> Term:
    """Between ``low`` and ``high`` times."""
    if high == 0 or (term == NONE and low == 0) or term == EMPTY:
        return EMPTY
    if term == NONE or (high is not None and high < low):
        return NONE
    if low == 0 and high is None:
        return star(term)
    return term if (low, high) == (1, 1) else ("repeat", term, low, high)


@lru_cache(maxsize=50_000)
def accepts_empty(term: Term, start: bool, end: bool) -> bool:
    """Whether the empty string is accepted, at the start of the text, at its end, at both or in between."""
    kind = term[0]
    if kind in ("empty", "star"):
        return True
    if kind == "start":
        return start
    if kind == "end":
        return end
    if kind == "then":
        return accepts_empty(term[1], start, end) and accepts_empty(term[2], start, end)
    if kind == "or":
        return any(accepts_empty(each, start, end) for each in term[1])
    if kind == "and":
        return all(accepts_empty(each, start, end) for each in term[1])
    if kind == "not":
        return not accepts_empty(term[1], start, end)
    return kind == "repeat" and (term[2] == 0 or accepts_empty(term[1], start, end))


@lru_cache(maxsize=100_000)
def derivative(term: Term, point: int, start: bool) -> Term:
    """What must follow when this character has been read."""
    kind = term[0]
    if kind == "chars":
        return EMPTY if holds(term[1], point) else NONE
    if kind == "then":
        first = then(derivative(term[1], point, start), term[2])
        if accepts_empty(term[1], start, False):
            return either((first, derivative(term[2], point, start)))
        return first
    if kind == "or":
        return either(derivative(each, point, start) for each in term[1])
    if kind == "and":
        return both(derivative(each, point, start) for each in term[1])
    if kind == "not":
        return negated(derivative(term[1], point, start))
    if kind == "star":
        return then(derivative(term[1], point, start), term)
    if kind == "repeat":
        _, each, low, high = term
        left = repeat(each, max(0, low - 1), None if high is None else high - 1)
        return then(derivative(each, point, start), left)
    return NONE


def charsets(term: Term) -> set[Ranges]:
    """Every set of characters that the term names."""
    found: set[Ranges] = set()
    waiting = [term]
    seen: set[Term] = set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        if each[0] == "chars":
            found.add(each[1])
        elif each[0] in ("or", "and"):
            waiting += each[1]
        else:
            waiting += [part for part in each[1:] if isinstance(part, tuple)]
    return found
