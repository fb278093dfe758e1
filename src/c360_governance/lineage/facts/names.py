"""Names of datasets as producers write them: quoted or not, with or without their database and schema. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_QUOTES = {'"': '"', "`": "`", "[": "]"}


class Ref(NamedTuple):
    """A dataset by OpenLineage's name."""

    namespace: str
    name: str


@lru_cache(maxsize=65536)
def plain_parts(name: str) -> tuple[str, ...]:
    """The parts of a dotted name without their quotes; a point within quotes parts nothing."""
    parts: list[str] = []
    at = 0
    while at <= len(name):
        closing = _QUOTES.get(name[at : at + 1])
        end = name.find(closing, at + 1) if closing else -1
        if closing and end > 0 and name[end + 1 : end + 2] in ("", "."):
            parts.append(name[at + 1 : end])
            at = end + 2
            continue
        end = name.find(".", at)
        end = len(name) if end < 0 else end
        parts.append(name[at:end])
        at = end + 1
    return tuple(parts)


def plain_name(name: str) -> str:
    """The name without the quotes that some producers put around its parts."""
    return ".".join(plain_parts(name)) if any(quote in name for quote in _QUOTES) else name
