"""Breaking a statement off that takes too long, for engines that cannot do it themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Guard:
    """Calls ``interrupt`` when the block takes longer than ``seconds`` (None: never); ``rang`` says that it did."""

    def __init__(self, seconds: float | None, interrupt: Callable[[], object]) -> None:
        self.rang = False
        self._over = threading.Lock()  # held once the block has ended: what rings then must not hit the next statement
        self._interrupt = interrupt
        self._timer = threading.Timer(seconds, self._ring) if seconds is not None else None

    def _ring(self) -> None:
        if self._over.acquire(blocking=False):
            self.rang = True
            try:
                self._interrupt()
            finally:
                self._over.release()

    def __enter__(self) -> Self:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._over.acquire()
