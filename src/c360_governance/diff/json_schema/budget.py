"""Steps that may be taken, whatever the machine."""

from __future__ import annotations


class Exhausted(Exception):
    """The budget is spent."""


class Budget:
    """So many steps are ``left``."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def tick(self, cost: int = 1) -> None:
        """One step, or as many as it costs. Raises `Exhausted` when none is left."""
        self.left -= cost
        if self.left < 0:
            raise Exhausted
