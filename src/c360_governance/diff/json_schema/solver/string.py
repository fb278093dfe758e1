"""A string of some length that matches patterns, does not match others, and is or is not of a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c360_governance.diff.json_schema import oracle
from c360_governance.diff.json_schema.assertions import Enum, Pattern, Predicate
from c360_governance.diff.json_schema.budget import Exhausted
from c360_governance.diff.json_schema.solver.demands import (
    IMPOSSIBLE,
    UNKNOWN,
    Demands,
    Outcome,
    found,
    perhaps,
)  # fmt: skip
from c360_governance.diff.json_schema.solver.formats import CONTENTS, IMPLIES, SAMPLES, SHAPES, format_of
from c360_governance.diff.json_schema.values import read_key
from c360_governance.diff.regex.language import language
from c360_governance.diff.regex.terms import ALL, NONE, Term, TooLarge, both, literal, negated
from c360_governance.diff.regex.words import accepts, shortest, some

if TYPE_CHECKING:
    from c360_governance.diff.json_schema.solver.search import Search

MOST_WORDS = 200
MOST_STEPS = 20_000
LONGEST = 20_000


def value(search: Search, demands: Demands) -> Outcome:
    """A string that meets the demands."""
    return _Strings(search, demands).find()


class _Strings:
    def __init__(self, search: Search, demands: Demands) -> None:
        self._search = search
        self._low, self._high = demands.bounds()
        self._steps = MOST_STEPS
        self._wanted = [each.fragment for each in demands.predicates]
        self._unwanted = [each.fragment for each in demands.denied if isinstance(each, Predicate)]
        patterns = [(each.text, True) for each in demands.patterns]
        patterns += [(each.text, False) for each in demands.denied if isinstance(each, Pattern)]
        self._odd = [(text, wanted) for text, wanted in patterns if language(text) is None]
        keys = [text for each in demands.denied if isinstance(each, Enum) for text in each.keys]
        self._barred = {word for word in map(read_key, keys) if isinstance(word, str)}
        self._patterns = patterns
        self._term = ALL

    def _combined(self) -> Term:
        terms: list[Term] = []
        for text, wanted in self._patterns:
            term = language(text)
            if term is not None:
                terms.append(term if wanted else negated(term))
        shapes = [language(SHAPES[name]) for name in map(format_of, self._wanted) if name in SHAPES]
        terms += [term for term in shapes if term is not None]
        return both([*terms, *(negated(literal(word)) for word in self._barred)])

    def _tick(self, cost: int = 1) -> None:
        self._search.budget.tick(cost)
        self._steps -= cost
        if self._steps < 0:
            raise Exhausted

    def find(self) -> Outcome:
        """The shortest string, or one of a format."""
        if (self._high is not None and self._high < self._low) or self._contradicts():
            return IMPOSSIBLE
        if self._low > LONGEST:
            return UNKNOWN
        total = self._search.budget.left
        try:
            self._term = self._combined()
            word = self._shortest()
            if word is None:
                return IMPOSSIBLE
            if not (self._wanted or self._unwanted or self._odd):
                return found(word)
            return self._tested(word)
        except Exhausted:
            if total <= MOST_STEPS and self._search.budget.left < 0:
                raise
            return UNKNOWN
        except (TooLarge, RecursionError):
            return UNKNOWN

    def _shortest(self) -> str | None:
        if self._term is NONE:
            return None
        if self._term is ALL:
            return "a" * self._low
        word = shortest(self._term, 0, None, self._tick)
        if word is None or (len(word) >= self._low and (self._high is None or len(word) <= self._high)):
            return word
        return shortest(self._term, self._low, self._high, self._tick)

    def _contradicts(self) -> bool:
        patterns = {text for text, wanted in self._odd if wanted} & {text for text, wanted in self._odd if not wanted}
        if patterns or set(self._wanted) & set(self._unwanted):
            return True
        implied = {name for fragment in self._wanted for name in IMPLIES.get(format_of(fragment) or "", ())}
        return any(format_of(fragment) in implied for fragment in self._unwanted)

    def _tested(self, shortest_word: str) -> Outcome:
        """Formats are known to the validator alone: it is shown samples of them, and short strings."""
        names = [format_of(fragment) for fragment in (*self._wanted, *self._unwanted)]
        samples = [word for name in names for word in (SAMPLES.get(name, ()) if name else CONTENTS)]
        for word in (*samples, shortest_word):
            if self._fits(word):
                return found(word)
        for tried, word in enumerate(some(self._term, self._low, self._high, self._tick)):
            if tried > MOST_WORDS:
                break
            if self._fits(word):
                return found(word)
        return perhaps(shortest_word)

    def _fits(self, word: str) -> bool:
        self._tick()
        if len(word) < self._low or (self._high is not None and len(word) > self._high) or word in self._barred:
            return False
        if not accepts(self._term, word) or any(oracle.matches(text, word) is not want for text, want in self._odd):
            return False
        wanted = all(oracle.fits(fragment, word) is True for fragment in self._wanted)
        return wanted and all(oracle.fits(fragment, word) is False for fragment in self._unwanted)
