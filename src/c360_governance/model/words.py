"""How messages speak of numbers and values."""

from __future__ import annotations

import re

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

MAX_QUOTED = 60
"""Characters; a message never carries a document around."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """ "1 check", "2 checks"; ``plural`` is for nouns that take more than an s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def short(text: str, limit: int) -> str:
    """The text where it has at most ``limit`` characters, else its beginning and three dots, ``limit`` in all."""
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def quoted(value: object) -> str:
    """The value as one would write it, cut short; of mappings and lists only what they are."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return short(repr(value), MAX_QUOTED)
    if value is None:
        return "null"
    return short(str(value).lower() if isinstance(value, bool) else str(value), MAX_QUOTED)


def printable(text: str) -> str:
    """Text from a document or a file's name without what would steer a terminal, break the line or turn the reading
    direction; what has no encoding is written out.
    """
    if text.isprintable():  # so are most, which is quicker to see than that nothing has to be replaced
        return text
    return _STEERING.sub(lambda found: " " if found[0] in "\t\n\r" else _written(ord(found[0])), text)


def _written(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
