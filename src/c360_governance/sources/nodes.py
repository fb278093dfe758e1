"""Lines and columns of the values in a YAML text, from PyYAML's node tree: for the texts that `sources.outline` leaves.

PyYAML reads YAML 1.1, the values come from a YAML 1.2 parser: only the structure is taken from here, and a text
that PyYAML refuses has its positions at line 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from c360_governance.model.location import Pointer
from c360_governance.sources.outline import Place

_NUMBERS = {"true": "1", "false": "0", "1.0": "1", "0.0": "0"}
"""Plain keys that are the same key to Python as a number: true and 1."""

_NO_BREAKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", "_"))
"""What breaks a line in YAML 1.1 only."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Nodes:
    """The node tree of one text."""

    root: yaml.Node | None

    @classmethod
    def of(cls, text: str) -> Nodes:
        try:
            return cls(yaml.compose(_as_1_2(text), Loader=_LOADER))
        except yaml.YAMLError:
            return cls(None)

    def find(self, pointer: Pointer, *, key: bool = False) -> Place:
        """The place of the value at ``pointer``; with ``key``, of its key.

        A value that begins on a later line than its key is placed at the key: that is where a reader looks. A
        pointer that leads nowhere gives its nearest ancestor.
        """
        place = (1, 1)
        node = self.root
        for step in pointer:
            found = _child(node, step)
            if found is None:
                break
            name, node = found
            value_place = _place(node)
            place = _place(name) if key or value_place[0] != _place(name)[0] else value_place
        return place

    def duplicate_key(self) -> tuple[str, Place] | None:
        """The first key that its mapping holds twice."""
        for node in self._nodes():
            if isinstance(node, yaml.MappingNode):
                seen: set[object] = set()
                for name, _ in node.value:
                    if isinstance(name, yaml.ScalarNode):
                        key = _NUMBERS.get(name.value.lower(), name.value) if not name.style else name.value
                        if key in seen:
                            return name.value, _place(name)
                        seen.add(key)
        return None

    def _nodes(self) -> Iterator[yaml.Node]:
        """Every node once, however often an alias repeats it."""
        stack, visited = [self.root], set()
        while stack:
            node = stack.pop()
            if node is None or id(node) in visited:
                continue
            visited.add(id(node))
            yield node
            if isinstance(node, yaml.MappingNode):
                stack.extend(value for _, value in reversed(node.value))
            elif isinstance(node, yaml.SequenceNode):
                stack.extend(reversed(node.value))


def second_document(text: str) -> Place | None:
    """Where a second document begins, or None where there is only one."""
    starts = [event for event in _events(text) if isinstance(event, yaml.DocumentStartEvent)]
    return _place(starts[1]) if len(starts) > 1 else None


def cyclic_alias(text: str) -> tuple[str, Place] | None:
    """The first alias that stands inside the value it names."""
    open_anchors: list[str | None] = []
    for event in _events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            open_anchors.append(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_anchors.pop()
        elif isinstance(event, yaml.AliasEvent) and event.anchor in open_anchors:
            return str(event.anchor), _place(event)
    return None


def too_deep(text: str, limit: int) -> tuple[str, Place] | None:
    """Where the nesting exceeds ``limit``, aliases written out, or where PyYAML cannot follow the text; and which."""
    heights: dict[str, int] = {}
    opened: list[tuple[str | None, int]] = []
    try:
        for event in yaml.parse(_as_1_2(text), Loader=_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append((event.anchor, 1))
                height = 0
            elif isinstance(event, yaml.CollectionEndEvent):
                anchor, height = opened.pop()
                if anchor is not None:
                    heights[anchor] = height
            elif isinstance(event, yaml.AliasEvent):
                height = heights.get(event.anchor or "", 0)
            else:
                continue
            if len(opened) + height > limit:
                return "nested too deeply", _place(event)
            if opened:
                anchor, known = opened[-1]
                opened[-1] = (anchor, max(known, height + 1))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        return f"not valid YAML: {error.problem}", place
    return None


def _as_1_2(text: str) -> str:
    return text if text.isascii() else text.translate(_NO_BREAKS)


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(_as_1_2(text), Loader=_LOADER)
    except yaml.YAMLError:
        return


def _place(marked: yaml.Node | yaml.Event) -> Place:
    mark = marked.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The (key, value) nodes of a mapping's entry, or the item twice for a sequence's."""
    if isinstance(node, yaml.MappingNode):
        return next(((name, value) for name, value in node.value if name.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return node.value[step], node.value[step]
    return None
