"""How a question of containment is decided: by a search, then by events that are made up, then by the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from c360_governance.diff.json_schema import canonical
from c360_governance.diff.json_schema.assertions import Node
from c360_governance.diff.json_schema.budget import Budget, Exhausted
from c360_governance.diff.json_schema.evaluation import holds
from c360_governance.diff.json_schema.graph import Graph
from c360_governance.diff.json_schema.lenient import narrowed
from c360_governance.diff.json_schema.side import Side
from c360_governance.diff.json_schema.smaller import smaller
from c360_governance.diff.json_schema.solver.engine import Engine, Witnessed

Accept = Callable[[Any], bool]
Decided = tuple[Literal["yes", "no", "undecided"], Any, str]
"""The answer, an event for a no, and the reason for an undecided."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether all that fits the one node fits the other, in so many steps."""

    graph: Graph
    inner: Node
    outer: Node
    steps: int
    lenient: bool = False


def decided(inner: Side, outer: Side, question: Question) -> Decided:
    """The answer. Never raises."""

    start = question.inner
    if question.lenient:
        start = narrowed(question.graph, question.inner, question.outer)
    held = Budget(question.steps)

    def accept(value: Any) -> bool:
        try:
            fits = not question.lenient or holds(question.graph, start, value, held) is True
        except Exhausted:
            return False
        return fits and _escapes(inner, outer, value)

    try:
        answer = _searched(question, start, accept)
    except Witnessed as witness:
        return "no", smaller(witness.args[0], accept), ""
    if answer == "none":
        return "yes", None, ""
    for side in (inner, outer):
        if side.check is None:
            why = "it refers to another document, and nothing is fetched" if side.is_remote else side.flaw
            return "undecided", None, f"no event can be checked against a schema: {why}"
    if not question.lenient:
        from c360_governance.diff.json_schema.trial import tried

        guess = tried(inner.schema, outer.schema, inner.draft, accept)
        if guess is not None:
            return "no", smaller(guess[0], accept), ""
    if inner.draft == outer.draft and canonical.covers(outer.schema, inner.schema, inner.draft):
        return "yes", None, ""
    reason = "the search was given up" if answer == "exhausted" else "neither a proof nor a rejected event was found"
    return "undecided", None, reason


def _searched(question: Question, start: Node, accept: Accept) -> str:
    """Raises `Witnessed` where an event was accepted."""
    engine = Engine(question.graph, Budget(question.steps), accept)
    try:
        return engine.solve(frozenset({(start, True), (question.outer, False)})).kind
    except (Exhausted, RecursionError):
        return "exhausted"


def _escapes(inner: Side, outer: Side, value: Any) -> bool:
    if inner.check is None or outer.check is None:
        return False
    try:
        return inner.check(value) and not outer.check(value)
    except ValueError:
        return False
