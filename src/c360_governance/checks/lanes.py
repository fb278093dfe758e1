"""Datasets side by side, for engines that gain from several connections: a thread and a connection a lane."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from c360_governance.model.errors import C360Error
from c360_governance.warehouse.connection import Warehouse

Item = TypeVar("Item")

_AGAIN = 0.2
"""Seconds until statements are broken off once more: one may have been sent just after the first time."""


def each(
    items: Iterator[Item], do: Callable[[Item, Warehouse], None], warehouse: Warehouse, more: Callable[[], Warehouse],
    lanes: int, tell: Callable[[str], None],
) -> None:  # fmt: skip
    """Do all items, begun in their order: here over ``warehouse``, or in up to ``lanes`` threads at once.

    The first thread has ``warehouse``, the others what ``more`` opens; a connection that cannot be had is a lane less.
    Whatever an item raises, and an interrupt, ends the others, their statements broken off, before it is passed on.
    """
    if lanes <= 1:
        for item in items:
            do(item, warehouse)
        return
    from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

    turn = threading.Lock()
    over = threading.Event()
    connections = [warehouse]

    def work(connection: Warehouse) -> None:
        while not over.is_set():
            with turn:
                item = next(items, None)
            if item is None:
                return
            do(item, connection)

    def further() -> None:
        try:
            connection = more()
        except C360Error as error:
            tell(f"went on with fewer connections: {error.message}")
            return
        with connection:
            connections.append(connection)
            work(connection)

    with ThreadPoolExecutor(lanes, "c360-lane") as pool:
        running = [pool.submit(work, warehouse), *(pool.submit(further) for _ in range(lanes - 1))]
        try:
            for lane in wait(running, return_when=FIRST_EXCEPTION).done:
                lane.result()
        finally:
            over.set()
            while wait(running, 0).not_done:
                for connection in list(connections):
                    connection.break_off()
                wait(running, _AGAIN)
