"""Streams that cannot be written to: a full disk, a reader that left."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TextIO


def discard(stream: TextIO) -> None:
    """Let what is left in a stream's buffer go nowhere: written at exit, it would fail again and change the status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def told(tell: Callable[..., None], *what: Any, **options: Any) -> None:
    """Tell a person something on stderr; where nobody can be told, the exit status says that something is wrong."""
    try:
        tell(*what, **options)
    except OSError:
        discard(sys.stderr)
