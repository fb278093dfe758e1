"""What to answer to a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from c360_governance.model.errors import UsageError

_FEW = 8
"""So many names can be listed in one line."""


def unknown(what: str, name: str, known: Iterable[str]) -> UsageError:
    """The error for a name that does not exist, with the nearest one that does."""
    return UsageError(f"there is no {what} {name!r}", help=suggest(name, known))


def suggest(name: str, known: Iterable[str]) -> str:
    """ "did you mean ...?", or the names that there are when they are few, or ""."""
    names = list(known)
    near = did_you_mean(name, names)
    if near:
        return near
    return f"there are: {', '.join(sorted(names))}" if 0 < len(names) <= _FEW else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """ "did you mean ...?" with the known name that is nearest, or "" where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""
