"""The set of strings in which a pattern is found."""

from __future__ import annotations

from functools import lru_cache

from c360_governance.diff.regex.parser import Parser, Tree, Unreadable
from c360_governance.diff.regex.terms import (
    ALL,
    EMPTY,
    END,
    START,
    Term,
    TooLarge,
    both,
    chars,
    either,
    negated,
    repeat,
    then,
)  # fmt: skip
from c360_governance.diff.regex.words import Steps, shortest

MOST_STEPS = 2_000


@lru_cache(maxsize=256)
def language(pattern: str) -> Term | None:
    """The strings that hold a match anywhere, as JSON Schema demands; None for a pattern that is not read here."""
    try:
        tree = Parser(pattern).parse()
        found = _followed(tree, ALL)
        return found if _is_anchored(tree) else then(ALL, found)
    except (Unreadable, TooLarge, RecursionError):
        return None


@lru_cache(maxsize=2_000)
def example(pattern: str) -> str | None:
    """A short text that a pattern lets through; None where none was found."""
    term = language(pattern)
    try:
        return None if term is None else shortest(term, 0, None, Steps(MOST_STEPS))
    except (TooLarge, RecursionError):
        return None


def _followed(tree: Tree, rest: Term) -> Term:
    """What matches the tree and then the rest. A look-ahead speaks of all that follows, so the rest comes with it."""
    kind = tree[0]
    if kind == "seq":
        for part in reversed(tree[1]):
            rest = _followed(part, rest)
        return rest
    if kind == "alt":
        return either(_followed(part, rest) for part in tree[1])
    if kind == "look":
        ahead = then(_alone(tree[1]), ALL)
        return both((negated(ahead) if tree[2] else ahead, rest))
    return then(_alone(tree), rest)


def _alone(tree: Tree) -> Term:
    kind = tree[0]
    if kind == "chars":
        return chars(tree[1])
    if kind == "seq":
        term = EMPTY
        for part in reversed(tree[1]):
            term = then(_alone(part), term)
        return term
    if kind == "alt":
        return either(map(_alone, tree[1]))
    if kind == "repeat":
        return repeat(_alone(tree[1]), tree[2], tree[3])
    if kind == "look":
        raise Unreadable("a look-ahead within a repetition")
    return START if kind == "start" else END


def _is_anchored(tree: Tree) -> bool:
    """Whether a match can only begin at the start; what precedes it need not be searched then."""
    if tree[0] == "seq":
        return bool(tree[1]) and _is_anchored(tree[1][0])
    if tree[0] == "alt":
        return all(map(_is_anchored, tree[1]))
    return bool(tree[0] == "start")
