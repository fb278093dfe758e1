"""Lines and columns of the values in a plain YAML text, read off its indentation.

Most contracts are block mappings and sequences of scalars. In those, the children of a value are the lines of its
region that begin in one column, so a pointer is followed without parsing what lies beside it, and without importing
a parser. Whatever is less plain (anchors, tags, tabs, brackets and quotes that close on a later line) is an
`UnclearError`: then the parser in `sources.nodes` answers, with the same places.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from c360_governance.model.location import Pointer
from c360_governance.sources.brackets import Entry, UnclearError
from c360_governance.sources.brackets import entries as entries_in_brackets

__all__ = ["Outline", "Place", "UnclearError"]

Place = tuple[int, int]
"""Line and column, from 1."""

_ANY_KEY = r"""(?:"([^"\\\n]*)"|'([^'\n]*)'|([^\s"'#&*!|>%@`?\[\]{},:-](?:[^\n:]|:(?=[^\s]))*?)) *:(?=\s|$)"""
_FIRST_KEY = re.compile(_ANY_KEY)
_DASH = re.compile(r"-(?=[ \n]|$)")
_SPACES = re.compile(r"[ \t]*")
_TO_CONTENT = re.compile(r"(?:[ ]*(?:#[^\n]*)?\n)*[ ]*")
_START = re.compile(r"(?:[ ]*(?:#[^\n]*)?\n)*---[ ]*(?:#[^\n]*)?\n")

_FOREIGN = ("\r", "\x85", "\u2028", "\u2029")
"""Line breaks to one parser and not to another."""

_MARKERS = ("\n---", "\n...", "\n%")
_TAB = re.compile(r"^[ ]*(?:-[ ]*)*\t", re.MULTILINE)
_OPENER = re.compile(r"[\"'\[{](?!(?<=\[)[\w ,.-]*\] *$)", re.MULTILINE)
"""What may close on a later line. A list of words that ends its line does not, and is what most lists are."""

_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[ ]#.*""")
_QUOTE_LEFT = re.compile(r"""(?:^|[:\-?,\[{])[ ]*["']""")
_BRACKET = re.compile(r"(?:^|[:\-])[ ]+[\[{]|^[\[{]")
_SMALL = 2_000
"""Characters of a mapping that is searched for one key rather than read."""

_NOWHERE = -1
"""The place of the document's own name, which it does not have."""

_LONGEST_LINE = 10_000
_NOT_PLAIN = frozenset("\"'&*!?|>-:%@`,]}")


class Outline:
    """The places in one text that a YAML parser has accepted."""

    def __init__(self, text: str) -> None:
        begin = _START.match(text)
        self._begin = _content(text, begin.end() if begin else 0, len(text))
        self._unclear = not text.startswith(("{", "["), self._begin) and _is_unclear(text, self._begin)
        self._text = text
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._children: dict[int, dict[str | int, Entry]] = {}
        self._known: dict[Pointer, Entry] = {(): (_NOWHERE, self._begin, len(text), True)}

    def find(self, pointer: Pointer, *, key: bool = False) -> Place:
        """The place of the value at ``pointer``; with ``key``, of its key.

        A value that begins on a later line than its key is placed at the key: that is where a reader looks. A
        pointer that leads nowhere gives its nearest ancestor. Raises `UnclearError` where there is no telling.
        """
        if self._unclear:
            raise UnclearError
        name, start, *_ = self._follow(pointer)
        if name == _NOWHERE:
            return 1, 1
        place, named = self._place(start), self._place(name)
        return named if key or named[0] != place[0] else place

    def _follow(self, pointer: Pointer) -> Entry:
        """The entry at a pointer or its nearest ancestor. It is remembered: what is asked for next often stands
        beside it."""
        known = self._known.get(pointer)
        if known is None:
            name, start, end, deep = self._follow(pointer[:-1])
            found = self._entry(start, end, pointer[-1]) if deep else None
            if found is not None and self._text.startswith("*", found[1]):
                raise UnclearError
            known = self._known[pointer] = found or (name, start, end, False)
        return known

    def _place(self, offset: int) -> Place:
        line = bisect_left(self._ends, offset)
        return line + 1, offset - (self._ends[line - 1] if line else -1)

    def _entry(self, start: int, end: int, step: str | int) -> Entry | None:
        """The entry of the collection that begins at an offset; None where it has none of that key or position."""
        entries = self._children.get(start)
        if entries is None:
            if start < end < start + _SMALL and isinstance(step, str) and step.isidentifier():
                found = self._of_key(start, end, step)
                if found is not None:
                    return found
            entries = self._children[start] = self._read(start, end)
        return entries.get(step) or entries.get(str(step))

    def _of_key(self, start: int, end: int, key: str) -> Entry | None:
        """The entry of a small block mapping, if it is easily found: the rest of the mapping is not looked at."""
        text = self._text
        if not (text[start].isalpha() or text[start] == "_"):
            return None
        indent = start - text.rfind("\n", 0, start) - 1
        found = _key(key).match(text, start, end) or _key_at(indent, key).search(text, start, end)
        if found is None:
            return None
        after = _entry_at(indent).search(text, found.end(), end)
        return (found.start(1), *self._value(found.end(), after.start() if after else end, inline=False))

    def _read(self, start: int, end: int) -> dict[str | int, Entry]:
        indent = start - self._text.rfind("\n", 0, start) - 1
        if self._text.startswith(("{", "["), start):
            return entries_in_brackets(self._text, start)
        if _DASH.match(self._text, start, end):
            return self._items(start, end, indent)
        first = _FIRST_KEY.match(self._text, start, end)
        if first is None:
            if start < end and self._text[start] in _NOT_PLAIN:
                raise UnclearError
            return {}
        found = [first, *_keys_at(indent).finditer(self._text, first.end(), end)]
        entries: dict[str | int, Entry] = {}
        for index, key in enumerate(found):
            quoted, single, plain, *odd = key.groups()
            if odd and odd[0]:
                raise UnclearError
            last = found[index + 1].start() if index + 1 < len(found) else end
            name = key.start() if index == 0 else key.start() + 1 + indent
            text = next(part for part in (quoted, single, plain) if part is not None)
            entries.setdefault(text, (name, *self._value(key.end(), last, inline=False)))
        return entries

    def _items(self, start: int, end: int, indent: int) -> dict[str | int, Entry]:
        dashes = [start]
        for found in _dashes_at(indent).finditer(self._text, start, end):
            if found[1]:
                raise UnclearError
            dashes.append(found.end() - 1)
        ends = [dash - indent - 1 for dash in dashes[1:]] + [end]
        entries: dict[str | int, Entry] = {}
        for index, (dash, last) in enumerate(zip(dashes, ends, strict=True)):
            value = self._value(dash + 1, last, inline=True)
            entries[index] = (value[0], *value)
        return entries

    def _value(self, after: int, end: int, *, inline: bool) -> tuple[int, int, bool]:
        """The value that follows a colon or a dash; ``inline`` says whether a collection may begin on that line."""
        text = self._text
        found = _SPACES.match(text, after, end)
        start = found.end() if found else after
        if start < end and text[start] != "\n" and not (text[start] == "#" and start > after):
            return start, end, inline or text[start] in "\"'[{&*!?"
        line_end = text.find("\n", start, end)
        below = _content(text, line_end + 1, end) if line_end >= 0 else end
        return (below, end, True) if below < end else (after, after, False)


def _content(text: str, start: int, end: int) -> int:
    """Where the first thing stands that is neither white space nor a comment; ``end`` where there is none."""
    found = _TO_CONTENT.match(text, start, end)
    at = found.end() if found else start
    return end if at >= end or text[at] in "#\n" else at


def _is_unclear(text: str, begin: int) -> bool:
    """Whether something in a text reaches over lines in a way that indentation does not show."""
    if any(mark in text for mark in _FOREIGN) or text.startswith(("%", "..."), begin):
        return True
    if any(text.find(mark, max(begin - 1, 0)) >= 0 for mark in _MARKERS) or ("\t" in text and _TAB.search(text)):
        return True
    found = _OPENER.search(text)
    while found:
        line_end = text.find("\n", found.start())
        line_end = len(text) if line_end < 0 else line_end
        line_start = text.rfind("\n", 0, found.start()) + 1
        if line_end - line_start > _LONGEST_LINE:
            return True
        bare = _QUOTED.sub("", text[line_start:line_end])
        if _QUOTE_LEFT.search(bare) or (_BRACKET.search(bare) and not _balanced(bare)):
            return True
        found = _OPENER.search(text, line_end)
    return False


def _balanced(bare: str) -> bool:
    return bare.count("[") == bare.count("]") and bare.count("{") == bare.count("}")


@cache
def _keys_at(indent: int) -> re.Pattern[str]:
    """The keys in a column; what is neither a key nor an item of the value above is the fourth group."""
    return re.compile(rf"\n {{{indent}}}(?:{_ANY_KEY}|(?!-(?:[ \n]|$))([^ #\n]))")


@cache
def _key(key: str) -> re.Pattern[str]:
    return re.compile(rf"({key}) *:(?=\s|$)")


@cache
def _key_at(indent: int, key: str) -> re.Pattern[str]:
    return re.compile(rf"\n {{{indent}}}({key}) *:(?=\s|$)")


@cache
def _entry_at(indent: int) -> re.Pattern[str]:
    """The next thing in a column that is no item of the value above."""
    return re.compile(rf"\n {{{indent}}}(?!-(?:[ \n]|$))[^ #\n]")


@cache
def _dashes_at(indent: int) -> re.Pattern[str]:
    """The items in a column; anything else is the first group."""
    return re.compile(rf"\n {{{indent}}}(?:-(?=[ \n]|$)|([^ #\n]))")
