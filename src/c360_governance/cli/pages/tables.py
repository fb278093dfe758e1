"""Text for people at a terminal: tables as wide as their values, labelled sheets wrapped at 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from c360_governance.model.words import printable

WIDTH = 80


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table without frames; numbers stand right, NULL is said, nothing is cut off."""
    body = [tuple(_shown(value) for value in row) for row in rows]
    numeric = [
        bool(body) and all(_is_number(row[index]) for row in body if row[index] != "NULL")
        for index in range(len(columns))
    ]
    head = tuple(printable(column) for column in columns)
    widths = [max(len(row[index]) for row in [head, *body]) for index in range(len(columns))]
    lines = [head, tuple("-" * width for width in widths), *body]
    return "\n".join(
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )


def sheet(entries: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Labels on the left, their lines on the right, wrapped between words only; commands are left whole to copy."""
    shown = [(label, lines) for label, lines in entries if lines]
    indent = max((len(label) for label, _ in shown), default=0) + 2
    text: list[str] = []
    for label, lines in shown:
        wrapped = [
            part
            for line in lines
            for part in ([printable(line)] if line.startswith("c360 ") else wrap(line, WIDTH - indent))
        ]
        text += [f"{label:{indent}}{wrapped[0]}", *(" " * indent + part for part in wrapped[1:])]
    return "\n".join(text)


def wrap(line: str, width: int) -> list[str]:
    """A line's parts, broken between words only: a path or an id is never cut."""
    return textwrap.wrap(printable(line), width, break_long_words=False, break_on_hyphens=False) or [""]


def _shown(value: Any) -> str:
    from c360_governance.model.plain import plain

    if value is None:
        return "NULL"
    return value if isinstance(value, str) and value.isprintable() else printable(str(plain(value)))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
