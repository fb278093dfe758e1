"""Many requests, one transaction: what waits is appended together, and acknowledged when it is durable."""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from concurrent.futures import Future

from c360_governance.lineage.log.log import Log
from c360_governance.model.errors import LogError

MOST_EVENTS = 2_000
"""Events a transaction."""

Texts = Mapping[str, bytes]
"""Canonical payload texts by their hashes."""

_Waiting = tuple[Texts, str, "Future[frozenset[str]]"]


class Committer:
    """A thread that appends to the log. At most ``waiting`` requests wait; more are turned away."""

    def __init__(self, log: Log, waiting: int) -> None:
        self._log = log
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(maxsize=waiting)
        self._thread = threading.Thread(target=self._work, name="c360-log", daemon=True)
        self._thread.start()

    def submit(self, texts: Texts, origin: str) -> Future[frozenset[str]] | None:
        """The hashes of those that were appended, once they are durable; None when too many wait already."""
        done: Future[frozenset[str]] = Future()
        try:
            self._queue.put_nowait((texts, origin, done))
        except queue.Full:
            return None
        return done

    def close(self) -> None:
        """Append what waits, and end."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        ending = False
        while not ending:
            first = self._queue.get()
            if first is None:
                return
            group, events = [first], len(first[0])
            while events < MOST_EVENTS:
                try:
                    entry = self._queue.get_nowait()
                except queue.Empty:
                    break
                if entry is None:
                    ending = True
                    break
                group.append(entry)
                events += len(entry[0])
            for origin in dict.fromkeys(entry[1] for entry in group):
                self._append(origin, [entry for entry in group if entry[1] == origin])

    def _append(self, origin: str, group: list[_Waiting]) -> None:
        together = {digest: text for texts, _, _ in group for digest, text in texts.items()}
        try:
            fresh = set(self._log.append_hashed("openlineage", together, origin))
        except LogError as error:
            for _, _, done in group:
                done.set_exception(error)
            return
        for texts, _, done in group:
            own = frozenset(digest for digest in texts if digest in fresh)
            fresh -= own
            done.set_result(own)
