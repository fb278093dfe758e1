"""The entries of a value that is written in brackets, as in JSON, with their places in the text."""

from __future__ import annotations

import re

Entry = tuple[int, int, int, bool]
"""Where an entry's key or item begins, where its value begins and ends, and whether the value may have children."""

_PLAIN = (
    r"(?:[^\s\[\]{},\"'#&*!|>%@`?:\-]|[?\-](?=[^\s\[\]{},]))"
    r"(?:[^\s\[\]{},:]|:(?=[^\s\[\]{},])|[ ]+(?=[^\s\[\]{},:#]|:[^\s\[\]{},]))*"
)
_TOKEN = (
    r"(?P<space>\s+|(?<=\s)#[^\n]*)"
    r"|(?P<scalar>\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|" + _PLAIN + ")"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<colon>:)"
)


class UnclearError(Exception):
    """The text is not plain enough to tell."""


def entries(text: str, start: int) -> dict[str | int, Entry]:
    """The entries of the value whose bracket opens at an offset, by key or position.

    Raises `UnclearError` where a value or a key is left out, for anchors and tags, and where no bracket closes.
    """
    parts = _parts(text, start)
    found: dict[str | int, Entry] = {}
    if text[start] == "[":
        for index, entry in enumerate(_separated(parts)):
            if len(entry) != 1:
                raise UnclearError
            kind, begin, end = entry[0]
            found[index] = (begin, begin, end, kind == "open")
        return found
    for entry in _separated(parts):
        if [kind for kind, _, _ in entry[:2]] != ["scalar", "colon"] or len(entry) != 3:
            raise UnclearError
        (_, name, name_end), _, (kind, begin, end) = entry
        found.setdefault(_key(text[name:name_end]), (name, begin, end, kind == "open"))
    return found


def _parts(text: str, start: int) -> list[tuple[str, int, int]]:
    """What stands between a bracket and the one that closes it: kind, begin, end; a value in brackets is one part."""
    found: list[tuple[str, int, int]] = []
    depth, at, outer = 0, start, start
    tokens = re.compile(_TOKEN, re.DOTALL)
    while token := tokens.match(text, at):
        at = token.end()
        kind = str(token.lastgroup)
        if kind == "open":
            depth += 1
            outer = token.start() if depth == 2 else outer
        elif kind == "close":
            depth -= 1
            if depth == 0:
                return found
            if depth == 1:
                found.append(("open", outer, at))
        elif depth == 1 and kind != "space":
            found.append((kind, token.start(), at))
    raise UnclearError


def _separated(parts: list[tuple[str, int, int]]) -> list[list[tuple[str, int, int]]]:
    groups: list[list[tuple[str, int, int]]] = [[]]
    for part in parts:
        if part[0] == "comma":
            groups.append([])
        else:
            groups[-1].append(part)
    return groups if groups[-1] else groups[:-1]


def _key(written: str) -> str:
    if written[0] not in "\"'":
        return written
    if "\\" in written or written[0] in written[1:-1]:
        raise UnclearError
    return written[1:-1]
