"""Terms over strings, their derivatives, and whether they accept the empty rest.

Terms are built by the functions below, which keep them small and make equal terms one object, so that comparing and
hashing a term costs nothing however large it is. ``start`` tells whether nothing has been read yet, which is where `^`
holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

from c360_governance.diff.regex.charset import ANY, Ranges, holds

MOST_PARTS = 30_000
"""Larger terms are not built: they cost more memory than a pattern is worth."""

MOST_KEPT = 20_000


class TooLarge(Exception):
    """A term would have too many parts, or a search took more steps than it may."""


class Term:
    """``kind`` says how the ``parts`` belong together; ``size`` counts all of them, as often as they occur."""

    __slots__ = ("__weakref__", "kind", "parts", "size")

    def __init__(self, kind: str, parts: tuple[Any, ...], size: int) -> None:
        self.kind = kind
        self.parts = parts
        self.size = size


_KNOWN: WeakValueDictionary[tuple[str, tuple[Any, ...]], Term] = WeakValueDictionary()


def _term(kind: str, *parts: Any) -> Term:
    known = _KNOWN.get((kind, parts))
    if known is None:
        size = 1
        for part in parts:
            if isinstance(part, Term):
                size += part.size
            elif isinstance(part, frozenset):
                size += sum(each.size for each in part)
        if size > MOST_PARTS:
            raise TooLarge
        known = _KNOWN[kind, parts] = Term(kind, parts, size)
    return known


NONE = _term("none")
EMPTY = _term("empty")
START = _term("start")
END = _term("end")
ALL = _term("star", _term("chars", ANY))


def chars(ranges: Ranges) -> Term:
    """One character of the set."""
    return _term("chars", ranges) if ranges else NONE


def literal(text: str) -> Term:
    """Exactly this text. Raises `TooLarge`, as all that builds terms does."""
    term = EMPTY
    for each in reversed(text):
        term = then(chars(((ord(each), ord(each)),)), term)
    return term


def then(first: Term, second: Term) -> Term:
    """One after the other, nested to the right."""
    if NONE in (first, second):
        return NONE
    if first is EMPTY:
        return second
    if second is EMPTY:
        return first
    if first.kind == "then":
        return then(first.parts[0], then(first.parts[1], second))
    if first is ALL and (second is ALL or (second.kind == "then" and second.parts[0] is ALL)):
        return second
    return _term("then", first, second)


def either(terms: Iterable[Term]) -> Term:
    """Any of the terms."""
    flat = _flat(terms, "or")
    flat.discard(NONE)
    if ALL in flat or _contradicts(flat):
        return ALL
    if len(flat) <= 1:
        return next(iter(flat), NONE)
    return _term("or", frozenset(flat))


def both(terms: Iterable[Term]) -> Term:
    """All of the terms at once."""
    flat = _flat(terms, "and")
    flat.discard(ALL)
    if NONE in flat or _contradicts(flat):
        return NONE
    if len(flat) <= 1:
        return next(iter(flat), ALL)
    return _term("and", frozenset(flat))


def _flat(terms: Iterable[Term], kind: str) -> set[Term]:
    flat: set[Term] = set()
    for term in terms:
        flat |= term.parts[0] if term.kind == kind else {term}
    return flat


def _contradicts(flat: set[Term]) -> bool:
    """Whether a term and its opposite are both there."""
    return any(term.kind == "not" and term.parts[0] in flat for term in flat)


def negated(term: Term) -> Term:
    """Every string that the term does not accept."""
    if term is NONE:
        return ALL
    if term is ALL:
        return NONE
    inner: Term = term.parts[0] if term.kind == "not" else _term("not", term)
    return inner


def repeat(term: Term, low: int, high: int | None) -> Term:
    """Between ``low`` and ``high`` times; None for any number of times."""
    if high == 0 or (term is NONE and low == 0) or term is EMPTY:
        return EMPTY
    if term is NONE or (high is not None and high < low):
        return NONE
    if low == 0 and high is None:
        return term if term.kind == "star" else _term("star", term)
    return term if (low, high) == (1, 1) else _term("repeat", term, low, high)


@lru_cache(maxsize=MOST_KEPT)
def accepts_empty(term: Term, start: bool, end: bool) -> bool:
    """Whether the empty string is accepted, at the start of the text, at its end, at both or in between."""
    kind, parts = term.kind, term.parts
    if kind in ("empty", "star"):
        return True
    if kind == "start":
        return start
    if kind == "end":
        return end
    if kind == "then":
        return accepts_empty(parts[0], start, end) and accepts_empty(parts[1], start, end)
    if kind == "or":
        return any(accepts_empty(each, start, end) for each in parts[0])
    if kind == "and":
        return all(accepts_empty(each, start, end) for each in parts[0])
    if kind == "not":
        return not accepts_empty(parts[0], start, end)
    return kind == "repeat" and (parts[1] == 0 or accepts_empty(parts[0], start, end))


@lru_cache(maxsize=MOST_KEPT)
def derivative(term: Term, point: int, start: bool) -> Term:
    """What must follow when this character has been read. Raises `TooLarge`."""
    kind, parts = term.kind, term.parts
    if kind == "chars":
        return EMPTY if holds(parts[0], point) else NONE
    if kind == "then":
        first = then(derivative(parts[0], point, start), parts[1])
        if accepts_empty(parts[0], start, False):
            return either((first, derivative(parts[1], point, start)))
        return first
    if kind == "or":
        return either(derivative(each, point, start) for each in parts[0])
    if kind == "and":
        return both(derivative(each, point, start) for each in parts[0])
    if kind == "not":
        return negated(derivative(parts[0], point, start))
    if kind == "star":
        return then(derivative(parts[0], point, start), term)
    if kind == "repeat":
        each, low, high = parts
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
        if each.kind == "chars":
            found.add(each.parts[0])
        elif each.kind in ("or", "and"):
            waiting += each.parts[0]
        else:
            waiting += [part for part in each.parts if isinstance(part, Term)]
    return found
