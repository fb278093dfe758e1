"""What a document may not exceed, so that no parser, validator or printer dies of it.

Ordinary documents are recognised by their text alone; only what might exceed a limit is measured.
"""

from __future__ import annotations

import re
from typing import Any

from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location

MAX_BYTES = 16 * 1024 * 1024
"""No contract is larger; what is larger is not a contract (or is an attack)."""

MAX_DEPTH = 255
"""What the JSON Schema validator can follow; yaml-rs bounds only brackets, and dies of what is far deeper."""

MAX_DIGITS = 1000
"""Of a whole number: Python refuses to print a few thousand, and nothing that is counted has that many."""

_STEEP = re.compile(r"[ ?:-]{100}")
"""Without it, no block can be nested deeper than 200: a level takes an indicator, or a column of indentation."""

_FLAT_BRACKETS = MAX_DEPTH - 201
_TOO_LARGE = 10**MAX_DIGITS
_LONG_NUMBER = re.compile(r"[-+]?\b(?:0[xo])?[0-9a-fA-F]{800,}\b")
_FLATTEN = f"nest no more than {MAX_DEPTH} levels"


def too_large(path: str) -> SourceError:
    """What is said of a file that has more than `MAX_BYTES`, most of which were not read."""
    return SourceError(f"the file has more than {MAX_BYTES:,} bytes, which is the limit", location=Location(path))


def before_parsing(text: str, path: str, *, aliased: bool) -> bool:
    """Refuse what would be too deep for yaml-rs, found by a parser that does not recurse; say whether to measure.

    ``aliased`` says whether the text repeats values by name, which nests them.
    """
    long_lines = [line for line in text.splitlines() if len(line) >= 100]
    steep = any(_STEEP.search(line) for line in long_lines)
    if steep or aliased:
        from c360_governance.sources.nodes import too_deep

        found = too_deep(text, MAX_DEPTH)
        if found:
            reason, place = found
            raise SourceError(reason, location=Location(path, *place), help=_FLATTEN)
    bracketed = text.count("[") + text.count("{") > _FLAT_BRACKETS
    return steep or aliased or bracketed or any(len(line) >= 800 for line in long_lines)


def measure(value: Any, text: str, path: str) -> None:
    """Refuse a value that is nested too deeply or holds too large a number; level by level, without recursion."""
    level, depth = [value], 0
    while level:
        if depth > MAX_DEPTH:
            raise SourceError("nested too deeply", location=Location(path), help=_FLATTEN)
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
                below += [key for key in item if not isinstance(key, str)]
            elif isinstance(item, list | tuple | set | frozenset):
                below += item
            elif isinstance(item, int) and not -_TOO_LARGE < item < _TOO_LARGE:
                raise SourceError(
                    f"a whole number has more than {MAX_DIGITS:,} digits", location=_of_long_number(text, path),
                    help="write it in quotes if it is a text",
                )  # fmt: skip
        level, depth = below, depth + 1


def _of_long_number(text: str, path: str) -> Location:
    found = _LONG_NUMBER.search(text)
    before = text[: found.start()] if found else ""
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
