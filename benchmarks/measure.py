"""What the benchmarks share: CPU seconds and memory of whole processes, as ratios against a reference.

Bytecode is cached, as it is for users: PYTHONDONTWRITEBYTECODE is taken out of the environment, and every command
runs once before it is measured.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass

C360 = [sys.executable, "-m", "c360_governance"]
REFERENCE = [sys.executable, "-c", "import click"]
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Cost:
    """User and system seconds, and the largest resident set in MB, of a process with all that it started."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Ratio:
    """Medians over the runs; ``ratio`` is that of the pairs command and reference, each measured side by side."""

    seconds: float
    megabytes: float
    ratio: float


def cost(command: list[str]) -> Cost:
    """Run a command to its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_ENVIRONMENT)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def ratio(command: list[str], runs: int) -> Ratio:
    """Command and reference in turn (A B A B ...), so that a machine whose speed drifts gives the same ratio."""
    cost(command), cost(REFERENCE)
    pairs = [(cost(command), cost(REFERENCE)) for _ in range(runs)]
    return Ratio(
        statistics.median(own.seconds for own, _ in pairs),
        statistics.median(own.megabytes for own, _ in pairs),
        statistics.median(own.seconds / other.seconds for own, other in pairs),
    )
