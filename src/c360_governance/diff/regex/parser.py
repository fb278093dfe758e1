"""Patterns in ECMA-262's syntax, as JSON Schema uses them, read into a tree.

A tree node is a tuple: ("chars", ranges), ("seq", nodes), ("alt", nodes), ("repeat", node, low, high), ("start",),
("end",), ("look", node, negative).
"""

from __future__ import annotations

import re
from typing import Any

from c360_governance.diff.regex import charset
from c360_governance.diff.regex.charset import Ranges

Tree = tuple[Any, ...]

MOST_REPEATS = 9_999
_BRACES = re.compile(r"\{([0-9]{0,9})(?:(,)([0-9]{0,9}))?\}")
_BRACED = re.compile(r"\{([0-9a-fA-F]{1,6})\}")
_NAME = re.compile(r"P?<[A-Za-z_]\w*>")
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
        found = _BRACES.match(self._text, self._at)
        if found is None:
            return None
        low, comma, high = found.groups()
        if not low:
            raise Unreadable("a repetition that dialects read in different ways")
        self._at = found.end()
        most = int(high) if high else (None if comma else int(low))
        if max(int(low), most or 0) > MOST_REPEATS or (most is not None and most < int(low)):
            raise Unreadable("a repetition without sense")
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
        if taken in "*+?" or _BRACES.match(self._text, self._at - 1):
            raise Unreadable("nothing to repeat")
        return ("chars", charset.of(taken))

    def _group(self) -> Tree:
        look = None
        if self._skip("?"):
            if self._skip("="):
                look = False
            elif self._skip("!"):
                look = True
            elif name := _NAME.match(self._text, self._at):
                self._at = name.end()
            elif not self._skip(":"):
                raise Unreadable(self._text)
        inner = self._alternatives()
        if not self._skip(")"):
            raise Unreadable(self._text)
        return inner if look is None else ("look", inner, look)

    def _class(self) -> Ranges:
        outside = self._skip("^")
        if self._peek() == "]":
            raise Unreadable("an empty set, which dialects read in different ways")
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
        if self._text.startswith(("[:", "[=", "[.", "&&", "--", "~~", "||"), self._at):
            raise Unreadable("a set that dialects read in different ways")
        taken = self._take()
        return self._escape(inside=True) if taken == "\\" else charset.of(taken)

    def _escape(self, *, inside: bool) -> Ranges:
        taken = self._take()
        if taken in _CLASSES:
            return _CLASSES[taken]
        if taken in _CONTROLS and not (taken == "0" and self._peek().isdecimal()):
            return ((_CONTROLS[taken], _CONTROLS[taken]),)
        if taken in "xu":
            braced = _BRACED.match(self._text, self._at) if taken == "u" else None
            return self._braced(braced) if braced else self._code(2 if taken == "x" else 4)
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
        return self._point(int(text, 16))

    def _braced(self, found: re.Match[str]) -> Ranges:
        self._at = found.end()
        return self._point(int(found.group(1), 16))

    def _point(self, point: int) -> Ranges:
        if not charset.holds(charset.ANY, point):
            raise Unreadable(self._text)
        return ((point, point),)


def _is_one(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]
