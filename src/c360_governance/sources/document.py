"""YAML and JSON documents whose every value knows its line and column.

Values are parsed by yaml-rs, which is fast, refuses duplicate keys and bounds depth and aliases. Positions are
needed only when there is something to say: they are read off the text (`sources.outline`), or, where that is not
plain enough, taken from a second parser (`sources.nodes`). Nothing in a document is ever constructed, executed or
fetched: tags are data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location, Pointer
from c360_governance.sources.limits import MAX_BYTES, before_parsing, measure, too_large

if TYPE_CHECKING:
    from c360_governance.sources.nodes import Nodes
    from c360_governance.sources.outline import Outline, Place

_NEXT_DOCUMENT = re.compile(r"^(---|\.\.\.)(\s|$)", re.MULTILINE)
_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&\w")
_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*\w")
_QUOTED = re.compile(r"'([^']+)'")
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
        return Location(self.path, *self._find(pointer, key=key))

    def _find(self, pointer: Pointer, *, key: bool) -> Place:
        from c360_governance.sources.outline import UnclearError

        try:
            return self._outline.find(pointer, key=key)
        except UnclearError:
            return self._nodes.find(pointer, key=key)

    @cached_property
    def _outline(self) -> Outline:
        from c360_governance.sources.outline import Outline

        return Outline(self.text)

    @cached_property
    def _nodes(self) -> Nodes:
        from c360_governance.sources.nodes import Nodes

        return Nodes.of(self.text)


def parse_document(data: bytes, path: str) -> Document:
    """The one document in ``data`` (YAML 1.2 with merge keys, UTF-8; JSON is YAML). Dates stay strings.

    Raises `SourceError` with file, line and column for anything else: another encoding, several documents,
    duplicate keys, cyclic or exploding aliases, nesting deeper than 255, whole numbers of thousands of digits.
    """
    import yaml_rs

    text = _decode(data, path)
    aliased = "&" in text and "*" in text and bool(_ALIAS.search(text) and _ANCHOR.search(text))
    unusual = before_parsing(text, path, aliased=aliased)
    try:
        value = yaml_rs.loads(text, parse_datetime=False)
    except ValueError as error:
        raise _explain(str(error), text, path) from None
    if ("---" in text or "..." in text) and _NEXT_DOCUMENT.search(text):
        _one_document(text, path)
    if aliased:
        _no_cycles(text, path)
    if unusual:
        measure(value, text, path)
    if "<<" in text:
        value = _merged(value)
    return Document(path, text, value)


def _decode(data: bytes, path: str) -> str:
    if len(data) > MAX_BYTES:
        raise too_large(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Location(path, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise SourceError("the file is not UTF-8", location=place, help="save the file as UTF-8") from None
    text = text.replace("\r\n", "\n")
    if "\0" in text:
        raise _holds_a_null(text, path)
    return text


def _holds_a_null(text: str, path: str) -> SourceError:
    """To yaml-rs a null character is the end: what stands behind it must not be lost without a word."""
    return SourceError(
        "a null character, which no text holds", location=_at(text.index("\0"), text, path),
        help="remove it; a file in UTF-16 is to be saved as UTF-8",
    )  # fmt: skip


def _at(offset: int, text: str, path: str) -> Location:
    return Location(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _explain(reason: str, text: str, path: str) -> SourceError:
    """yaml-rs's reason with a place; where it names none, the second parser finds it."""
    from c360_governance.sources.nodes import Nodes

    place = _YAML_RS_PLACE.search(reason)
    if place:
        location = Location(path, int(place[1]), int(place[2]))
        message = reason.strip().splitlines()[-1]
        if "recursion" in message:
            message = "nested too deeply"
        return SourceError(f"not valid YAML: {message}", location=location, help="mend the syntax at this place")
    if "duplicate" in reason:
        found = Nodes.of(text).duplicate_key()
        name, at = found or (reason.rsplit(": ", 1)[-1].strip("'"), (1, 1))
        return SourceError(f"duplicate key {name!r}", location=Location(path, *at), help="keep one of the two")
    if "alias" in reason:
        return SourceError("aliases expand to too many values", location=Location(path), help="write the values out")
    named = _QUOTED.search(reason)
    offset = max(text.find(named[1]), 0) if named else 0
    return SourceError(
        f"not valid YAML: {reason.strip()[:200]}",
        location=_at(offset, text, path),
        help="mend the syntax at this place",
    )


def _one_document(text: str, path: str) -> None:
    from c360_governance.sources.nodes import second_document

    place = second_document(text)
    if place:
        raise SourceError(
            "the file holds several documents", location=Location(path, *place), help="write one document a file"
        )


def _no_cycles(text: str, path: str) -> None:
    """yaml-rs reads a cyclic alias as null; we say so instead."""
    from c360_governance.sources.nodes import cyclic_alias

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
