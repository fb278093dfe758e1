"""A pattern as a finite automaton over the texts in which it is found."""

from __future__ import annotations

from c360_governance.diff.regex.syntax import (
    ANY,
    BEGIN,
    END,
    Chars,
    Choice,
    Node,
    Ranges,
    Repeat,
    Sequence,
    UnsupportedError,
)

_MOST_STATES = 3_000

States = int
"""A set of states: bit i stands for state i."""


class Automaton:
    """Nondeterministic. A text is read with BEGIN before and END after it. ``start`` is a set of states, ``accept``
    one state."""

    def __init__(self, pattern: Node) -> None:
        self._steps: list[list[tuple[Ranges, int]]] = []
        self._free: list[list[int]] = []
        first, self.accept = self._state(), self._state()
        found, left = self._state(), self._state()
        self._anything(first, found, before=True)
        self._build(pattern, found, left)
        self._anything(left, self.accept, before=False)
        self._closed: dict[int, States] = {}
        self._moves: dict[tuple[States, int], States] = {}
        self.start = self._closure(first)

    @property
    def edges(self) -> set[int]:
        """Where the behaviour can change along the code points: the first point of each range and the one after."""
        return {
            point for steps in self._steps for ranges, _ in steps for low, high in ranges for point in (low, high + 1)
        }

    def accepts(self, states: States) -> bool:
        """Whether a text that leads to these states is let through."""
        return bool(states >> self.accept & 1)

    def move(self, states: States, point: int) -> States:
        """The states after one more character."""
        key = states, point
        if key not in self._moves:
            result = 0
            for state in members(states):
                for ranges, target in self._steps[state]:
                    if any(low <= point <= high for low, high in ranges):
                        result |= self._closure(target)
            self._moves[key] = result
        return self._moves[key]

    def _anything(self, source: int, target: int, *, before: bool) -> None:
        """Nothing (an anchor reads its symbol itself), or the symbol and any text beside it."""
        middle = self._state()
        self._free[source].append(target)
        if before:
            self._steps[source].append((((BEGIN, BEGIN),), middle))
            self._free[middle].append(target)
        else:
            self._free[source].append(middle)
            self._steps[middle].append((((END, END),), target))
        self._steps[middle].append((ANY, middle))

    def _state(self) -> int:
        if len(self._steps) >= _MOST_STATES:
            raise UnsupportedError("too large")
        self._steps.append([])
        self._free.append([])
        return len(self._steps) - 1

    def _build(self, node: Node, source: int, target: int) -> None:
        if isinstance(node, Chars):
            self._steps[source].append((node.ranges, target))
        elif isinstance(node, Choice):
            for part in node.parts:
                self._build(part, source, target)
        elif isinstance(node, Sequence):
            for part in node.parts:
                middle = self._state()
                self._build(part, source, middle)
                source = middle
            self._free[source].append(target)
        else:
            self._repeat(node, source, target)

    def _repeat(self, node: Repeat, source: int, target: int) -> None:
        for _ in range(node.low):
            middle = self._state()
            self._build(node.part, source, middle)
            source = middle
        if node.high is None:
            middle = self._state()
            self._free[source].append(middle)
            turn = self._state()
            self._build(node.part, middle, turn)
            self._free[turn].append(middle)
            self._free[middle].append(target)
            return
        for _ in range(node.high - node.low):
            self._free[source].append(target)
            middle = self._state()
            self._build(node.part, source, middle)
            source = middle
        self._free[source].append(target)

    def _closure(self, state: int) -> States:
        if state not in self._closed:
            seen, pending = {state}, [state]
            while pending:
                for other in self._free[pending.pop()]:
                    if other not in seen:
                        seen.add(other)
                        pending.append(other)
            # Only states that read something, or accept, make a difference.
            self._closed[state] = sum(1 << one for one in seen if self._steps[one] or one == self.accept)
        return self._closed[state]


def members(states: States) -> list[int]:
    """The states of a set."""
    result = []
    while states:
        lowest = states & -states
        result.append(lowest.bit_length() - 1)
        states ^= lowest
    return result
