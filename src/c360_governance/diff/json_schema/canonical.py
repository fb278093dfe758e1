"""The validator library's own containment check, in a process that can be stopped.

It can run for minutes and cannot be interrupted, so it gets a process with limits on time and memory. Only its yes
counts: it is a proof, while its no has no witness.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from c360_governance.diff.json_schema.dialect import Draft

SECONDS = 5
MEGABYTES = 1_024
LARGEST = 100_000
"""Characters of both schemas. On larger ones it has never come to an end in time, and waiting is dear."""


def covers(outer: Any, inner: Any, draft: Draft) -> bool:
    """Whether the library proves within its limits that ``outer`` accepts whatever ``inner`` accepts."""
    if len(json.dumps([outer, inner])) > LARGEST:
        return False
    question = json.dumps({"outer": outer, "inner": inner, "draft": draft, "megabytes": MEGABYTES, "seconds": SECONDS})
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"{__package__}.worker"],
            input=question.encode(),
            capture_output=True,
            timeout=SECONDS + 2,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == b"yes"
