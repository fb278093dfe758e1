"""``${namespace.name}`` references: Soda fills them in, also from the environment, wherever they stand in a contract.

A check may use the document's own variables (their defaults) and Soda's two clocks. Anything else would let a
contract read the process's environment into a statement or a message, so it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_REFERENCE = re.compile(r"\$\{ *([a-z]+)\.([a-zA-Z_][a-zA-Z_0-9]*) *\}")
_CLOCKS = ("soda.NOW", "soda.DATA_TIMESTAMP")


def filled(value: Any, variables: Mapping[str, Any]) -> tuple[Any, str | None]:
    """The value with the document's variables put in, and the first reference that nothing stands for."""
    unknown: list[str] = []

    def fill(found: re.Match[str]) -> str:
        declared = variables.get(found[2]) if found[1] == "var" else None
        if isinstance(declared, Mapping) and declared.get("default") is not None:
            return str(declared["default"])
        if _name(found) not in _CLOCKS:
            unknown.append(_name(found))
        return found[0]

    def walk(item: Any) -> Any:
        if isinstance(item, str):
            return _REFERENCE.sub(fill, item)
        if isinstance(item, Mapping):
            return {key: walk(inner) for key, inner in item.items()}
        return [walk(inner) for inner in item] if isinstance(item, list) else item

    return walk(value), unknown[0] if unknown else None


def foreign_reference(*values: Any) -> str | None:
    """The first reference in the values that is none of Soda's clocks, or None."""
    return filled(list(values), {})[1]


def clocks(text: str, data: str, now: str) -> str:
    """A text with Soda's two clocks filled in."""
    times = dict(zip(_CLOCKS, (now, data), strict=True))
    return _REFERENCE.sub(lambda found: times.get(_name(found), found[0]), text)


def _name(found: re.Match[str]) -> str:
    return f"{found[1]}.{found[2]}"
