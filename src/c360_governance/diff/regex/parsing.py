"""A pattern's text as a tree. What is not plainly one thing in every dialect is not guessed at."""

from __future__ import annotations

import re

from c360_governance.diff.regex.syntax import (
    BEGIN,
    CLASSES,
    CONTROLS,
    END,
    LINE_ENDS,
    Chars,
    Choice,
    Node,
    Ranges,
    Repeat,
    Sequence,
    UnsupportedError,
    joined,
    others,
)

_LONGEST = 1_000
_DEEPEST = 50
_QUANTIFIER = re.compile(r"\*|\+|\?|\{(\d{1,4})(?:(,)(\d{1,4})?)?\}")
_GROUP = re.compile(r"\((?:\?(?::|P?<[A-Za-z_]\w*>))?(?!\?)")
_HEX = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}")


def parse(pattern: str) -> Node:
    """The tree of a pattern. Raises `UnsupportedError`."""
    if len(pattern) > _LONGEST:
        raise UnsupportedError("too long")
    parser = _Parser(pattern)
    tree = parser.choice(0)
    if parser.at != len(pattern):
        raise UnsupportedError("a bracket too many")
    _demand_plain_anchors(tree)
    return tree


def _each_end_once(parts: list[Node]) -> None:
    """An end of the text is a symbol that is read once and in order, but anchors match it as often as they stand
    there: ``$^`` and ``^^`` match the empty text. Such sequences, and repeated anchors, are left undecided."""
    seen: frozenset[int] = frozenset()
    for part in parts:
        here = _anchors(part)
        if here & seen or (BEGIN in here and END in seen) or (here and isinstance(part, Repeat) and part.high != 1):
            raise UnsupportedError("anchors one after the other")
        seen |= here


def _anchors(node: Node) -> frozenset[int]:
    """Which ends of the text a part may match."""
    if isinstance(node, Chars):
        return frozenset(low for low, _ in node.ranges if low in (BEGIN, END))
    if isinstance(node, Repeat):
        return _anchors(node.part)
    return frozenset().union(*(_anchors(part) for part in node.parts))


class _Parser:
    """Reads from ``at`` on; every method leaves ``at`` behind what it read."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0

    def choice(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise UnsupportedError("nested too deeply")
        branches = [self._sequence(depth)]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom(depth)))
        _each_end_once(parts)
        return Sequence(tuple(parts))

    def _repeated(self, node: Node) -> Node:
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None:
            return node
        self.at = found.end()
        if self._peek() == "?":
            self.at += 1
        if self._peek() == "+" or _QUANTIFIER.match(self.text, self.at):
            raise UnsupportedError("a quantifier of a quantifier")
        if found.group() in "*+?":
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[found.group()]
            return Repeat(node, low, high)
        least = int(found.group(1))
        most = None if found.group(2) and not found.group(3) else int(found.group(3) or least)
        if most is not None and most < least:
            raise UnsupportedError("a range that is none")
        return Repeat(node, least, most)

    def _atom(self, depth: int) -> Node:
        letter = self._peek()
        if letter == "(":
            return self._group(depth)
        if letter == "[":
            return Chars(self._set())
        self.at += 1
        if letter == "\\":
            return Chars(self._escape(in_set=False))
        if letter == ".":
            return Chars(others(LINE_ENDS))
        if letter in "^$":
            symbol = BEGIN if letter == "^" else END
            return Chars(((symbol, symbol),))
        if letter in "*+?" or (letter == "{" and _QUANTIFIER.match(self.text, self.at - 1)):
            raise UnsupportedError("nothing to repeat")
        return Chars(((ord(letter), ord(letter)),))

    def _group(self, depth: int) -> Node:
        found = _GROUP.match(self.text, self.at)
        if found is None:
            raise UnsupportedError("look-around or flags")
        self.at = found.end()
        inner = self.choice(depth + 1)
        if self._peek() != ")":
            raise UnsupportedError("a bracket is not closed")
        self.at += 1
        return inner

    def _set(self) -> Ranges:
        self.at += 1
        negated = self._peek() == "^"
        self.at += negated
        if self._peek() in ("]", ""):
            raise UnsupportedError("an empty set, which dialects read in different ways")
        ranges: list[tuple[int, int]] = []
        while self._peek() != "]":
            low = self._member()
            if self._peek() == "-" and self._peek(1) not in ("]", ""):
                self.at += 1
                high = self._member()
                if not (_is_one(low) and _is_one(high) and low[0][0] <= high[0][0]):
                    raise UnsupportedError("a range that is none")
                low = ((low[0][0], high[0][0]),)
            ranges += low
        self.at += 1
        found = joined(ranges)
        return others(found) if negated else found

    def _member(self) -> Ranges:
        letter = self._peek()
        if letter == "" or self.text.startswith(("[:", "[=", "[.", "&&", "--", "~~", "||"), self.at):
            raise UnsupportedError("a set that dialects read in different ways")
        self.at += 1
        return self._escape(in_set=True) if letter == "\\" else ((ord(letter), ord(letter)),)

    def _escape(self, *, in_set: bool) -> Ranges:
        letter = self._peek()
        found = _HEX.match(self.text, self.at)
        if found:
            self.at = found.end()
            return self._code(int(next(group for group in found.groups() if group), 16))
        self.at += 1
        if letter in CLASSES and letter:
            return CLASSES[letter]
        if letter == "b" and in_set:
            return ((8, 8),)
        if letter in CONTROLS and letter and not (letter == "0" and self._peek().isdigit()):
            return self._code(CONTROLS[letter])
        if letter == "" or letter.isalnum():
            raise UnsupportedError("an escape that dialects read in different ways")
        return self._code(ord(letter))

    def _code(self, point: int) -> Ranges:
        if point >= BEGIN:
            raise UnsupportedError("no character")
        return ((point, point),)

    def _peek(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]


def _is_one(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def _demand_plain_anchors(node: Node) -> None:
    """An anchor is read as a symbol, so a text must not be able to meet the same one twice."""
    for symbol in (BEGIN, END):
        if _most(node, symbol) > 1:
            raise UnsupportedError("an anchor that repeats")


def _most(node: Node, symbol: int) -> int:
    """How often a symbol can occur on one way through a pattern; 2 for more than once."""
    if isinstance(node, Chars):
        return int(node.ranges == ((symbol, symbol),))
    if isinstance(node, Repeat):
        most = _most(node.part, symbol)
        return most if most == 0 or node.high in (0, 1) else 2
    counts = [_most(part, symbol) for part in node.parts]
    return min(2, sum(counts)) if isinstance(node, Sequence) else max(counts, default=0)
