"""Patterns in ECMA-262's syntax, as JSON Schema uses them, read into a tree.

A tree node is a tuple: ("chars", ranges), ("seq", nodes), ("alt", nodes), ("repeat", node, low, high), ("start",),
("end",), ("look", node, negative).
"""

from __future__ import annotations

from typing import Any

from c360_governance.diff.json_schema.regex import charset
from c360_governance.diff.json_schema.regex.charset import Ranges

Tree = tuple[Any, ...]

MOST_REPEATS = 5_000
_CLASSES: dict[str, Ranges] = {
    "d": charset.DIGIT, "w": charset.WORD, "s": charset.SPACE,
    "D": charset.complement(charset.DIGIT), "W": charset.complement(charset.WORD),
    "S": charset.complement(charset.SPACE),
}  # fmt: skip
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}


class Unreadable(Exception):
    """A pattern, or a part of one, that is not read here."""


class Parser:
    """One pass over a pattern. Raises `Unreadable`."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def parse(self) -> Tree:
        """The whole pattern."""
        tree = self._alternatives()
        if self._at != len(self._text):
            raise Unreadable(self._text)
        return tree

    def _peek(self) -> str:
        return self._text[self._at] if self._at < len(self._text) else ""

    def _take(self) -> str:
        taken = self._peek()
        if not taken:
            raise Unreadable(self._text)
        self._at += 1
        return taken

    def _skip(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _alternatives(self) -> Tree:
        branches = [self._sequence()]
        while self._skip("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else ("alt", tuple(branches))

    def _sequence(self) -> Tree:
        parts: list[Tree] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return ("seq", tuple(parts))

    def _repeated(self, atom: Tree) -> Tree:
        bounds = self._bounds()
        if bounds is None:
            return atom
        self._skip("?")
        if self._peek() in ("*", "+", "?") or self._bounds() is not None or atom[0] in ("start", "end", "look"):
            raise Unreadable(self._text)
        return ("repeat", atom, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for mark, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._skip(mark):
                return bounds
        if self._peek() != "{":
            return None
        end = self._text.find("}", self._at)
        low, comma, high = self._text[self._at + 1 : max(end, self._at + 1)].partition(",")
        if end < 0 or not low.isdecimal() or (high and not high.isdecimal()):
            raise Unreadable(self._text)
        self._at = end + 1
        most = int(high) if high else (None if comma else int(low))
        if max(int(low), most or 0) > MOST_REPEATS:
            raise Unreadable(self._text)
        return int(low), most

    def _atom(self) -> Tree:
        taken = self._take()
        if taken == "(":
            return self._group()
        if taken == "[":
            return ("chars", self._class())
        if taken == ".":
            return ("chars", charset.NOT_NEWLINE)
        if taken == "^":
            return ("start",)
        if taken == "$":
            return ("end",)
        if taken == "\\":
            return ("chars", self._escape(inside=False))
        if taken in "*+?{}":
            raise Unreadable(self._text)
        return ("chars", charset.of(taken))

    def _group(self) -> Tree:
        look = None
        if self._skip("?"):
            if self._skip("="):
                look = False
            elif self._skip("!"):
                look = True
            elif self._skip("<") and self._peek() not in ("=", "!"):
                self._at = self._text.find(">", self._at) + 1 or len(self._text)
            elif not self._skip(":"):
                raise Unreadable(self._text)
        inner = self._alternatives()
        if not self._skip(")"):
            raise Unreadable(self._text)
        return inner if look is None else ("look", inner, look)

    def _class(self) -> Ranges:
        outside = self._skip("^")
        sets: list[Ranges] = []
        while not self._skip("]"):
            low = self._member()
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                high = self._member()
                if not (_is_one(low) and _is_one(high) and low[0][0] <= high[0][0]):
                    raise Unreadable(self._text)
                low = ((low[0][0], high[0][0]),)
            sets.append(low)
        found = charset.union(*sets)
        return charset.complement(found) if outside else found

    def _member(self) -> Ranges:
        taken = self._take()
        if taken == "[" or (taken in "&~-" and self._peek() == taken):
            raise Unreadable(self._text)  # the validator's engine has set operations here, ECMA-262 has not
        return self._escape(inside=True) if taken == "\\" else charset.of(taken)

    def _escape(self, *, inside: bool) -> Ranges:
        taken = self._take()
        if taken in _CLASSES:
            return _CLASSES[taken]
        if taken in _CONTROLS and not (taken == "0" and self._peek().isdecimal()):
            return ((_CONTROLS[taken], _CONTROLS[taken]),)
        if taken in "xu":
            return self._code(2 if taken == "x" else 4)
        if taken == "b" and inside:
            return ((8, 8),)
        if taken == "c" and self._peek().isascii() and self._peek().isalpha():
            point = ord(self._take()) % 32
            return ((point, point),)
        if taken.isalnum():
            raise Unreadable(self._text)
        return charset.of(taken)

    def _code(self, digits: int) -> Ranges:
        text = self._text[self._at : self._at + digits]
        if len(text) != digits or not all(each in "0123456789abcdefABCDEF" for each in text):
            raise Unreadable(self._text)
        self._at += digits
        point = int(text, 16)
        if not charset.holds(charset.ANY, point):
            raise Unreadable(self._text)
        return ((point, point),)


def _is_one(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]
