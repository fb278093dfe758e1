"""An event made smaller, as long as it still shows what it showed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

MOST_TRIED = 300


def smaller(value: Any, accept: Callable[[Any], bool]) -> Any:
    """The value without members and items that do not matter."""
    tried = 0
    found = True
    while found:
        found = False
        for candidate in _reduced(value):
            tried += 1
            if tried > MOST_TRIED:
                return value
            if accept(candidate):
                value, found = candidate, True
                break
    return value


def _reduced(value: Any) -> Iterator[Any]:
    """Values that lack one part, anywhere."""
    if isinstance(value, dict):
        for name in value:
            yield {each: item for each, item in value.items() if each != name}
        for name, item in value.items():
            for less in _reduced(item):
                yield {**value, name: less}
    elif isinstance(value, list):
        for index in reversed(range(len(value))):
            yield [*value[:index], *value[index + 1 :]]
        for index, item in enumerate(value):
            for less in _reduced(item):
                yield [*value[:index], less, *value[index + 1 :]]
