"""YAML and JSON documents whose every value knows its line and column.

Values are parsed by yaml-rs, which is fast, refuses duplicate keys and bounds depth and aliases. Positions are
needed only when there is something to say, so the second parser that has them (`sources.positions`) is imported
then. Nothing in a document is ever constructed, executed or fetched: tags are data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location, Pointer

if TYPE_CHECKING:
    from c360_governance.sources.positions import Positions

MAX_DEPTH = 255
"""What the JSON Schema validator can follow; yaml-rs bounds only brackets, and dies of what is far deeper."""

MAX_DIGITS = 1000
"""Of a whole number: Python refuses to print a few thousand, and nothing that is counted has that many."""

MAX_BYTES = 16 * 1024 * 1024
"""No contract is larger; what is larger is not a contract (or is an attack)."""

_NEXT_DOCUMENT = re.compile(r"^(---|\.\.\.)(\s|$)", re.MULTILINE)
_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&\w")
_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*\w")
_STEEP = re.compile(r"[ ?:-]{200}")
"""Without it, no block can be nested deeper than 400: a level takes an indicator, or a column of indentation."""
_TOO_LARGE = 10**MAX_DIGITS
_LONG_NUMBER = re.compile(r"[-+]?\b(?:0[xo])?[0-9a-fA-F]{800,}\b")
_FLATTEN = f"nest no more than {MAX_DEPTH} levels"
_YAML_RS_PLACE = re.compile(r"line (\d+), column (\d+)")


@dataclass(frozen=True)
class Document:
    """A parsed file. ``value`` is what it says: usually a mapping, but any YAML value may stand there."""

    path: str
    text: str
    value: Any

    def locate(self, pointer: Pointer, *, key: bool = False) -> Location:
        """Where the value at ``pointer`` begins; with ``key``, where its key does.

        A pointer that leads nowhere (the finding is that something is missing) gives its nearest ancestor.
        """
        return Location(self.path, *self._positions.find(pointer, key=key))

    @cached_property
    def _positions(self) -> Positions:
        from c360_governance.sources.positions import Positions

        return Positions.of(self.text)


def parse_document(data: bytes, path: str) -> Document:
    """The one document in ``data`` (YAML 1.2 with merge keys, UTF-8; JSON is YAML). Dates stay strings.

    Raises `SourceError` with file, line and column for anything else: another encoding, several documents,
    duplicate keys, cyclic or exploding aliases, nesting deeper than 255, whole numbers of thousands of digits.
    """
    import yaml_rs

    text = _decode(data, path)
    aliased = _ALIAS.search(text) is not None and _ANCHOR.search(text) is not None
    if aliased or _STEEP.search(text):
        _no_abyss(text, path)
    try:
        value = yaml_rs.loads(text, parse_datetime=False)
    except ValueError as error:
        raise _explain(str(error), text, path) from None
    if _NEXT_DOCUMENT.search(text):
        _one_document(text, path)
    if aliased:
        _no_cycles(text, path)
    _within_bounds(value, text, path)
    if "<<" in text:
        value = _merged(value)
    return Document(path, text, value)


def _decode(data: bytes, path: str) -> str:
    if len(data) > MAX_BYTES:
        raise SourceError(f"the file has {len(data):,} bytes; {MAX_BYTES:,} is the limit", location=Location(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Location(path, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise SourceError("the file is not UTF-8", location=place, help="save the file as UTF-8") from None
    return text.replace("\r\n", "\n")


def _explain(reason: str, text: str, path: str) -> SourceError:
    """yaml-rs's reason with a place; where it names none, the second parser finds it."""
    from c360_governance.sources.positions import Positions

    place = _YAML_RS_PLACE.search(reason)
    if place:
        location = Location(path, int(place[1]), int(place[2]))
        message = reason.strip().splitlines()[-1]
        if "recursion" in message:
            message = "nested too deeply"
        return SourceError(f"not valid YAML: {message}", location=location, help="mend the syntax at this place")
    if "duplicate" in reason:
        found = Positions.of(text).duplicate_key()
        name, at = found or (reason.rsplit(": ", 1)[-1].strip("'"), (1, 1))
        return SourceError(f"duplicate key {name!r}", location=Location(path, *at), help="keep one of the two")
    if "alias" in reason:
        return SourceError("aliases expand to too many values", location=Location(path), help="write the values out")
    return SourceError(f"not valid YAML: {reason.strip()[:200]}", location=Location(path))


def _one_document(text: str, path: str) -> None:
    from c360_governance.sources.positions import second_document

    place = second_document(text)
    if place:
        raise SourceError(
            "the file holds several documents", location=Location(path, *place), help="write one document a file"
        )


def _no_abyss(text: str, path: str) -> None:
    """What would be too deep for yaml-rs, found by a parser that does not recurse."""
    from c360_governance.sources.positions import too_deep

    found = too_deep(text, MAX_DEPTH)
    if found:
        reason, place = found
        raise SourceError(reason, location=Location(path, *place), help=_FLATTEN)


def _within_bounds(value: Any, text: str, path: str) -> None:
    """Level by level, so that the check itself needs no depth."""
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


def _no_cycles(text: str, path: str) -> None:
    """yaml-rs reads a cyclic alias as null; we say so instead."""
    from c360_governance.sources.positions import cyclic_alias

    found = cyclic_alias(text)
    if found:
        name, place = found
        raise SourceError(
            f"the alias *{name} contains itself", location=Location(path, *place), help="write the value out"
        )


def _merged(value: Any) -> Any:
    """Merge keys (``<<``) applied as YAML 1.1 readers do: 1.2 dropped them, contracts in the wild did not."""
    if isinstance(value, list):
        return [_merged(item) for item in value]
    if not isinstance(value, dict):
        return value
    own = {key: _merged(item) for key, item in value.items() if key != "<<"}
    if "<<" not in value:
        return own
    bases = value["<<"] if isinstance(value["<<"], list) else [value["<<"]]
    inherited: dict[Any, Any] = {}
    for base in reversed(bases):
        if isinstance(base, dict):
            inherited.update(_merged(base))
    return {**inherited, **own}
