"""Soda as a guest: what it may see of the process, and what it may leave behind.

Importing it starts telemetry unless a variable says no, loads a .env file from the folders above, and takes
settings from every SODA_ variable. Running it speaks through the logging of the host: a host that raised a level,
disabled loggers or logging itself would silence the errors that Soda reports in no other way, and a host that
listens would print the rows that Soda logs at debug level.
"""

from __future__ import annotations

import contextvars
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

_PREFIXES = ("SODA_", "MEMORY_OPTIMIZED_DRIVER_")
_SET = {"SODA_CORE_TELEMETRY_ENABLED": "false", "PYTHON_DOTENV_DISABLED": "true"}


def guarded(function: Callable[[], T]) -> T:
    """The function's result, run where Soda can neither reach out nor be silenced; afterwards all is as before."""
    with _environment(), _logging():
        return contextvars.copy_context().run(function)


@contextmanager
def _environment() -> Iterator[None]:
    before = {name: value for name, value in os.environ.items() if name in _SET or name.startswith(_PREFIXES)}
    _replace(before, _SET)
    try:
        yield
    finally:
        _replace({name: "" for name in os.environ if name in _SET or name.startswith(_PREFIXES)}, before)


def _replace(gone: dict[str, str], there: dict[str, str]) -> None:
    for name in gone:
        del os.environ[name]
    os.environ.update(there)


@contextmanager
def _logging() -> Iterator[None]:
    logger, root = logging.getLogger("soda"), logging.getLogger()
    state = (logger.level, logger.propagate, logger.disabled, logger.filters, logger.handlers)
    disabled, root_handlers = logging.root.manager.disable, list(root.handlers)
    logger.filters, logger.handlers, logger.propagate, logger.disabled = [], [], False, False
    logger.setLevel(logging.INFO)
    logging.disable(logging.NOTSET)
    try:
        yield
    finally:
        logging.disable(disabled)
        root.handlers[:] = [handler for handler in root.handlers if handler in root_handlers]
        logger.setLevel(state[0])
        _, logger.propagate, logger.disabled, logger.filters, logger.handlers = state
