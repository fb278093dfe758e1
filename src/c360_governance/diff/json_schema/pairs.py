"""The same part of a schema in both versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.json_schema.views import Version, View


@dataclass(frozen=True, slots=True)
class Pair:
    """``subject`` is what findings call it: the event's name and the way to the property."""

    before: Version
    after: Version
    old: View
    new: View
    subject: str
    depth: int = 0

    def change(self, kind: str, key: str | None = None, old: Any = None, new: Any = None) -> Change:
        """A fact about this part, at one of its keywords."""
        tail = () if key is None else (key,)
        return Change(kind, self.subject, (*self.old.pointer, *tail), (*self.new.pointer, *tail), old, new)

    def below(self, old: tuple[Any, ...], new: tuple[Any, ...], step: str = "") -> Pair:
        """The parts that two ways of keywords lead to, references followed."""
        before, after = (_at(view.raw, way) for view, way in ((self.old, old), (self.new, new)))
        subject = f"{self.subject}{step}" if step.startswith("[") or not step else f"{self.subject}.{step}"
        return Pair(
            self.before,
            self.after,
            self.before.view(before, (*self.old.pointer, *old)),
            self.after.view(after, (*self.new.pointer, *new)),
            subject,
            self.depth + 1,
        )


def _at(raw: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        raw = raw[step]
    return raw
