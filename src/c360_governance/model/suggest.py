"""What to answer to a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from c360_governance.model.errors import UsageError
from c360_governance.model.words import short

_FEW = 8
"""So many names can be listed in one line."""
_LONGEST = 60
"""Characters of a name in a list of examples."""


def unknown(what: str, name: str, known: Iterable[str]) -> UsageError:
    """The error for a name that does not exist, with the nearest one that does, or some that do."""
    names = sorted(known)
    return UsageError(f"there is no {what} {name!r}", help=suggest(name, names) or _some(names))


def suggest(name: str, known: Iterable[str]) -> str:
    """ "did you mean ...?", or the names that there are when they are few, or ""."""
    names = list(known)
    near = did_you_mean(name, names)
    if near:
        return near
    return f"there are: {', '.join(sorted(names))}" if 0 < len(names) <= _FEW else ""


def _some(names: list[str]) -> str:
    if not names:
        return "there is none yet"
    return f"there are {len(names)}, among them {', '.join(short(name, _LONGEST) for name in names[:_FEW])}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """ "did you mean ...?" with the known name that is nearest, or "" where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""
