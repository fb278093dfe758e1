"""YAML and JSON documents whose every value knows its line and column.

Values are parsed by yaml-rs, which is fast, refuses duplicate keys and bounds depth and aliases. Positions are
needed only when there is something to say, so PyYAML's node tree is built on the first call of `locate`.
Nothing in a document is ever constructed, executed or fetched: tags are data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location, Pointer

if TYPE_CHECKING:
    from yaml.nodes import Node

MAX_BYTES = 16 * 1024 * 1024
"""No contract is larger; what is larger is not a contract (or is an attack)."""

_NEXT_DOCUMENT = re.compile(r"^(---|\.\.\.)(\s|$)", re.MULTILINE)
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
        line, column = 1, 1
        node = self._root
        for step in pointer:
            found = _child(node, step)
            if found is None:
                break
            name_node, node = found
            anchor = name_node if key or node.start_mark.line != name_node.start_mark.line else node
            line, column = anchor.start_mark.line + 1, anchor.start_mark.column + 1
        return Location(self.path, line, column)

    @cached_property
    def _root(self) -> Node | None:
        return _compose(self.text)


def parse_document(data: bytes, path: str) -> Document:
    """The one document in ``data`` (YAML 1.2, UTF-8; JSON is YAML).

    Raises `SourceError` with file, line and column for anything else: another encoding, several documents,
    duplicate keys, cyclic or exploding aliases, nesting deeper than 255.
    """
    import yaml_rs

    text = _decode(data, path)
    try:
        value = yaml_rs.loads(text, parse_datetime=False)
    except ValueError as error:
        raise _explain(str(error), text, path) from None
    if _NEXT_DOCUMENT.search(text):
        _one_document(text, path)
    if "*" in text:
        _no_cycles(text, path)
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
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise SourceError(
            "the file is not UTF-8", location=Location(path, line, column), help="save the file as UTF-8"
        ) from None
    return text.replace("\r\n", "\n")


def _explain(reason: str, text: str, path: str) -> SourceError:
    """yaml-rs's reason with a place; for what it cannot place, the second parser finds it."""
    place = _YAML_RS_PLACE.search(reason)
    message = reason.strip().splitlines()[-1] if reason.strip() else "the file is not YAML"
    if place:
        location = Location(path, int(place[1]), int(place[2]))
        if message.startswith("[") or len(message) > 200:
            message = "the document is nested too deeply"
        return SourceError(f"not valid YAML: {message}", location=location, help="mend the syntax at this place")
    if "duplicate" in reason:
        line, column, name = _duplicate_key(text)
        return SourceError(f"duplicate key {name!r}", location=Location(path, line, column), help="keep one of the two")
    if "alias" in reason:
        return SourceError("aliases expand to too many values", location=Location(path), help="write the values out")
    return SourceError(f"not valid YAML: {message}", location=Location(path))


def _one_document(text: str, path: str) -> None:
    import yaml

    starts = [event for event in yaml.parse(text, Loader=_events()) if isinstance(event, yaml.DocumentStartEvent)]
    if len(starts) > 1:
        mark = starts[1].start_mark
        raise SourceError(
            f"the file holds {len(starts)} documents",
            location=Location(path, mark.line + 1, mark.column + 1),
            help="write one document a file",
        )


def _no_cycles(text: str, path: str) -> None:
    """yaml-rs reads a cyclic alias as null; we say so instead."""
    import yaml

    open_anchors: list[str | None] = []
    for event in yaml.parse(text, Loader=_events()):
        if isinstance(event, yaml.CollectionStartEvent):
            open_anchors.append(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_anchors.pop()
        elif isinstance(event, yaml.AliasEvent) and event.anchor in open_anchors:
            raise SourceError(
                f"the alias *{event.anchor} contains itself",
                location=Location(path, event.start_mark.line + 1, event.start_mark.column + 1),
                help="write the value out",
            )


def _merged(value: Any) -> Any:
    """Merge keys (``<<``) applied as YAML 1.1 readers do: YAML 1.2 dropped them, contracts in the wild did not."""
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


def _events() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _compose(text: str) -> Node | None:
    import yaml

    root: Node | None = yaml.compose(text, Loader=_events())
    return root


def _child(node: Node | None, step: str | int) -> tuple[Node, Node] | None:
    """The (key, value) nodes of a mapping's entry, or the item twice for a sequence's."""
    if node is None:
        return None
    if node.id == "mapping":
        for name, value in node.value:
            if name.value == str(step):
                return name, value
    elif node.id == "sequence" and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _duplicate_key(text: str) -> tuple[int, int, str]:
    stack = [_compose(text)]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node.id == "mapping":
            seen: set[str] = set()
            for name, value in node.value:
                if name.id == "scalar" and name.value in seen:
                    return name.start_mark.line + 1, name.start_mark.column + 1, name.value
                if name.id == "scalar":
                    seen.add(name.value)
                stack.append(value)
        elif node.id == "sequence":
            stack.extend(node.value)
    return 1, 1, "?"
