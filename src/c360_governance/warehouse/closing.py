"""What every connection does at the end of a `with` block."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Closing(ABC):
    """Closes itself where a `with` block ends, however it ends."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""

    broken_off = False

    def break_off(self) -> None:
        """Let nothing more be asked; called from another thread than the one that asks."""
        self.broken_off = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
