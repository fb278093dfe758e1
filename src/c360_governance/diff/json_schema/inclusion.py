"""Whether one schema accepts whatever another accepts: yes with a proof, no with an event, or undecided."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from c360_governance.diff.json_schema.side import Side
from c360_governance.diff.json_schema.values import key
from c360_governance.diff.values import same
from c360_governance.model.compatibility import OpenContent

if TYPE_CHECKING:
    from c360_governance.diff.json_schema.graph import Graph

STEPS = 60_000
"""What a search may cost: about a second. Most pairs take fewer than a hundred steps."""

Read = tuple["Graph", int, int, list[str]]
"""A graph, the node of the old schema and that of the new one, and the references that lead nowhere."""


class Containment(NamedTuple):
    """``answer`` "yes" is proved; "no" has a ``witness`` that the validator has confirmed; ``reason`` says why it is
    "undecided"."""

    answer: Literal["yes", "no", "undecided"]
    witness: Any = None
    reason: str = ""


YES = Containment("yes")
TOO_DEEP = Containment("undecided", reason="the schema is nested too deep")


class Comparison:
    """Two versions of a schema, compared in either direction. Pure; never raises.

    What is dear is imported and done when it is asked for: a change of prose alone needs none of it.
    """

    def __init__(self, old: Any, new: Any, *, open_content: OpenContent = "strict", steps: int = STEPS) -> None:
        self._lenient = open_content == "lenient"
        self._steps = steps
        self.is_written_alike = same(old, new)
        self._sides: tuple[Side, Side] | None = None
        self._is_cleaned_alike = False
        try:
            self._sides = before, after = Side(old, new), Side(new, old)
            alike = (before.draft, before.own_flaw) == (after.draft, after.own_flaw)
            self._is_cleaned_alike = alike and key(before.schema) == key(after.schema)
        except RecursionError:
            self._sides = None

    @cached_property
    def _read(self) -> Read | None:
        """Both schemas in one graph; None where they are nested too deep."""
        from c360_governance.diff.json_schema.reading import read_pair

        if self._sides is None:
            return None
        old, new = self._sides
        try:
            return read_pair((old.schema, old.draft), (new.schema, new.draft))
        except RecursionError:
            return None

    @cached_property
    def is_same(self) -> bool:
        """Whether both say the same of values, as far as can be seen without a search."""
        if self.is_written_alike or self._is_cleaned_alike:
            return True
        if self._read is None or self._sides is None:
            return False
        _, old, new, unresolved = self._read
        return old == new and not unresolved and all(side.is_read for side in self._sides)

    @cached_property
    def backward(self) -> Containment:
        """Whether the new schema accepts whatever the old one accepts."""
        return self._within(0, 1)

    @cached_property
    def forward(self) -> Containment:
        """Whether the old schema accepts whatever the new one accepts."""
        return self._within(1, 0)

    def causes(self, *, backward: bool, witness: Any) -> list[tuple[str, ...]]:
        """The places in a witness that the schema which rejects it objects to."""
        from c360_governance.diff.json_schema.causes import places

        side = self._sides[int(backward)] if self._sides else None
        return [] if side is None else places(side.schema, side.draft, witness)

    def _within(self, inner: int, outer: int) -> Containment:
        if self.is_same:
            return YES
        if self._read is None or self._sides is None:
            return TOO_DEEP
        graph, *nodes, unresolved = self._read
        if unresolved:
            return Containment("undecided", reason=unresolved[0])
        for name, side in zip(("old", "new"), self._sides, strict=True):
            if not side.is_read:
                return Containment("undecided", reason=f"the {name} schema is not valid: {side.flaw}")
        from c360_governance.diff.json_schema.deciding import Question, decided

        question = Question(graph, nodes[inner], nodes[outer], self._steps, lenient=self._lenient)
        answer, witness, reason = decided(self._sides[inner], self._sides[outer], question)
        return Containment(answer, witness, reason)
