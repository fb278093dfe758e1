"""Parts of documents that may hold anything: what is not of the kind that is asked for is nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def mapping(value: Any) -> Mapping[Any, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if type(value) is dict or isinstance(value, Mapping) else {}


def sequence(value: Any) -> Sequence[Any]:
    """The value where it is a list, else an empty one. A text is no list."""
    return value if isinstance(value, list | tuple) else ()


def mappings(value: Any) -> list[tuple[int, Mapping[Any, Any]]]:
    """The mappings of a list with their true positions, so that pointers stay right beside broken entries."""
    return [(index, item) for index, item in enumerate(sequence(value)) if isinstance(item, Mapping)]
