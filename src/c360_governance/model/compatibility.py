"""Which way two versions of an event's schema have to be compatible."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple, cast, get_args

from c360_governance.model.diff import Sides

Compatibility = Literal[
    "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE", "NONE"
]
"""The names are those of schema registries. BACKWARD: whatever the old schema accepts, the new one accepts. FORWARD:
the other way round. Transitive: against every earlier version, not the last one alone."""

COMPATIBILITIES: tuple[Compatibility, ...] = get_args(Compatibility)

OpenContent = Literal["strict", "lenient"]
"""Whether a property that an open object gains counts: strictly, old events may have held anything under its name."""


class Asked(NamedTuple):
    """What is asked of a change. Without ``compatibility``, each fact counts as its rule says, as far as it is decided
    to break anything; with it, whatever breaks in that direction is an error. ``earlier`` gives the earlier versions of
    the schema at a path, each with its name."""

    compatibility: Compatibility | None = None
    open_content: OpenContent = "strict"
    earlier: Callable[[str], Iterable[tuple[str, Any]]] | None = None

    @property
    def is_transitive(self) -> bool:
        """Whether every earlier version counts."""
        return bool(self.compatibility and self.compatibility.endswith("_TRANSITIVE"))

    def sides(self, perspective: Sides) -> Sides | None:
        """Whose eyes judge: writers of old events (BACKWARD), old readers (FORWARD), both, or nobody's."""
        if self.compatibility is None:
            return perspective
        kind = self.compatibility.removesuffix("_TRANSITIVE")
        found = {"BACKWARD": "producer", "FORWARD": "consumer", "FULL": "both"}.get(kind)
        return cast("Sides | None", found)


AS_THE_RULES_SAY = Asked()
"""No direction was asked for by name."""
