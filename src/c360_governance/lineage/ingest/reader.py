"""The events in a file or a stream: one JSON document a line, or one document (an event, or an array) in all.

Memory stays bounded: a line is read up to a limit, and only a document of a limited size is read as a whole.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

import orjson

MAX_LINE = 16 * 1024 * 1024
"""Bytes. No event is larger; a longer line goes to the quarantine unread."""

BUFFER = 1024 * 1024
"""Bytes of a file to read at a time: whoever reads gives up the interpreter, and asks for it again for every part."""

MAX_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a file that is read as one JSON document; a larger one is read line by line."""


class Entry(NamedTuple):
    """A line, or an element of an array; ``number`` counts from 1.

    ``event`` is None where it is unreadable, for the ``reason``. ``raw`` is what stands there, in parts, because it
    may be longer than memory is wide; it is empty for an element. Read it before asking for the next entry.
    ``strict`` says that the event was parsed by rules that allow no NaN, and numbers beyond 64 bits inexactly.
    """

    number: int
    event: dict[str, Any] | None
    reason: str = ""
    raw: Iterable[bytes] = ()
    strict: bool = False


def entries(stream: IO[bytes]) -> Iterator[Entry]:
    """Every entry of a binary stream, in order. A blank line is an entry too: a line that is no event."""
    first = stream.readline(MAX_LINE + 1)
    if _complete(first):
        second = stream.readline(MAX_LINE + 1)
        document = None if second else _document(first)
        head = first + second
    else:
        head = first + stream.read(MAX_DOCUMENT + 1 - len(first))
        document = _document(head) if len(head) <= MAX_DOCUMENT else None
    if document is None:
        yield from _lines(_Joined(head, stream))
        return
    for number, event in enumerate(document, start=1):
        yield Entry(number, event)


def _complete(line: bytes) -> bool:
    """Whether a first line stands for itself, or may be the beginning of a document of several lines."""
    if not line.lstrip().startswith((b"{", b"[")):
        return bool(line.strip()) or not line
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _document(data: bytes) -> list[dict[str, Any]] | None:
    """The events of one document: an object, or an array of nothing but objects. None for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) and value and all(isinstance(item, dict) for item in value) else None


def _lines(stream: _Joined) -> Iterator[Entry]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            rest = _rest(line, stream)
            yield Entry(number, None, f"longer than {MAX_LINE:,} bytes", rest)
            for _ in rest:  # to its end, if whoever took the entry did not care for it
                pass
        else:
            yield _line(number, line)


def _line(number: int, line: bytes) -> Entry:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return _loosely(number, line)
    return Entry(number, value, "", (line,), strict=True) if isinstance(value, dict) else _no_object(number, line)


def _loosely(number: int, line: bytes) -> Entry:
    """Python's parser takes more (NaN, a byte order mark, halves of characters) and says what is wrong."""
    try:
        value = json.loads(line)
    except RecursionError:
        return Entry(number, None, "nested too deeply", (line,))
    except json.JSONDecodeError as error:
        return Entry(number, None, f"no JSON ({error.msg}, column {error.colno})" if line.strip() else "blank", (line,))
    except ValueError:
        return Entry(number, None, "no JSON in UTF-8", (line,))
    return Entry(number, value, "", (line,)) if isinstance(value, dict) else _no_object(number, line)


def _no_object(number: int, line: bytes) -> Entry:
    return Entry(number, None, "no object", (line,))


def _rest(line: bytes, stream: _Joined) -> Iterator[bytes]:
    while line:
        yield line
        line = b"" if line.endswith(b"\n") else stream.readline(MAX_LINE + 1)


class _Joined:
    """A stream with what was read from it before put back."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head: io.BytesIO | None = io.BytesIO(head)
        self._stream = stream

    def readline(self, limit: int) -> bytes:
        if self._head is None:
            return self._stream.readline(limit)
        line = self._head.readline(limit)
        if line.endswith(b"\n") or len(line) >= limit:
            return line
        self._head = None
        return line + self._stream.readline(limit - len(line))
