"""Whether one schema accepts whatever another accepts: yes with a proof, no with an event, or undecided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from c360_governance.diff.json_schema import canonical, oracle
from c360_governance.diff.json_schema.causes import places
from c360_governance.diff.json_schema.cleaning import cleaned
from c360_governance.diff.json_schema.dialect import Draft, draft_of
from c360_governance.diff.json_schema.graph import Graph
from c360_governance.diff.json_schema.lenient import narrowed
from c360_governance.diff.json_schema.reading import read_pair
from c360_governance.diff.json_schema.smaller import smaller
from c360_governance.diff.json_schema.solver.demands import Budget, Exhausted
from c360_governance.diff.json_schema.solver.engine import Engine, Witnessed
from c360_governance.diff.json_schema.trial import tried
from c360_governance.diff.json_schema.values import key
from c360_governance.diff.values import same
from c360_governance.model.compatibility import OpenContent

STEPS = 60_000
"""What a search may cost: about a second. Most pairs take fewer than a hundred steps."""


@dataclass(frozen=True, slots=True)
class Containment:
    """``answer`` "yes" is proved; "no" has a ``witness`` that the validator has confirmed; ``reason`` says why it is
    "undecided"."""

    answer: Literal["yes", "no", "undecided"]
    witness: Any = None
    reason: str = ""


YES = Containment("yes")


class Side:
    """One version of a schema. ``flaw`` says why the validator does not take it, "" where it does."""

    def __init__(self, schema: Any) -> None:
        self.draft: Draft = draft_of(schema) or 2020
        self.schema, flaws = cleaned(schema, self.draft)
        self.flaw = "" if draft_of(schema) else "its $schema names a draft that is not supported"
        self.flaw = self.flaw or (flaws[0] if flaws else "")
        self.check: oracle.Check | None = None
        if not isinstance(self.schema, dict | bool):
            self.flaw = "a JSON Schema is a mapping, or true or false"
        if not self.flaw:
            try:
                self.check = oracle.validator(self.schema, self.draft)
            except oracle.Refused as refusal:
                self.flaw = str(refusal)

    @property
    def is_read(self) -> bool:
        """Whether the schema's meaning is clear enough for a proof: what a pattern or another document says is not,
        but it is the same in both versions."""
        return not self.flaw or self.flaw.endswith('is not a "regex"') or self.is_remote

    @property
    def is_remote(self) -> bool:
        """Whether part of the schema is another document, which is not fetched."""
        return self.flaw.startswith("Resource '")


class Comparison:
    """Two versions of a schema, read once, compared in either direction. Pure; never raises."""

    def __init__(self, old: Any, new: Any, *, open_content: OpenContent = "strict", steps: int = STEPS) -> None:
        self._lenient = open_content == "lenient"
        self._steps = steps
        self._flaw = ""
        self.unresolved: list[str] = []
        self.is_written_alike = same(old, new)
        self._sides: tuple[Side, Side] | None = None
        self._read: tuple[Graph, int, int] | None = None
        try:
            self._sides = Side(old), Side(new)
            graph, *nodes, self.unresolved = _read(*self._sides)
            self._read = (graph, nodes[0], nodes[1])
        except RecursionError:
            self._flaw = "the schema is nested too deep"

    @property
    def is_same(self) -> bool:
        """Whether both say the same of values, as far as can be seen without a search."""
        if self.is_written_alike:
            return True
        if self._read is None or self._sides is None:
            return False
        old, new = self._sides
        if (old.draft, old.flaw) == (new.draft, new.flaw) and key(old.schema) == key(new.schema):
            return True
        return not self.unresolved and self._read[1] == self._read[2] and all(side.is_read for side in self._sides)

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
        side = self._sides[int(backward)] if self._sides else None
        return [] if side is None else places(side.schema, side.draft, witness)

    def _within(self, inner: int, outer: int) -> Containment:
        if self.is_same:
            return YES
        if self._read is None or self._sides is None:
            return Containment("undecided", reason=self._flaw)
        if self.unresolved:
            return Containment("undecided", reason=self.unresolved[0])
        for name, side in zip(("old", "new"), self._sides, strict=True):
            if not side.is_read:
                return Containment("undecided", reason=f"the {name} schema is not valid: {side.flaw}")
        return _decided(self._sides[inner], self._sides[outer], self._search(inner, outer), lenient=self._lenient)

    def _search(self, inner: int, outer: int) -> Callable[[Callable[[Any], bool]], str]:
        assert self._read is not None  # noqa: S101  (for the type checker: `_within` has looked)
        graph, *nodes = self._read
        start = narrowed(graph, nodes[inner], nodes[outer]) if self._lenient else nodes[inner]

        def search(accept: Callable[[Any], bool]) -> str:
            engine = Engine(graph, Budget(self._steps), accept)
            try:
                return engine.solve(frozenset({(start, True), (nodes[outer], False)})).kind
            except (Exhausted, RecursionError):
                return "exhausted"

        return search


def _read(old: Side, new: Side) -> tuple[Graph, int, int, list[str]]:
    return read_pair((old.schema, old.draft), (new.schema, new.draft))


def _decided(inner: Side, outer: Side, search: Callable[[Callable[[Any], bool]], str], *, lenient: bool) -> Containment:
    def accept(value: Any) -> bool:
        return _escapes(inner, outer, value)

    try:
        answer = search(accept)
    except Witnessed as witness:
        return Containment("no", smaller(witness.args[0], accept))
    if answer == "none":
        return YES
    reason = "the search was given up" if answer == "exhausted" else "neither a proof nor a rejected event was found"
    for side in (inner, outer):
        if side.check is None:
            why = "it refers to another document, and nothing is fetched" if side.is_remote else side.flaw
            return Containment("undecided", reason=f"no event can be checked against a schema: {why}")
    if lenient:
        return Containment("undecided", reason=reason)
    guess = tried(inner.schema, outer.schema, inner.draft, accept)
    if guess is not None:
        return Containment("no", smaller(guess[0], accept))
    if inner.draft == outer.draft and canonical.covers(outer.schema, inner.schema, inner.draft):
        return YES
    return Containment("undecided", reason=reason)


def _escapes(inner: Side, outer: Side, value: Any) -> bool:
    if inner.check is None or outer.check is None:
        return False
    try:
        return inner.check(value) and not outer.check(value)
    except ValueError:
        return False
