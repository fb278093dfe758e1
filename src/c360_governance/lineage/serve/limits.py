"""How much one sender may send, and how much all of them together may make the server hold."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_MOST_SENDERS = 10_000
"""Buckets that are kept; the fullest are forgotten first, which costs nobody anything."""


class RateLimit:
    """``rate`` events a second and sender, ``burst`` at once. ``clock`` gives seconds."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, sender: str, events: int) -> int:
        """Take ``events`` for a sender: 0, or the seconds after which it may try again, and nothing is taken.

        A batch larger than the burst passes when the bucket is full, and leaves a debt.
        """
        with self._lock:
            now = self._clock()
            level, at = self._buckets.get(sender, (self._burst, now))
            level = min(self._burst, level + (now - at) * self._rate)
            needed = min(events, self._burst)
            if level < needed:
                return max(1, math.ceil((needed - level) / self._rate))
            if len(self._buckets) >= _MOST_SENDERS and sender not in self._buckets:
                del self._buckets[max(self._buckets, key=lambda one: self._buckets[one][0])]
            self._buckets[sender] = (level - events, now)
            return 0


class Budget:
    """Bytes of requests that may be in memory at once."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._changed = threading.Condition()

    @contextmanager
    def reserved(self, size: int, patience: float) -> Iterator[bool]:
        """Hold ``size`` bytes for the block, after waiting at most ``patience`` seconds; False where it was in vain."""
        with self._changed:
            there = self._changed.wait_for(lambda: self._left >= size, patience)
            if there:
                self._left -= size
        try:
            yield there
        finally:
            if there:
                with self._changed:
                    self._left += size
                    self._changed.notify_all()
