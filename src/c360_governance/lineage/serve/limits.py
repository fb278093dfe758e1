"""How much one sender may send: a bucket of events that fills at a steady rate."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

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
