"""What the modules of the types ask of the search: values for parts of a value."""

from __future__ import annotations

from typing import Protocol

from c360_governance.diff.json_schema.budget import Budget
from c360_governance.diff.json_schema.graph import Graph
from c360_governance.diff.json_schema.solver.demands import Goals, Outcome


class Search(Protocol):
    """A search that is under way; `engine.Engine` is one."""

    graph: Graph
    budget: Budget

    def solve(self, goals: Goals) -> Outcome:
        """A value that meets all goals, or that there is none. Raises `Exhausted`."""
        ...
