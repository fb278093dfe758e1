"""Who is next to whom, for graphs of hundreds of thousands of edges.

Nodes are numbered in the order of a walk, so that neighbours lie side by side in memory, and a walk marks bytes:
measured in `benchmarks/lineage_graph.py` against networkx, rustworkx and SQLite's recursive query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable


class Adjacency:
    """The neighbours of nodes in one direction. ``pairs`` are (from, to); both must be among the nodes."""

    __slots__ = ("_names", "_next", "_numbers")

    def __init__(self, nodes: Collection[str], pairs: Iterable[tuple[str, str]]) -> None:
        listed: dict[str, list[str]] = {}
        for near, far in pairs:
            listed.setdefault(near, []).append(far)
        self._names = _walked(nodes, listed)
        self._numbers = {name: number for number, name in enumerate(self._names)}
        number = self._numbers.__getitem__
        self._next = [tuple(sorted(map(number, listed.get(name, ())))) for name in self._names]

    def neighbours(self, name: str) -> list[str]:
        return [self._names[number] for number in self._next[self._numbers[name]]]

    def layers(self, starts: Iterable[str], limit: int | None = None) -> list[list[str]]:
        """The nodes that can be reached from any of the starts, by the least number of edges; at 0 the starts.

        At most ``limit`` edges away. A node stands once.
        """
        following = self._next
        front = [self._numbers[name] for name in dict.fromkeys(starts)]
        seen = bytearray(len(following))
        for number in front:
            seen[number] = 1
        found = [front]
        while front and (limit is None or len(found) <= limit):
            reached: list[int] = []
            for number in front:
                for far in following[number]:
                    if not seen[far]:
                        seen[far] = 1
                        reached.append(far)
            found.append(reached)
            front = reached
        name = self._names.__getitem__
        return [[*map(name, layer)] for layer in found if layer]


def _walked(nodes: Collection[str], listed: dict[str, list[str]]) -> list[str]:
    """All nodes, each followed by what is next to it, breadth first."""
    order: dict[str, None] = {}
    for start in nodes:
        if start in order:
            continue
        order[start] = None
        front = [start]
        while front:
            reached = []
            for name in front:
                for far in listed.get(name, ()):
                    if far not in order:
                        order[far] = None
                        reached.append(far)
            front = reached
    return list(order)
