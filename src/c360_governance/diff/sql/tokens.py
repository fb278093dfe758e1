"""SQL as tokens: enough to see that two texts are the same, and light enough for every run.

A template's placeholder, ``{{ Dimension('account__tier') }}``, is one name: nobody has to render it to compare it. One
that is a part of a name is no token, nor is a number that runs into one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

TokenKind = Literal["name", "quoted", "string", "number", "operator", "parameter"]

_PATTERN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<template>(?<![\w}])\{\{.*?\}\}(?![\w{]))
    |(?P<string>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")+"|`[^`]+`)
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z_]))
    |(?P<name>[^\W\d]\w*)
    |(?P<parameter>:[A-Za-z_]\w*)
    |(?P<operator>::|<=|>=|<>|!=|==|\|\||//|->>|->|[-+*/%=<>(),.\[\];])""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """``text`` is folded: names in lower case, strings and quoted names without their quotes; ``start`` and ``end``
    are the places in the text."""

    kind: TokenKind
    text: str
    start: int
    end: int


@lru_cache(maxsize=512)
def tokens(sql: str) -> tuple[Token, ...] | None:
    """The tokens of a text, without white space and comments; None where something is no token."""
    found: list[Token] = []
    at = 0
    while at < len(sql):
        match = _PATTERN.match(sql, at)
        if match is None:
            return None
        kind, at = match.lastgroup, match.end()
        if kind != "space":
            found.append(_token(kind or "", match.group(), match.start(), at))
    return tuple(found)


def same_tokens(old: str, new: str) -> bool:
    """Whether two texts differ in white space, comments, and the case of keywords and plain names at most."""
    before, after = tokens(old), tokens(new)
    if before is None or after is None:
        return old.strip() == new.strip()
    return _folded(before) == _folded(after)


def plain_template(text: str) -> str:
    """A placeholder in one way of writing: one kind of quotes, no space but between words and in strings."""
    parts = re.split(r"""('[^']*'|"[^"]*")""", text)
    for at, part in enumerate(parts):
        parts[at] = f"`{part[1:-1]}`" if at % 2 else re.sub(r"\s+(?!\w)|(?<!\w)\s+", "", re.sub(r"\s+", " ", part))
    return "".join(parts)


def _folded(found: tuple[Token, ...]) -> list[tuple[str, str]]:
    kept = found[:-1] if found and found[-1].text == ";" else found
    return [(token.kind, token.text) for token in kept]


def _token(kind: str, text: str, start: int, end: int) -> Token:
    if kind == "template":
        return Token("quoted", plain_template(text), start, end)
    if kind == "string":
        return Token("string", text[1:-1].replace("''", "'"), start, end)
    if kind == "quoted":
        name = text[1:-1].replace('""', '"')
        plain = re.fullmatch(r"[a-z_][a-z0-9_]*", name)
        means_more = name in RESERVED or name in _SPECIAL
        return Token("name" if plain and not means_more else "quoted", name, start, end)
    if kind == "number":
        return Token("number", text.lower(), start, end)
    if kind == "parameter":
        return Token("parameter", text[1:].lower(), start, end)
    same = {"!=": "<>", "==": "="}
    return Token("name" if kind == "name" else "operator", same.get(text, text.lower()), start, end)


RESERVED = frozenset({
    "and", "or", "not", "is", "null", "true", "false", "case", "when", "then", "else", "end", "in", "between", "like",
    "ilike", "cast", "select", "from", "where", "group", "having", "order", "by", "as", "on", "join", "distinct",
    "left", "inner", "outer", "cross", "union", "limit", "interval", "date", "timestamp", "filter", "over",
})  # fmt: skip
"""Words that no column bears without quotes."""

_SPECIAL = frozenset({
    "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "session_user",
    "user", "current_catalog", "current_schema", "current_role", "sysdate", "systimestamp", "rownum", "rowid", "array",
    "exists", "extract", "all", "any", "some", "row", "struct", "map", "unnest", "lateral", "values", "natural",
    "using", "window", "asc", "desc", "nulls", "except", "intersect", "with", "default", "try_cast",
})  # fmt: skip
"""Words that mean something else when they stand in quotes, though some are names without them, too."""
