"""What the names in a query stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from c360_governance.diff.sql.parser import Node, NotParsed

Columns = Mapping[str, Node]
"""What each column of a subquery is."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The sources of one SELECT by the names that they have in it.

    A source is the name of a table, whose columns nobody lists, or the columns of a subquery. A column of the SELECT
    around this one bears a ``^``, so that it is none of this one's.
    """

    sources: Mapping[str, str | Columns] = field(default_factory=dict)
    outer: Scope | None = None

    def qualified(self, table: str, name: str) -> Node:
        """A column that says whose it is. Raises `NotParsed`."""
        found = self.sources.get(table)
        if isinstance(found, str):
            return ("col", f"{found}.{name}")
        if found is not None:
            if name not in found:
                raise NotParsed
            return found[name]
        if self.outer is not None:
            return lifted(self.outer.qualified(table, name))
        return ("col", f"?{table}.{name}" if self.sources else f"{table}.{name}")

    def bare(self, name: str) -> Node:
        """A column that does not say whose it is: where several could have it, it keeps its bare name."""
        listed = [found[name] for found in self.sources.values() if not isinstance(found, str) and name in found]
        if len(listed) == 1:
            return listed[0]
        open_ones = [found for found in self.sources.values() if isinstance(found, str)]
        if listed or len(open_ones) > 1:
            return ("col", name)
        if open_ones:
            return ("col", f"{open_ones[0]}.{name}")
        if self.outer is not None:
            return lifted(self.outer.bare(name))
        if self.sources:
            raise NotParsed
        return ("col", name)


def lifted(node: Node) -> Node:
    """A node of the SELECT around this one, as it is named here."""
    return renamed(node, None)


def renamed(node: Node, names: Mapping[str, str] | None) -> Node:
    """A node with other names for its sources; None: one ``^`` more for each column."""
    if node[0] == "col":
        if names is None:
            return ("col", f"^{node[1]}")
        source, dot, column = node[1].rpartition(".")
        return ("col", f"{names.get(source, source)}{dot}{column}")
    return tuple(renamed(part, names) if isinstance(part, tuple) and part else part for part in node)
